package dev.sightline.gateway.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.sightline.gateway.MediaServerSecrets;
import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.gateway.config.MediaConfig.Kurento;
import dev.sightline.gateway.media.MediaServer.Availability;
import dev.sightline.gateway.security.tls.TestAuthority;
import dev.sightline.gateway.security.tls.TestAuthority.Issued;
import dev.sightline.gateway.security.tls.TlsException;
import dev.sightline.relay.EngineConfig;
import dev.sightline.relay.MediaEngine;
import dev.sightline.relay.rpc.RelayServer;
import dev.sightline.relay.rpc.RpcAccess;
import dev.sightline.relay.rpc.RpcLimits;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A relay behind TLS, with and without a token: who is taken for it, and who is not. */
@TestInstance(Lifecycle.PER_CLASS)
class KurentoTlsTest {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    @TempDir
    private Path directory;

    private final Instant nextWeek = Instant.now().plus(Duration.ofDays(7));
    private final Instant yesterday = Instant.now().minus(Duration.ofDays(1));
    private final TestAuthority authority = new TestAuthority();
    private final Issued ofAnotherHost = authority.issue("kurento.example");
    private final Issued good = authority.issue("localhost");
    private final Issued expired = authority.issue("localhost", yesterday, Optional.empty());
    private final Issued selfSigned = TestAuthority.selfSigned("localhost", nextWeek);
    private final Issued selfSignedExpired = TestAuthority.selfSigned("localhost", yesterday);
    private MediaEngine engine;

    @BeforeAll
    void start() {
        engine = MediaEngine.start(EngineConfig.onLoopback());
    }

    @AfterAll
    void stop() {
        engine.close();
    }

    /** @param why empty when it is trusted */
    record Case(String name, String host, Issued server, String trusted, String why) {
        @Override
        public String toString() {
            return name;
        }
    }

    List<Case> cases() {
        String another = new TestAuthority().pem();
        String unknown =
                "no authority that is trusted here. Name a file with the authority's certificate, or the server's"
                        + " own where it is self-signed, by media.kurento.trust";
        return List.of(
                new Case("the authority is trusted, called by name", "localhost", good, authority.pem(), ""),
                new Case("called by address", "127.0.0.1", good, authority.pem(), ""),
                new Case("several are trusted", "localhost", good, another + authority.pem(), ""),
                new Case("its own certificate is trusted", "localhost", selfSigned, selfSigned.chain(), ""),
                new Case("another authority is trusted", "localhost", good, another, unknown),
                new Case("Java's authorities are trusted", "localhost", good, "", unknown),
                new Case("self-signed", "localhost", selfSigned, authority.pem(), unknown),
                new Case(
                        "self-signed by another of the same name",
                        "localhost",
                        selfSigned,
                        TestAuthority.selfSigned("localhost", nextWeek).chain(),
                        unknown),
                new Case(
                        "another host's",
                        "localhost",
                        ofAnotherHost,
                        authority.pem(),
                        "its certificate is for another host: No subject alternative DNS name matching localhost found. Call it"),
                new Case(
                        "another host's own is trusted",
                        "localhost",
                        TestAuthority.selfSigned("kurento.example", nextWeek),
                        "its own",
                        "is for another host"),
                new Case("expired", "localhost", expired, authority.pem(), "has expired: NotAfter: "));
    }

