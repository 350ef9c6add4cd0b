package dev.sightline.gateway.security.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.gateway.config.CamerasConfig.ClientCertificates;
import dev.sightline.gateway.config.TlsConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsContextsTest {
    private static final TestAuthority AUTHORITY = new TestAuthority();

    @TempDir
    Path directory;

    @Test
    void aSelfSignedPairIsKeptWhereNobodyElseReadsItsKey() throws Exception {
        Path kept = directory.resolve("tls");
        TlsConfig config = TestConfig.of("tls: {selfSignedDirectory: '" + kept + "'}");

        try (TlsContexts first = started(config)) {
            assertThat(first.report().selfSigned()).isTrue();
            assertThat(first.strictTransportSecurity()).isEmpty();
        }
        String certificate = Files.readString(kept.resolve("self-signed.crt"));
        started(config).close();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept.resolve("self-signed.key"))))
                .isEqualTo("rw-------");
        assertThat(Files.readString(kept.resolve("self-signed.crt")))
                .as("the second start uses the same")
                .isEqualTo(certificate);
    }

    @Test
    void aKeptSelfSignedPairThatExpiredIsMadeAnew() throws Exception {
        TestAuthority.Issued old =
                AUTHORITY.issue("old.example", Instant.now().minus(Duration.ofDays(1)), Optional.empty());
        Files.writeString(directory.resolve("self-signed.crt"), old.chain());
        KeyFile.write(directory.resolve("self-signed.key"), old.key());

        try (TlsContexts contexts = started(TestConfig.of("tls: {selfSignedDirectory: '" + directory + "'}"))) {
            assertThat(contexts.report().expires()).isAfter(Instant.now().plus(Duration.ofDays(300)));
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"auto", "openssl", "jdk"})
    void aPairFromFilesIsUsed(String provider) throws Exception {
        TestAuthority.Issued issued = AUTHORITY.issue("cam.example");

        try (TlsContexts contexts = started(files(issued.chain(), issued.key(), "provider: " + provider))) {
            assertThat(contexts.report().selfSigned()).isFalse();
            assertThat(contexts.report().expires())
                    .isEqualTo(issued.certificate().getNotAfter().toInstant());
            assertThat(contexts.strictTransportSecurity()).contains("max-age=31536000");
        }
    }

    @Test
    void aKeyThatIsNoneIsRefused() throws Exception {
        TlsConfig config = files(AUTHORITY.issue("cam.example").chain(), "nonsense");

        assertThatThrownBy(() -> started(config))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("PKCS #8");
    }

    @Test
    void theKeyOfAnotherCertificateIsRefused() throws Exception {
        TlsConfig config = files(
                AUTHORITY.issue("cam.example").chain(),
                AUTHORITY.issue("cam.example").key());

        assertThatThrownBy(() -> started(config))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("the key is not the certificate's (CN=cam.example)");
    }

    @Test
    void aChainInDisorderIsRefused() throws Exception {
        TestAuthority.Issued issued = AUTHORITY.issue("cam.example");
        TlsConfig config = files(issued.chain().replace(AUTHORITY.pem(), new TestAuthority().pem()), issued.key());

        assertThatThrownBy(() -> started(config))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("certificate 1 of the chain (CN=cam.example) is not certified by the next");
    }

    @ParameterizedTest(name = "{0} hours left")
    @CsvSource({"-1, was over at", "2, is over at", "48, nothing"})
    void aRevocationListThatEndsIsToldOfADayAhead(long hours, String expected) throws Exception {
        Path authority = Files.writeString(directory.resolve("ca.pem"), AUTHORITY.pem());
        Instant end = Instant.now().plus(Duration.ofHours(hours));
        Path list = Files.writeString(directory.resolve("crl.pem"), AUTHORITY.revoked(end));
        TlsConfig config = TestConfig.of("tls: {}");
        ClientCertificates clients = new ClientCertificates(authority, Optional.of(list), true);

        try (TlsContexts contexts =
                TlsContexts.of(config, TlsSource.of(config), Optional.of(clients), used -> {}, why -> {})) {
            assertThat(contexts.notices()).hasSize(expected.equals("nothing") ? 0 : 1);
            assertThat(contexts.notices()).allMatch(notice -> notice.contains("the revocation list " + expected));
        }
    }

    @Test
    void aMissingFileIsNamed() throws Exception {
        Path missing = directory.resolve("missing.pem");
        TlsConfig config = TestConfig.files(missing, missing);

        assertThatThrownBy(() -> started(config))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining(missing.toString());
    }

    private TlsConfig files(String chain, String key, String... settings) throws Exception {
        Path certificate = Files.writeString(directory.resolve("c.pem"), chain);
        Path secret = directory.resolve("k.pem");
        KeyFile.write(secret, key);
        return TestConfig.files(certificate, secret, settings);
    }

    private static TlsContexts started(TlsConfig config) throws TlsException {
        return TlsContexts.of(config, TlsSource.of(config), used -> {});
    }
}
