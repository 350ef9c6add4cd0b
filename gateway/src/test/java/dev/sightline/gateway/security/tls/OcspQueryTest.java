package dev.sightline.gateway.security.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sightline.gateway.config.TlsConfig;
import dev.sightline.gateway.security.tls.TestAuthority.Issued;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

class OcspQueryTest {
    private static final TestAuthority AUTHORITY = new TestAuthority();

    @TempDir
    Path directory;

    @Test
    void aGoodAnswerOfTheIssuerIsStapledToNewConnections() throws Exception {
        try (TestResponder responder = new TestResponder(AUTHORITY, CertificateStatus.GOOD);
                TlsContexts contexts = contexts(issued(responder.url()), "provider: openssl")) {
            await().atMost(Duration.ofSeconds(20)).until(contexts::isStapled);
            DisposableServer server = HttpServer.create()
                    .port(0)
                    .secure(spec -> spec.sslContext(contexts.http11()))
                    .bindNow();
            try {
                assertThat(openssl(server.port()))
                        .contains("OCSP Response Status: successful")
                        .contains("Cert Status: good");
            } finally {
                server.disposeNow();
            }
        }
    }

    @Test
    void javasOwnTlsStaplesNothing() throws Exception {
        try (TestResponder responder = new TestResponder(AUTHORITY, CertificateStatus.GOOD);
                TlsContexts contexts = contexts(issued(responder.url()), "provider: jdk")) {
            assertThat(contexts.isStapled()).isFalse();
        }
    }

    @Test
    void whatMayNotBeShownIsRefused() throws Exception {
        try (TestResponder revoking = new TestResponder(AUTHORITY, new RevokedStatus(Date.from(Instant.now()), 0));
                TestResponder stranger = new TestResponder(new TestAuthority(), CertificateStatus.GOOD)) {
            assertThatThrownBy(() -> query(revoking.url()).ask())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("revoked");
            assertThatThrownBy(() -> query(stranger.url()).ask())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("not signed by the certificate's issuer");
            assertThatThrownBy(() -> query("http://127.0.0.1:9/").ask()).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aCertificateWithoutAResponderIsNotAskedFor() throws Exception {
        assertThat(OcspQuery.of(identity(AUTHORITY.issue("cam.example")))).isEmpty();
    }

    private static OcspQuery query(String url) throws TlsException {
        return OcspQuery.of(identity(issued(url))).orElseThrow();
    }

    private static Issued issued(String responder) {
        return AUTHORITY.issue("cam.example", Instant.now().plus(Duration.ofDays(9)), Optional.of(responder));
    }

    private static ServerIdentity identity(Issued issued) throws TlsException {
        return ServerIdentity.of(new PemPair(
                issued.chain().getBytes(StandardCharsets.US_ASCII),
                issued.key().getBytes(StandardCharsets.US_ASCII),
                false,
                Optional.empty()));
    }

    private TlsContexts contexts(Issued issued, String setting) throws Exception {
        Path certificate = Files.writeString(directory.resolve("c.pem"), issued.chain());
        Path key = directory.resolve("k.pem");
        KeyFile.write(key, issued.key());
        TlsConfig config = TestConfig.files(certificate, key, setting);
        return TlsContexts.of(config, TlsSource.of(config), used -> {});
    }

    private static String openssl(int port) throws Exception {
        Process client = new ProcessBuilder("openssl", "s_client", "-connect", "127.0.0.1:" + port, "-status")
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .start();
        return new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