    List<Object[]> casesByProvider() {
        List<Object[]> all = new ArrayList<>();
        for (String provider : List.of("openssl", "jdk")) {
            cases().forEach(one -> all.add(new Object[] {provider, one}));
        }
        return all;
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("casesByProvider")
    void onlyAServerThatIsTrustedAndMeantIsSpokenTo(String provider, Case one) throws Exception {
        String trusted = one.trusted().equals("its own") ? one.server().chain() : one.trusted();
        String trust = trusted.isEmpty() ? "" : ", trust: '" + file("trust.pem", trusted) + "'";
        try (RelayServer relay = relay(RpcAccess.OPEN.withTls(tls(one.server())))) {
            GatewayConfig config =
                    config("uri: 'wss://" + one.host() + ":" + relay.port() + "/kurento'" + trust, provider);
            try (KurentoConnector connector = connector(config)) {
                KurentoFrames frames = new KurentoFrames(text -> {}, ended -> {}, 65_536);
                if (one.why().isEmpty()) {
                    assertThat(connector.open(frames).close().await(10, TimeUnit.SECONDS))
                            .isTrue();
                    return;
                }
                UnreachableException refused =
                        catchThrowableOfType(UnreachableException.class, () -> connector.open(frames));
                assertThat(refused).hasMessageContaining(one.why());
            }
        }
    }

    @Test
    void aServerThatSpeaksNoTlsIsNamedAsSuch() throws Exception {
        try (RelayServer relay = relay(RpcAccess.OPEN);
                KurentoConnector connector =
                        connector(config("uri: 'wss://127.0.0.1:" + relay.port() + "/kurento'", "auto"))) {
            UnreachableException refused = catchThrowableOfType(
                    UnreachableException.class,
                    () -> connector.open(new KurentoFrames(text -> {}, ended -> {}, 65_536)));

            assertThat(refused).hasMessageContaining("it speaks no TLS on port " + relay.port());
        }
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(delimiter = ';', textBlock = """
            rw-r--r-- ; 0123456789abcdef0123456789abcdef ; chmod 600
            rw------- ; short                            ; openssl rand -hex 32
            """)
    void aTokenThatOthersMayReadOrThatIsNoneIsRefusedAtOnce(String mode, String text, String cure) throws Exception {
        Path token = file("token", text);
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString(mode));
        GatewayConfig config = config("uri: 'ws://127.0.0.1:9/kurento', tokenFile: '" + token + "'", "auto");

        TlsException refused = catchThrowableOfType(TlsException.class, () -> MediaServerSecrets.of(config));

        assertThat(refused).hasMessageContainingAll("media.kurento.tokenFile", token.toString(), cure);
        assertThat(refused.getMessage()).doesNotContain(text);
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            none    ; does not exist
            ``      ; is no file of certificates
            nothing ; is no file of certificates
            expired ; holds no certificate that is still valid
            """)
    void whatCannotBeTrustedIsRefusedAtOnce(String what, String why) throws Exception {
        Path pem = directory.resolve("none.pem");
        if (!what.equals("none")) {
            file("none.pem", what.equals("expired") ? selfSignedExpired.chain() : what);
        }
        GatewayConfig config = config("uri: 'wss://127.0.0.1:9/kurento', trust: '" + pem + "'", "auto");

        assertThat(catchThrowableOfType(TlsException.class, () -> MediaServerSecrets.of(config)))
                .hasMessageContainingAll("media.kurento.trust", pem.toString(), why);
    }

    @Test
    void aTokenThatIsMendedLetsTheGatewayInWithoutARestart() throws Exception {
        Path token = file("token", "another-token-another-token-anoth");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        RpcAccess access = RpcAccess.OPEN.withToken(TOKEN).withTls(tls(good));
        try (RelayServer relay = relay(access)) {
            GatewayConfig config = config(
                    "longestPauseSeconds: 0.1, uri: 'wss://localhost:" + relay.port() + "/kurento', trust: '"
                            + file("trust.pem", authority.pem()) + "', tokenFile: '" + token + "'",
                    "auto");
            List<Availability> told = new CopyOnWriteArrayList<>();
            Kurento kurento = config.media().kurento();
            try (KurentoMediaServer server = KurentoMediaServer.connect(access(config), kurento, dropped -> {})) {
                server.availability().subscribe(told::add);
                Files.writeString(token, TOKEN);

                await().until(server::isUp);
                assertThat(server.createPipeline().blockOptional(Duration.ofSeconds(20)))
                        .isPresent();
                assertThat(told.toString()).contains("Up").doesNotContain(TOKEN);
            }
        }
    }

    private RelayServer relay(RpcAccess access) {
        return RelayServer.start(
                engine, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), RpcLimits.DEFAULT, access);
    }

    private static KurentoConnector connector(GatewayConfig config) throws TlsException {
        return new KurentoConnector(access(config), config.media().kurento());
    }

    private static GatewayConfig config(String settings, String provider) throws Exception {
        return GatewayConfig.parse(
                "tls: {provider: " + provider + "}\nmedia: {kurento: {connectTimeoutSeconds: 20, " + settings + "}}",
                "test");
    }

    private static SslContext tls(Issued issued) throws IOException {
        return SslContextBuilder.forServer(
                        new ByteArrayInputStream(issued.chain().getBytes(StandardCharsets.US_ASCII)),
                        new ByteArrayInputStream(issued.key().getBytes(StandardCharsets.US_ASCII)))
                .build();
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private static KurentoAccess access(GatewayConfig config) throws TlsException {
        return new KurentoAccess(config.media().kurento().uri().orElseThrow(), false, MediaServerSecrets.of(config));
    }
}
