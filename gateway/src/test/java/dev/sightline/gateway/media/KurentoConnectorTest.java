package dev.sightline.gateway.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.sightline.gateway.MediaServerSecrets;
import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.gateway.media.RawMediaServer.Script;
import dev.sightline.gateway.security.tls.TlsException;
import io.netty.channel.Channel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One WebSocket to servers that do not do what they should. */
class KurentoConnectorTest {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";
    private static final int MOST = 65_536;

    @TempDir
    private Path directory;

    private final List<String> texts = new CopyOnWriteArrayList<>();
    private final List<String> ended = new CopyOnWriteArrayList<>();

    @ParameterizedTest(name = "{0}, with a token: {1} → {2}")
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            HTTP/1.1 401 Unauthorized|Content-Length: 0||         ; true  ; it answers 401: the token is not the one
            HTTP/1.1 401 Unauthorized|Content-Length: 0||         ; false ; it answers 401: it wants a token. Name the file that holds it by media.kurento.tokenFile
            HTTP/1.1 403 Forbidden|Content-Length: 0||            ; true  ; only when it is an address, or one of its --host-name
            HTTP/1.1 404 Not Found|Content-Length: 0||            ; true  ; nothing is at '/kurento'
            HTTP/1.1 302 Found|Location: wss://evil.example/x?t=secret|Content-Length: 0|| ; true ; it sends elsewhere, to 'wss://evil.example/x', and that is not followed
            HTTP/1.1 200 OK|Content-Length: 2||hi                 ; true  ; it answers 200: expected the upgrade to a WebSocket (101)
            HTTP/1.1 200 OK|Content-Length: 100000000||hi         ; true  ; its answer to the upgrade is too long
            HTTP/1.1 101 Switching Protocols|Upgrade: websocket|Connection: Upgrade|Sec-WebSocket-Accept: no|| ; true ; answers 101
            SSH-2.0-OpenSSH_9.2|                                  ; true  ; what answers is no HTTP; where it expects TLS the address has to begin with wss://
            ``                                                    ; true  ; it closed the connection before the upgrade was finished; where it expects TLS
            """)
    void saysWhyAServerIsNoMediaServer(String answer, boolean withToken, String why) throws Exception {
        Script script = socket -> {
            RawMediaServer.head(socket);
            RawMediaServer.say(socket, answer);
        };
        try (RawMediaServer server = RawMediaServer.doing(script);
                KurentoConnector connector = connector(server, withToken)) {
            UnreachableException refused =
                    catchThrowableOfType(UnreachableException.class, () -> connector.open(frames()));

            assertThat(refused).hasMessageContaining(why);
            assertThat(refused).satisfies(KurentoConnectorTest::isWithoutSecrets);
            assertThat(ended).isEmpty();
        }
    }

    private static void isWithoutSecrets(Throwable problem) {
        for (Throwable next = problem; next != null; next = next.getCause()) {
            assertThat(next.toString()).doesNotContain(TOKEN, "t=secret");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws", "wss"})
    void aServerThatNeverAnswersIsGivenUpInTime(String scheme) throws Exception {
        CompletableFuture<Void> gone = new CompletableFuture<>();
        Script silent = socket -> {
            RawMediaServer.readOn(socket);
            gone.complete(null);
        };
        try (RawMediaServer server = RawMediaServer.doing(silent);
                KurentoConnector connector = connector("connectTimeoutSeconds: 1, uri: '"
                        + server.uri().toString().replace("ws:", scheme + ":") + "'")) {
            UnreachableException late =
                    catchThrowableOfType(UnreachableException.class, () -> connector.open(frames()));

            assertThat(late)
                    .hasMessageContaining(
                            scheme.equals("ws")
                                    ? "did not finish the upgrade within 1.0 s"
                                    : "TLS and the upgrade within 1.0 s");
            gone.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void theTokenStandsInAHeaderAndNowhereElse() throws Exception {
        CompletableFuture<String> head = new CompletableFuture<>();
        Script script = socket -> head.complete(RawMediaServer.head(socket));
        try (RawMediaServer server = RawMediaServer.doing(script);
                KurentoConnector connector = connector(server, true)) {
            assertThatThrownBy(() -> connector.open(frames())).isInstanceOf(UnreachableException.class);

            assertThat(head.get(10, TimeUnit.SECONDS).lines())
                    .startsWith("GET /kurento HTTP/1.1")
                    .containsOnlyOnce("authorization: Bearer " + TOKEN)
                    .noneMatch(line -> line.regionMatches(true, 0, "origin", 0, 6));
            assertThat(head.get().split(TOKEN, -1)).hasSize(2);
        }
    }

    @Test
    void fragmentsBecomeOneMessageAndPingsAreAnswered() throws Exception {
        CompletableFuture<byte[]> pong = new CompletableFuture<>();
        Script script = socket -> {
            RawMediaServer.upgrade(socket);
            RawMediaServer.frame(socket, RawMediaServer.TEXT_BEGINS, "{\"a\":");
            RawMediaServer.frame(socket, RawMediaServer.PING, "well?");
            RawMediaServer.frame(socket, RawMediaServer.CONTINUES, "\"ä");
            RawMediaServer.frame(socket, RawMediaServer.CONTINUATION_ENDS, "\"}");
            RawMediaServer.frame(socket, RawMediaServer.TEXT, "{}");
            pong.complete(RawMediaServer.received(socket));
            RawMediaServer.readOn(socket);
        };
        try (RawMediaServer server = RawMediaServer.doing(script);
                KurentoConnector connector = connector(server, false)) {
            Channel channel = connector.open(frames());

            assertThat(pong.get(10, TimeUnit.SECONDS))
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("well?");
            await().untilAsserted(() -> assertThat(texts).containsExactly("{\"a\":\"ä\"}", "{}"));
            channel.close().await(10, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = ';', textBlock = """
            a frame too long      ; it sent a message of more than 65536 bytes (media.kurento.maxMessageBytes)
            fragments too long    ; it sent a message of more than 65536 bytes (media.kurento.maxMessageBytes)
            a length of 2^62      ; it sent a message of more than 65536 bytes (media.kurento.maxMessageBytes)
            no UTF-8              ; the connection broke: io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException
            a reserved bit        ; the connection broke: io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException
            binary                ; it sent a binary message
            a goodbye             ; it closed the connection (1001 off?now)
            nothing more          ; the connection ended without a word
            """)
    void theEndIsToldOnceWithItsReason(String what, String why) throws Exception {
        Script script = socket -> {
            RawMediaServer.upgrade(socket);
            switch (what) {
                case "a frame too long" -> RawMediaServer.frame(socket, RawMediaServer.TEXT, "x".repeat(MOST + 1));
                case "fragments too long" -> {
                    RawMediaServer.frame(socket, RawMediaServer.TEXT_BEGINS, "x".repeat(MOST));
                    RawMediaServer.frame(socket, RawMediaServer.CONTINUATION_ENDS, "x");
                }
                case "a length of 2^62" ->
                    socket.getOutputStream().write(new byte[] {(byte) 0x81, 127, 64, 0, 0, 0, 0, 0, 0, 0});
                case "no UTF-8" -> RawMediaServer.frame(socket, RawMediaServer.TEXT, new byte[] {(byte) 0xc3, 0x28});
                case "a reserved bit" -> RawMediaServer.frame(socket, RawMediaServer.TEXT | 0x40, "{}");
                case "binary" -> RawMediaServer.frame(socket, RawMediaServer.BINARY, "{}");
                case "a goodbye" ->
                    RawMediaServer.frame(
                            socket, RawMediaServer.CLOSE, "\u0003éoff\nnow".getBytes(StandardCharsets.ISO_8859_1));
                default -> {
                    return;
                }
            }
            RawMediaServer.readOn(socket);
        };
        try (RawMediaServer server = RawMediaServer.doing(script);
                KurentoConnector connector = connector(server, false)) {
            Channel channel = connector.open(frames());

            channel.closeFuture().await(10, TimeUnit.SECONDS);
            await().untilAsserted(() -> assertThat(ended).hasSize(1));
            assertThat(ended.get(0)).startsWith(why);
            assertThat(texts).isEmpty();
        }
    }

    private KurentoFrames frames() {
        return new KurentoFrames(texts::add, ended::add, MOST);
    }

    private KurentoConnector connector(RawMediaServer server, boolean withToken) throws Exception {
        String uri = "connectTimeoutSeconds: 20, uri: '" + server.uri() + "'";
        return connector(withToken ? uri + ", tokenFile: '" + tokenFile() + "'" : uri);
    }

    private static KurentoConnector connector(String settings) throws Exception {
        GatewayConfig config =
                GatewayConfig.parse("media: {kurento: {maxMessageBytes: " + MOST + ", " + settings + "}}", "test");
        return new KurentoConnector(access(config), config.media().kurento());
    }

    private Path tokenFile() throws Exception {
        Path file = directory.resolve("token");
        Files.writeString(file, TOKEN + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static KurentoAccess access(GatewayConfig config) throws TlsException {
        return new KurentoAccess(config.media().kurento().uri().orElseThrow(), false, MediaServerSecrets.of(config));
    }
}
