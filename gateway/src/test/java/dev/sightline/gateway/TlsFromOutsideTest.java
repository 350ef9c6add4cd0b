package dev.sightline.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sightline.gateway.security.tls.LetsEncryptTree;
import dev.sightline.gateway.security.tls.TestAuthority;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What strangers see of the gateway's TLS: {@code testssl.sh} and {@code openssl} look at it. */
class TlsFromOutsideTest {
    private static final String HOST = "cam.example";
    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final Set<String> WORSE_THAN_LOW = Set.of("MEDIUM", "HIGH", "CRITICAL", "FATAL");

    @TempDir
    static Path directory;

    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        // It names a responder, as testssl.sh wants it of every certificate; nobody answers there.
        LetsEncryptTree tree = new LetsEncryptTree(
                directory.resolve("letsencrypt"),
                HOST,
                AUTHORITY.issue(HOST, Instant.now().plus(Duration.ofDays(200)), Optional.of("http://127.0.0.1:9/")));
        gateway = RunningGateway.with(
                RunningGateway.LOOPBACK_RELAY + """
                tls: {certificate: '%s', key: '%s', cameraSuites: legacy}
                dashboard: {hostNames: [%s]}
                limits: {maxConnectionsPerAddress: 1000}
                """.formatted(tree.certificate(), tree.key(), HOST));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void testsslFindsNothingAboveLowOnBothHttpsPorts() throws Exception {
        Path authority = Files.writeString(directory.resolve("ca.pem"), AUTHORITY.pem());
        List<Process> running = new ArrayList<>();
        List<Integer> ports =
                List.of(gateway.gateway().dashboardPort(), gateway.gateway().signalingPort());
        for (int port : ports) {
            running.add(new ProcessBuilder(
                            "testssl",
                            "--quiet",
                            "--color",
                            "0",
                            "--warnings",
                            "off",
                            "--nodns",
                            "none",
                            "--fast",
                            "-p",
                            "-s",
                            "-S",
                            "-h",
                            "--add-ca",
                            authority.toString(),
                            "--jsonfile",
                            report(port).toString(),
                            "--ip",
                            "127.0.0.1",
                            "https://" + HOST + ":" + port)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve(port + ".txt").toFile())
                    .start());
        }
        for (Process process : running) {
            process.waitFor();
        }
        for (int port : ports) {
            List<String> found = new ArrayList<>();
            List<String> looked = new ArrayList<>();
            for (JsonNode point : new ObjectMapper().readTree(report(port).toFile())) {
                looked.add(point.path("id").asText());
                if (WORSE_THAN_LOW.contains(point.path("severity").asText())) {
                    found.add(point.path("id").asText() + ": "
                            + point.path("finding").asText());
                }
            }
            assertThat(looked).contains("TLS1_3", "cipherlist_LOW", "cert_chain_of_trust", "HSTS_time");
            assertThat(found).isEmpty();
        }
    }

    @ParameterizedTest(name = "{0} with {1} on the {2} port: {3}")
    @CsvSource({
        "-tls1_1, ALL@SECLEVEL=0, page, false",
        "-tls1_1, ALL@SECLEVEL=0, cameras, false",
        "-tls1_2, ECDHE-ECDSA-AES128-SHA, page, false",
        "-tls1_2, ECDHE-ECDSA-AES128-SHA, signaling, false",
        "-tls1_2, ECDHE-ECDSA-AES128-SHA, cameras, true",
        "-tls1_2, ECDHE-ECDSA-CHACHA20-POLY1305, page, true"
    })
    void legacySuitesAreForTheCamerasPortOnly(String version, String suites, String where, boolean taken)
            throws Exception {
        int port = switch (where) {
            case "page" -> gateway.gateway().dashboardPort();
            case "signaling" -> gateway.gateway().signalingPort();
            default -> gateway.gateway().configPort();
        };
        Process client = new ProcessBuilder(
                        "openssl", "s_client", "-connect", "127.0.0.1:" + port, version, "-cipher", suites)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .start();
        String output = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(output.contains("Cipher is (NONE)")).as(output).isNotEqualTo(taken);
    }

    private static Path report(int port) {
        return directory.resolve(port + ".json");
    }
}
