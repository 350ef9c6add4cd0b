package dev.sightline.gateway.security.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sightline.gateway.config.TlsConfig;
import dev.sightline.gateway.files.ProcessUser;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandOverTest {
    private static final TestAuthority AUTHORITY = new TestAuthority();

    @TempDir
    Path directory;

    @Test
    void thePairTheRenewalAndTheReasonForNoneGoThroughThePipe() throws Exception {
        TestAuthority.Issued first = AUTHORITY.issue("cam.example");
        LetsEncryptTree tree = new LetsEncryptTree(directory.resolve("letsencrypt"), "cam.example", first);
        TlsConfig config = TestConfig.files(tree.certificate(), tree.key());
        PipedOutputStream out = new PipedOutputStream();
        PipedInputStream in = new PipedInputStream(out, 1 << 16);
        HandOver root = new HandOver(reading(config), out);
        CountDownLatch ended = new CountDownLatch(1);

        root.begin();
        TlsSource gateway = HandedOver.from(in, config, ended::countDown);
        assertThat(gateway.read().certificate()).asString().isEqualTo(first.chain());
        Object state = gateway.state();
        root.look();
        root.look();
        assertThat(gateway.state()).isSameAs(state);

        TestAuthority.Issued second = AUTHORITY.issue("cam.example");
        tree.renew(second);
        root.look();
        root.look();
        await().untilAsserted(() -> assertThat(gateway.read().key()).asString().isEqualTo(second.key()));

        Files.delete(tree.key());
        root.look();
        root.look();
        await().untilAsserted(() -> assertThatThrownBy(gateway::read).hasMessageContaining("does not exist"));
        out.close();
        ended.await();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"privkey", "fullchain"})
    void whatIsNoPairIsNotHandedOver(String which) throws Exception {
        LetsEncryptTree tree =
                new LetsEncryptTree(directory.resolve("letsencrypt"), "cam.example", AUTHORITY.issue("cam.example"));
        Path secret = directory.resolve("secret");
        KeyFile.write(secret, "a secret of root's");
        ByteArrayOutputStream pipe = new ByteArrayOutputStream();
        HandOver root = new HandOver(reading(TestConfig.files(tree.certificate(), tree.key())), pipe);
        root.begin();

        Path link = tree.live().resolve(which + ".pem");
        Files.delete(link);
        Files.createSymbolicLink(link, secret);
        root.look();
        root.look();

        assertThat(pipe.toString(StandardCharsets.ISO_8859_1))
                .doesNotContain("a secret")
                .contains("the file holds no ");
        Files.delete(link);
        Files.createSymbolicLink(link, secret);
        assertThatThrownBy(() -> new HandOver(reading(TestConfig.files(tree.certificate(), tree.key())), pipe).begin())
                .isInstanceOf(TlsException.class);
        assertThat(pipe.toString(StandardCharsets.ISO_8859_1)).doesNotContain("a secret");
    }

    @Test
    void aCertificateThatOthersMayChangeIsNotReadForAnother() throws Exception {
        LetsEncryptTree tree =
                new LetsEncryptTree(directory.resolve("letsencrypt"), "cam.example", AUTHORITY.issue("cam.example"));
        LetsEncryptTree.mode(tree.archived("fullchain"), "rw-rw-rw-");
        HandOver root =
                new HandOver(reading(TestConfig.files(tree.certificate(), tree.key())), new ByteArrayOutputStream());

        assertThatThrownBy(root::begin)
                .isInstanceOf(TlsException.class)
                .hasMessageStartingWith("tls.certificate: ")
                .hasMessageContaining("may be changed by others");
    }

    @Test
    void aPipeInAFilesPlaceIsNotOpened() throws Exception {
        LetsEncryptTree tree =
                new LetsEncryptTree(directory.resolve("letsencrypt"), "cam.example", AUTHORITY.issue("cam.example"));
        Files.delete(tree.archived("fullchain"));
        assertThat(new ProcessBuilder(
                                "mkfifo",
                                "--mode=600",
                                tree.archived("fullchain").toString())
                        .start()
                        .waitFor())
                .isZero();
        HandOver root =
                new HandOver(reading(TestConfig.files(tree.certificate(), tree.key())), new ByteArrayOutputStream());

        assertThatThrownBy(root::begin).isInstanceOf(TlsException.class).hasMessageContaining("no regular file");
    }

    @Test
    void whereRootHasNoPairTheGatewayMakesItsOwn() throws Exception {
        PipedOutputStream out = new PipedOutputStream();
        PipedInputStream in = new PipedInputStream(out, 1 << 16);
        TlsConfig config = TestConfig.of("");

        new HandOver(reading(config), out).begin();

        assertThat(HandedOver.from(in, config, () -> {}).read().selfSigned()).isTrue();
        out.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\u0007",
                "\u0001\u0000\u0000",
                "\u0001\u007f\u00ff\u00ff\u00ff",
                "\u0001\u00ff\u00ff\u00ff\u00ff"
            })
    void whatIsNoFrameIsRefused(String bytes) {
        assertThatThrownBy(() -> HandedOver.from(
                        new ByteArrayInputStream(bytes.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)),
                        TestConfig.of(""),
                        () -> {}))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("no certificate was handed over");
    }

    /** As root's helper reads, with the tests' own user in root's place. */
    private static Optional<TlsSource> reading(TlsConfig config) throws IOException {
        ProcessUser user = ProcessUser.current();
        return config.pem().map(files -> PemFiles.forAnother(files, user));
    }
}
