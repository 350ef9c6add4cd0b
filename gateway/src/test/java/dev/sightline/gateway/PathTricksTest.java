package dev.sightline.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Addresses that another program might take for a different one: at no port do they open a file, a camera or the page's data. */
class PathTricksTest {
    private static GuardedGateway gateway;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        gateway = GuardedGateway.with(directory, "limits: {rates: {strangers: {count: 1000}}}\n");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                // what is asked                    | cameras' port | page
                "/..%2f..%2fetc%2fpasswd            | 404           | 404",
                "/../../etc/passwd                  | 404           | 404",
                "/%2e%2e/%2e%2e/etc/passwd          | 404           | 404",
                "/..\\..\\etc\\passwd               | 404           | 404",
                "/....//....//etc/passwd            | 404           | 404",
                "//                                 | 404           | 404",
                "//etc/passwd                       | 404           | 404",
                "/%00                               | 404           | 404",
                "/index.html%00.js                  | 404           | 404",
                "/%                                 | 404           | 404",
                "/%zz                               | 404           | 404",
                "/%c0%ae%c0%ae/etc/passwd           | 404           | 404",
                "\\                                 | 404           | 404",
                "*                                  | 404           | 404",
                "http://evil.example/               | 404           | 404",
                // A camera has one name: its own, letter for letter.
                "/cameras/door/config               | 200           | 404",
                "/cameras/%64oor/config             | 404           | 404",
                "/cameras/doo%72/config             | 404           | 404",
                "/cameras/DOOR/config               | 404           | 404",
                "/cameras/door%00/config            | 404           | 404",
                "/cameras/door%20/config            | 404           | 404",
                "/cameras/door;a=b/config           | 404           | 404",
                "/cameras/door%2fconfig             | 404           | 404",
                "/cameras/yard%2f..%2fdoor/config   | 404           | 404",
                "/cameras/yard/../door/config       | 404           | 404",
                "/cameras/./door/config             | 404           | 404",
                "/cameras//door/config              | 404           | 404",
                "//cameras/door/config              | 404           | 404",
                "/cameras/door/config/              | 404           | 404",
                "/cameras/door/config%3f            | 404           | 404",
                "/cameras/%/config                  | 404           | 404",
                "/cameras/%zz/config                | 404           | 404",
                "/health/../cameras/door/config     | 404           | 404",
                "http://127.0.0.1/cameras/door/config | 404         | 404",
                // Who has not signed in gets the page's data by no other name either.
                "/api/cameras                       | 404           | 401",
                "/api/cameras?a=/..                 | 404           | 401",
                "//api/cameras                      | 404           | 404",
                "/%61pi/cameras                     | 404           | 404",
                "/API/cameras                       | 404           | 404",
                "/api//cameras                      | 404           | 404",
                "/api/./cameras                     | 404           | 404",
                "/api/cameras/                      | 404           | 404",
                "/api/cameras%00                    | 404           | 404",
                "/api/cameras;a=b                   | 404           | 404",
                "/api%2fcameras                     | 404           | 404",
                "/app.js/../api/cameras             | 404           | 404",
                "/signaling/../api/cameras          | 404           | 404",
                "/api/cameras/%64oor/negotiations   | 404           | 404",
                "/api/cameras/..%2fdoor/negotiations | 404          | 404",
                "/api/users                         | 404           | 401",
                "/api/%75sers                       | 404           | 404",
                "/api/cameras/../users              | 404           | 404",
                "https://127.0.0.1/api/users        | 404           | 404",
                "/metrics                           | 404           | 404",
                "/../metrics                        | 404           | 404",
            })
    void isNothingElseByAnotherName(String path, int cameras, int page) throws Exception {
        assertThat(status(RawRequest.plain(gateway.gateway().configPort()), path))
                .as("on the cameras' port")
                .isEqualTo(cameras);
        assertThat(status(RawRequest.tls(gateway.gateway().dashboardPort()), path))
                .as("on the page's port")
                .isEqualTo(page);
        assertThat(status(RawRequest.tls(gateway.gateway().signalingPort()), path))
                .as("on the signaling's port, which knows no paths")
                .isEqualTo(426);
        assertThat(status(RawRequest.plain(gateway.gateway().managementPort()), path))
                .as("on the management's port")
                .isEqualTo(path.equals("/metrics") ? 200 : 404);
    }

    /** What every stranger can cause is no mistake of the gateway, to be written down with a stack trace. */
    @Test
    void whatIsNoAddressAtAllIsNoFailureOfTheGateway() throws Exception {
        for (String method : new String[] {"POST", "PUT", "DELETE"}) {
            assertThat(RawRequest.plain(gateway.gateway().configPort())
                            .status(method + " /cameras/door/session/%zz\\ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                                    + "Connection: close\r\n\r\n"))
                    .as(method)
                    .isBetween(400, 499);
        }
    }

    private static int status(RawRequest connection, String path) throws Exception {
        return connection.status("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
    }
}
