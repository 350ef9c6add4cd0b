package dev.sightline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.gateway.security.tls.TestAuthority;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** A relay that runs alone lets nobody control media who should not. */
class RelayAloneTest {
    private static final Duration STARTED = Duration.ofSeconds(60);
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    @TempDir
    private Path directory;

    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine line = Main.commandLine();
        line.setErr(new PrintWriter(err));
        return line.execute(arguments);
    }

    private Path file(String name, String text, String permissions) throws Exception {
        Path file = Files.writeString(directory.resolve(name), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private Path tokenFile() throws Exception {
        return file("token", TOKEN + "\n", "rw-------");
    }

    private static void pair(Path certificate, Path key) throws Exception {
        TestAuthority.Issued issued = new TestAuthority().issue("relay.example");
        Files.writeString(certificate, issued.chain());
        Files.writeString(key, issued.key());
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    }

    @ParameterizedTest(name = "relay --listen 0.0.0.0 {0}")
    @ValueSource(strings = {"", "--token-file=token", "--certificate=c.pem --key=k.pem"})
    void beyondLoopbackItWantsBothTokenAndTls(String given) {
        List<String> arguments = new ArrayList<>(List.of("relay", "--port=0", "--listen=0.0.0.0"));
        arguments.addAll(given.isEmpty() ? List.of() : List.of(given.split(" ", -1)));

        assertThat(run(arguments.toArray(String[]::new))).isEqualTo(2);

        assertThat(err.toString()).contains("0.0.0.0", "--token-file", "--certificate", "127.0.0.1");
    }

    @Test
    void certificateAndKeyComeTogether() {
        assertThat(run("relay", "--port=0", "--key=k.pem")).isEqualTo(2);
        assertThat(err.toString()).contains("--certificate and --key are needed together");
    }

    @Test
    void aTokenThatOthersMayReadIsRefusedWithTheCure() throws Exception {
        Path open = file("token", TOKEN, "rw-r--r--");

        assertThat(run("relay", "--port=0", "--token-file=" + open)).isEqualTo(1);

        assertThat(err.toString())
                .contains("--token-file: " + open, "chmod 600 " + open)
                .doesNotContain(TOKEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "0123456789abcdef 0123456789abcdef", "0123456789abcdef0123456789abcde&x=1"})
    void whatIsNoTokenIsRefusedAndNotRepeated(String text) throws Exception {
        Path file = file("token", text, "rw-------");

        assertThat(run("relay", "--port=0", "--token-file=" + file)).isEqualTo(1);

        assertThat(err.toString()).contains("expected one line of 32 to 200 letters", "openssl rand");
        if (!text.isEmpty()) {
            assertThat(err.toString()).doesNotContain(text);
        }
    }

    @Test
    void aKeyThatOthersMayReadIsRefused() throws Exception {
        Path certificate = directory.resolve("c.pem");
        Path key = directory.resolve("k.pem");
        pair(certificate, key);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(run(
                        "relay",
                        "--port=0",
                        "--listen=0.0.0.0",
                        "--token-file=" + tokenFile(),
                        "--certificate=" + certificate,
                        "--key=" + key))
                .isEqualTo(1);

        assertThat(err.toString()).contains(key.toString(), "chmod 600");
    }

    @Test
    void withBothItServesWhoKnowsTheTokenByTlsOnly() throws Exception {
        Path certificate = directory.resolve("c.pem");
        Path key = directory.resolve("k.pem");
        pair(certificate, key);
        try (Child relay = Child.start(Child.sightline(
                "relay",
                "--port=0",
                "--listen=0.0.0.0",
                "--token-file=" + tokenFile(),
                "--certificate=" + certificate,
                "--key=" + key))) {
            URI uri = URI.create(relay.awaitOutput("Relay: (\\S+)", STARTED).group(1));
            assertThat(uri).hasScheme("wss").hasNoQuery();

            for (String query : List.of("", "?token=", "?token=" + TOKEN + "0", "?token=guessed")) {
                assertThatThrownBy(() -> new SignalingClient(URI.create(uri + query)).close())
                        .as(query)
                        .isInstanceOf(CompletionException.class)
                        .hasStackTraceContaining("401");
            }
            try (RawConnection clear = RawConnection.tcp(uri.getPort())) {
                clear.send("GET /kurento?token=" + TOKEN + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
                assertThat(RawConnection.inShort(clear.untilClosed())).isEqualTo("closed");
            }
            try (SignalingClient client = new SignalingClient(URI.create(uri + "?token=" + TOKEN))) {
                client.say("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}");
                assertThat(client.hears().at("/result/value").asText()).isEqualTo("pong");
            }
            assertThat(relay.output()).doesNotContain(TOKEN);
        }
    }

    @Test
    void onLoopbackATokenAloneWillDo() throws Exception {
        try (Child relay = Child.start(Child.sightline("relay", "--port=0", "--token-file=" + tokenFile()))) {
            URI uri = URI.create(relay.awaitOutput("Relay: (\\S+)", STARTED).group(1));
            assertThat(uri).hasScheme("ws");
            try (RawConnection stranger = RawConnection.tcp(uri.getPort())) {
                stranger.send("GET /kurento HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
                assertThat(RawConnection.inShort(stranger.untilClosed())).isEqualTo("401");
            }
            try (SignalingClient client = new SignalingClient(URI.create(uri + "?token=" + TOKEN))) {
                client.say("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}");
                assertThat(client.hears().at("/result/value").asText()).isEqualTo("pong");
            }
        }
    }
}
