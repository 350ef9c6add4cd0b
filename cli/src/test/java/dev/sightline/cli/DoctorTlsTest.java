package dev.sightline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sightline.gateway.security.tls.LetsEncryptTree;
import dev.sightline.gateway.security.tls.TestAuthority;
import dev.sightline.gateway.security.tls.TestAuthority.Issued;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DoctorTlsTest {
    private static final String HOST = "cam.example";
    private static final TestAuthority AUTHORITY = new TestAuthority();

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private LetsEncryptTree tree;

    @BeforeEach
    void plant() throws Exception {
        tree = new LetsEncryptTree(directory.resolve("letsencrypt"), HOST, AUTHORITY.issue(HOST));
    }

    @Test
    void allIsWellWithAGoodPair() throws Exception {
        assertThat(run("doctor", "tls", config("").toString()))
                .as(out.toString())
                .isZero();
        assertThat(out.toString())
                .containsPattern("pass  directory \\S+letsencrypt/archive: mode 0700, ")
                .containsPattern("pass  link \\S+privkey.pem: ")
                .containsPattern("pass  key \\S+privkey1.pem: mode 0600, ")
                .contains("pass  pair: the key is the certificate's (CN=cam.example)")
                .contains("pass  names: cam.example, 127.0.0.1")
                .contains("pass  renewal: ")
                .contains("All is well.");
    }

    @Test
    void eachPointThatFailsIsNamedWithItsCureAndTheExitCodeIsOne() throws Exception {
        Issued expired = AUTHORITY.issue("other.example", Instant.now().minus(Duration.ofDays(1)), Optional.empty());
        tree.renew(expired);
        Files.setPosixFilePermissions(tree.live(), PosixFilePermissions.fromString("rwxrwxrwx"));
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path config = config("listeners: {dashboard: {port: " + taken.getLocalPort() + "}}\n");

            assertThat(run("doctor", "tls", config.toString())).isEqualTo(1);
        }
        assertThat(out.toString())
                .containsPattern("fail  directory \\S+live/cam.example: may be written by everyone")
                .containsPattern("chmod go-w \\S+live/cam.example")
                .contains("fail  expiry: the certificate expired at ")
                .contains("fail  names: dashboard.hostNames has cam.example")
                .contains("somebody listens there who speaks no TLS")
                .contains("4 points failed.");
    }

    @Test
    void aKeyOfAnotherCertificateIsFound() throws Exception {
        Path other = Files.writeString(
                directory.resolve("other.pem"), AUTHORITY.issue(HOST).chain());

        assertThat(run(
                        "doctor",
                        "tls",
                        "--json",
                        "--certificate",
                        other.toString(),
                        "--key",
                        tree.key().toString(),
                        config("").toString()))
                .isEqualTo(1);
        JsonNode document = new ObjectMapper().readTree(out.toString());
        assertThat(document.path("failed").asInt())
                .as("one mistake is one point")
                .isEqualTo(1);
        assertThat(document.path("points").findValuesAsText("detail").toString())
                .contains("the key is not the certificate's");
    }

    @Test
    void ofACertificateWhoseKeyIsMissingEverythingElseIsSaid() throws Exception {
        tree.renew(AUTHORITY.issue("other.example", Instant.now().minus(Duration.ofDays(1)), Optional.empty()));
        Files.delete(tree.key());

        assertThat(run("doctor", "tls", config("").toString())).isEqualTo(1);
        assertThat(out.toString())
                .containsPattern("fail  key: \\S+privkey\\S*.pem does not exist")
                .contains("note  pair: not looked at")
                .contains("  chain: 2 certificates")
                .contains("fail  expiry: the certificate expired at ")
                .contains("fail  names: dashboard.hostNames has cam.example")
                .contains("  OCSP: ")
                .contains("note  renewal: not played")
                .contains("3 points failed.");
    }

    @Test
    void onlyRootMayLookAsSomebodyElseAndWrongUsageIsTold() {
        assertThat(run("doctor", "tls", "--key", "k.pem")).isEqualTo(2);
        assertThat(run("doctor", "tls", "--user", "no-such-account")).isEqualTo(1);
        assertThat(err.toString()).containsAnyOf("there is no account 'no-such-account'", "needs root");
    }

    private int run(String... arguments) {
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(arguments);
    }

    private Path config(String more) throws Exception {
        String listeners = more.isEmpty()
                ? "listeners: {config: {port: 0}, dashboard: {port: 0}, signaling: {port: 0}}\n"
                : more.replace("}}", "}, config: {port: 0}, signaling: {port: 0}}");
        return Files.writeString(
                directory.resolve("gateway.yaml"),
                listeners + "dashboard: {hostNames: [" + HOST + "]}\ntls: {certificate: '" + tree.certificate()
                        + "', key: '" + tree.key() + "'}\n");
    }
}
