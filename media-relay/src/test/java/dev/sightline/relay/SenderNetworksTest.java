package dev.sightline.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sightline.rtp.Bye;
import dev.sightline.rtp.ReceiverReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A camera's networks bound who may send as it at all: whoever else is there, and however long it is silent. */
class SenderNetworksTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration A_WHILE = Duration.ofMillis(300);
    private static final List<String> NETWORKS = List.of("10.77.0.0/24", "127.0.0.0/30", "fd00::/64");

    @ParameterizedTest(name = "{0}")
    @EnumSource(ReturnPathMode.class)
    void nothingFromOutsideIsTakenOrAnsweredNeitherFirstNorAfterTheCamerasGoodbye(ReturnPathMode mode)
            throws Exception {
        try (Relay relay = new Relay(mode);
                TestCamera camera = at("127.0.0.1");
                TestCamera stranger = at("127.0.0.9")) {
            int port = relay.comedia(camera);

            stranger.sendKeyframe(port);
            stranger.sendRtcp(port + 1, List.of(new ReceiverReport(TestCamera.SSRC, List.of())));
            await().atMost(SOON).until(() -> relay.foreign() == 2);
            assertThat(relay.received()).isZero();

            camera.sendKeyframe(port);
            await().atMost(SOON).until(() -> relay.received() == 1);
            camera.sendRtcp(
                    port + 1,
                    List.of(
                            new ReceiverReport(TestCamera.SSRC, List.of()),
                            new Bye(List.of(TestCamera.SSRC), Optional.empty())));
            await().atMost(SOON).until(() -> {
                stranger.sendKeyframe(port);
                return relay.foreign() >= 20;
            });
            assertThat(relay.received()).isLessThanOrEqualTo(1);
            assertThat(stranger.receiveRtcp(A_WHILE)).isEmpty();
            assertThat(relay.engine.statistics().cameras().foreign()).isGreaterThanOrEqualTo(20);
        }
    }

    @Test
    void anotherAddressInsideIsTakenOnlyAfterASilence() throws Exception {
        try (Relay relay = new Relay(ReturnPathMode.LEARN);
                TestCamera camera = at("127.0.0.1");
                TestCamera next = at("127.0.0.2")) {
            int port = relay.comedia(camera);
            await().atMost(SOON).until(() -> {
                camera.sendDelta(port);
                next.sendKeyframe(port);
                return relay.refused() >= 3;
            });
            assertThat(next.receiveRtcp(A_WHILE)).as("while the camera sends").isEmpty();

            await().atMost(SOON).until(() -> {
                next.sendKeyframe(port);
                return next.receiveRtcp(A_WHILE).isPresent();
            });
            assertThat(relay.foreign()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.77.0.0", "10.77.0.0/33", "fd00::/129", "cam.example/24", "10.77.0.0/-1", "/24", ""})
    void whatIsNoNetworkIsRefused(String text) {
        try (Relay relay = new Relay(ReturnPathMode.BOUND)) {
            assertThatThrownBy(() ->
                            relay.endpoint.setSenderNetworks(List.of(text)).join())
                    .isInstanceOf(CompletionException.class)
                    .hasMessageContaining("'" + text + "' is no network");
        }
    }

    private static TestCamera at(String address) {
        try {
            return TestCamera.on(InetAddress.getByName(address));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Relay implements AutoCloseable {
        final MediaEngine engine;
        final RtpEndpoint endpoint;

        Relay(ReturnPathMode mode) {
            engine = MediaEngine.start(EngineConfig.onLoopback().withLoops(1).withReturnPath(mode));
            endpoint = engine.createPipeline().createRtpEndpoint();
        }

        /** The port to send to, after an offer that leaves the address to be learnt. */
        int comedia(TestCamera camera) {
            endpoint.setSenderNetworks(NETWORKS).join();
            return TestCamera.port(
                    endpoint.processOffer(camera.offer("a=direction:active", "a=rtcp-fb:103 goog-remb"))
                            .join(),
                    "video");
        }

        long received() {
            return endpoint.stats().join().stream()
                    .filter(StreamStats.Inbound.class::isInstance)
                    .mapToLong(stats -> ((StreamStats.Inbound) stats).packetsReceived())
                    .sum();
        }

        long foreign() {
            return endpoint.sections().join().get(0).foreign();
        }

        long refused() {
            return endpoint.sections().join().get(0).refused();
        }

        @Override
        public void close() {
            engine.close();
        }
    }
}
