package dev.sightline.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sightline.gateway.security.tls.LetsEncryptTree;
import dev.sightline.gateway.security.tls.TestAuthority;
import dev.sightline.gateway.security.tls.TestAuthority.Issued;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateRenewalTest {
    private static final String HOST = "cam.example";
    private static final TestAuthority AUTHORITY = new TestAuthority();

    @TempDir
    Path directory;

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"openssl", "jdk"})
    void aRenewalIsShownToNewConnectionsOfAllPortsAndNoneIsDropped(String provider) throws Exception {
        Issued first = AUTHORITY.issue(HOST);
        LetsEncryptTree tree = new LetsEncryptTree(directory.resolve("letsencrypt"), HOST, first);
        try (RunningGateway gateway = serving(tree, provider);
                TestViewer viewer = new TestViewer(gateway.gateway().signalingPort())) {
            assertThat(shown(gateway)).containsOnly(first.certificate());
            Issued second = AUTHORITY.issue(HOST);

            tree.renew(second);

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(shown(gateway)).containsOnly(second.certificate()));
            viewer.watch("no-such-camera");
            assertThat(viewer.next().path("type").asText()).isEqualTo("error");
            assertThat(gateway.management("/metrics").body())
                    .contains("sightline_tls_reloads_total{result=\"loaded\"} 1.0")
                    .contains("sightline_tls_reload_refused 0.0");
        }
    }

    @Test
    void aPairThatCannotBeUsedIsReportedAndTheOneBeforeItGoesOn() throws Exception {
        Issued first = AUTHORITY.issue(HOST);
        LetsEncryptTree tree = new LetsEncryptTree(directory.resolve("letsencrypt"), HOST, first);
        try (RunningGateway gateway = serving(tree, "auto")) {
            Issued expired = AUTHORITY.issue(HOST, Instant.now().minus(Duration.ofHours(1)), Optional.empty());
            tree.renew(expired);
            awaitNotice(gateway, "expired at");

            tree.renew(new Issued(AUTHORITY.issue(HOST).chain(), expired.key(), expired.certificate()));
            awaitNotice(gateway, "the key is not the certificate's");

            tree.renew(AUTHORITY.issue(HOST));
            Path key = tree.archived("privkey");
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
            Issued last = AUTHORITY.issue(HOST);
            tree.renew(last);
            Files.setPosixFilePermissions(tree.archived("privkey"), PosixFilePermissions.fromString("rw-r--r--"));
            awaitNotice(gateway, "may be read by everyone");

            Files.delete(tree.key());
            awaitNotice(gateway, "does not exist");
            assertThat(gateway.management("/metrics").body()).contains("sightline_tls_reload_refused 1.0");

            Issued good = AUTHORITY.issue(HOST);
            tree.renew(good);
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(shown(gateway)).containsOnly(good.certificate()));
            assertThat(gateway.management("/metrics").body())
                    .contains("sightline_tls_reload_refused 0.0")
                    .contains("sightline_tls_key_insecure 0.0")
                    .containsPattern("sightline_tls_certificate_days_left (19\\.9|20\\.0)");
        }
    }

    @Test
    void aKeyThatIsNotSafeIsUsedWhereThatIsAllowedAndThePageSaysSo() throws Exception {
        LetsEncryptTree tree = new LetsEncryptTree(directory.resolve("letsencrypt"), HOST, AUTHORITY.issue(HOST));
        Files.setPosixFilePermissions(tree.archived("privkey"), PosixFilePermissions.fromString("rw-r--r--"));

        try (RunningGateway gateway = serving(tree, "auto", "allowInsecureKeyPermissions: true")) {
            assertThat(page(gateway)).contains("The private key is not safe").contains("may be read by everyone");
            assertThat(gateway.management("/metrics").body()).contains("sightline_tls_key_insecure 1.0");
        }
    }

    private void awaitNotice(RunningGateway gateway, String what) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(page(gateway)).contains("Certificate: ").contains(what));
    }

    private static RunningGateway serving(LetsEncryptTree tree, String provider, String... more) throws Exception {
        String tls = "tls: {certificate: '%s', key: '%s', lookSeconds: 0.1, provider: %s%s}\n"
                .formatted(
                        tree.certificate(),
                        tree.key(),
                        provider,
                        more.length == 0 ? "" : ", " + String.join(", ", more));
        return RunningGateway.with(RunningGateway.LOOPBACK_RELAY + tls);
    }

    /** What a new connection is shown: on the cameras' port, the page's, and signaling's. */
    private static List<X509Certificate> shown(RunningGateway gateway) throws Exception {
        return List.of(
                shown(gateway.gateway().configPort()),
                shown(gateway.gateway().dashboardPort()),
                shown(gateway.gateway().signalingPort()));
    }

    private static X509Certificate shown(int port) throws Exception {
        try (SSLSocket socket = connected(port)) {
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    private static SSLSocket connected(int port) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), new SecureRandom());
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
        socket.setSoTimeout(10_000);
        socket.startHandshake();
        return socket;
    }

    private static String page(RunningGateway gateway) throws Exception {
        int port = gateway.gateway().dashboardPort();
        try (SSLSocket socket = connected(port)) {
            socket.getOutputStream()
                    .write(("GET /api/cameras HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nConnection: close\r\n\r\n")
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
    }
}
