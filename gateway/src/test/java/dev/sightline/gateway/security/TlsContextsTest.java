package dev.sightline.gateway.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.gateway.config.TlsConfig;
import dev.sightline.gateway.config.TlsConfig.Pem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsContextsTest {
    @TempDir
    Path directory;

    @Test
    void aSelfSignedPairIsKeptWhereNobodyElseReadsItsKey() throws Exception {
        Path kept = directory.resolve("tls");
        TlsConfig config = new TlsConfig(Optional.empty(), Optional.of(kept));

        assertThat(TlsContexts.of(config).selfSigned()).isTrue();
        String certificate = Files.readString(kept.resolve("self-signed.crt"));
        TlsContexts.of(config);

        assertThat(mode(kept.resolve("self-signed.key"))).isEqualTo("rw-------");
        assertThat(Files.readString(kept.resolve("self-signed.crt")))
                .as("the second start uses the same")
                .isEqualTo(certificate);
    }

    @Test
    void aPairFromFilesIsUsed() throws Exception {
        assertThat(TlsContexts.of(files("rw-r-----")).selfSigned()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "rw-rw----", "rw----r--"})
    void aKeyThatOthersCanReadOrChangeIsRefusedWithTheCure(String mode) throws Exception {
        TlsConfig config = files(mode);

        assertThatThrownBy(() -> TlsContexts.of(config))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("tls.key")
                .hasMessageContaining("mode " + mode)
                .hasMessageContaining("chmod 600 ");
    }

    @Test
    void aKeyThatIsNoneIsRefused() throws Exception {
        TlsConfig config = files("rw-------");
        Files.writeString(config.pem().orElseThrow().key(), "nonsense");

        assertThatThrownBy(() -> TlsContexts.of(config))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("PKCS #8");
    }

    @Test
    void aMissingFileIsNamed() {
        Path missing = directory.resolve("missing.pem");
        TlsConfig config = new TlsConfig(Optional.of(new Pem(missing, missing)), Optional.empty());

        assertThatThrownBy(() -> TlsContexts.of(config))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining(missing.toString());
    }

    private TlsConfig files(String mode) throws Exception {
        SelfSigned made = SelfSigned.make();
        Path certificate = Files.writeString(directory.resolve("c.pem"), made.certificate());
        Path key = directory.resolve("k.pem");
        KeyFile.write(key, made.key());
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString(mode));
        return new TlsConfig(Optional.of(new Pem(certificate, key)), Optional.empty());
    }

    private static String mode(Path file) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
