package dev.sightline.gateway;

import static dev.sightline.gateway.GuardedGateway.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.gateway.GuardedGateway.Browser;
import dev.sightline.gateway.access.Cameras;
import dev.sightline.gateway.access.Role;
import dev.sightline.gateway.access.store.PasswordHash;
import dev.sightline.gateway.access.store.User;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who has begun a request while they were allowed to, and ends it when they are not any more, changes nothing: a request can
 * be held open for seconds, and begun again and again.
 */
class RightsTakenAwayTest {
    private static final String OTHER_PASSWORD = "another horse battery";

    @TempDir
    private static Path directory;

    private static GuardedGateway gateway;

    private Browser admin = Browser.NOBODY;
    private Browser mallory = Browser.NOBODY;

    @BeforeAll
    static void start() throws Exception {
        gateway = GuardedGateway.with(directory, "limits: {rates: {logins: {count: 1000}}}\n");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void malloryIsAnAdmin() throws Exception {
        admin = gateway.signIn("admin");
        if (names().contains("mallory")) {
            gateway.send("DELETE", "/api/users/mallory", admin, "");
        }
        gateway.send("POST", "/api/users", admin, user("mallory"));
        mallory = gateway.signIn("mallory");
    }

    @Test
    void whoIsLoweredWhileTheyChangeTheirPasswordStaysLow() throws Exception {
        try (Begun request = new Begun("POST", "/api/password", mallory, passwords())) {
            gateway.send("PUT", "/api/users/mallory", admin, "{\"role\":\"viewer\",\"cameras\":[\"door\"]}");

            assertThat(request.end()).isEqualTo(204);
        }
        User now = stored("mallory");
        assertThat(now.role()).isEqualTo(Role.VIEWER);
        assertThat(now.cameras()).isNotEqualTo(Cameras.every());
    }

    @Test
    void aPasswordThatAnAdminHasSetIsNotUndone() throws Exception {
        PasswordHash set;
        try (Begun request = new Begun("POST", "/api/password", mallory, passwords())) {
            gateway.send("PUT", "/api/users/mallory", admin, "{\"password\":\"set by the admin\"}");
            set = stored("mallory").password();

            assertThat(request.end()).isEqualTo(401);
        }
        assertThat(stored("mallory").password()).isEqualTo(set);
    }

    @Test
    void whoWasRemovedAddsNobody() throws Exception {
        try (Begun request = new Begun("POST", "/api/users", mallory, user("backdoor"))) {
            gateway.send("DELETE", "/api/users/mallory", admin, "");

            assertThat(request.end()).isEqualTo(401);
        }
        assertThat(names()).doesNotContain("backdoor", "mallory");
    }

    @Test
    void whoWasLoweredByTheCommandLineChangesNobody() throws Exception {
        try (Begun request = new Begun("PUT", "/api/users/viewer", mallory, "{\"role\":\"admin\"}")) {
            gateway.users()
                    .change(
                            "mallory",
                            users -> {},
                            now -> new User("mallory", now.password(), Role.VIEWER, now.cameras()));

            assertThat(request.end()).isIn(403, 409);
        }
        assertThat(stored("viewer").role()).isEqualTo(Role.VIEWER);
    }

    @Test
    void whoWasRemovedGivesNoTickets() throws Exception {
        try (Begun request = new Begun("POST", "/api/cameras/door/tickets", mallory, "{\"seconds\":60}")) {
            gateway.send("DELETE", "/api/users/mallory", admin, "");

            assertThat(request.end()).isEqualTo(401);
        }
    }

    private static String user(String name) {
        return "{\"name\":\"" + name + "\",\"password\":\"" + PASSWORD + "\",\"role\":\"admin\",\"cameras\":[\"*\"]}";
    }

    private static String passwords() {
        return "{\"old\":\"" + PASSWORD + "\",\"password\":\"" + OTHER_PASSWORD + "\"}";
    }

    private static List<String> names() throws IOException {
        var users = gateway.users();
        users.refresh();
        return users.all().stream().map(User::name).toList();
    }

    private static User stored(String name) throws IOException {
        var users = gateway.users();
        users.refresh();
        return users.find(name).orElseThrow();
    }

    /** A request of which the gateway has seen all but the last octet. */
    private static final class Begun implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader answer;
        private final OutputStream out;
        private final byte[] body;

        Begun(String method, String path, Browser browser, String json) throws Exception {
            SSLContext trusting = SSLContext.getInstance("TLS");
            trusting.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), new SecureRandom());
            int port = gateway.gateway().dashboardPort();
            socket = trusting.getSocketFactory().createSocket("127.0.0.1", port);
            socket.setSoTimeout(20_000);
            answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            out = socket.getOutputStream();
            body = json.getBytes(StandardCharsets.UTF_8);
            out.write(String.join(
                            "\r\n",
                            method + " " + path + " HTTP/1.1",
                            "Host: 127.0.0.1:" + port,
                            "Origin: " + gateway.origin(),
                            "Cookie: " + browser.cookie(),
                            "x-sightline-csrf: " + browser.csrf(),
                            "Content-Type: application/json",
                            "Content-Length: " + body.length,
                            "Expect: 100-continue",
                            "",
                            "")
                    .getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            assertThat(status()).isEqualTo(100);
            out.write(body, 0, body.length - 1);
            out.flush();
        }

        /** Sends the last octet; the answer's status. */
        int end() throws IOException {
            out.write(body, body.length - 1, 1);
            out.flush();
            return status();
        }

        private int status() throws IOException {
            String line = answer.readLine();
            int status = Integer.parseInt(line.split(" ", 3)[1]);
            while (!line.isEmpty()) {
                line = answer.readLine();
            }
            return status;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
