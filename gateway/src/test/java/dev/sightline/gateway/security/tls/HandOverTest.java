package dev.sightline.gateway.security.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sightline.gateway.config.TlsConfig;
import java.io.ByteArrayInputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
        HandOver root = new HandOver(TlsSource.onBehalfOf(ProcessUser.current(), config), out);
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

    @Test
    void whereRootHasNoPairTheGatewayMakesItsOwn() throws Exception {
        PipedOutputStream out = new PipedOutputStream();
        PipedInputStream in = new PipedInputStream(out, 1 << 16);
        TlsConfig config = TestConfig.of("");

        new HandOver(TlsSource.onBehalfOf(ProcessUser.current(), config), out).begin();

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
}
