package dev.sightline.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sightline.rtp.NtpTime;
import dev.sightline.rtp.SenderReport;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The traps of a real Kurento on real sockets: the camera of these tests stands at 127.0.0.1. */
class KurentoModeTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration TWO_INTERVALS = Duration.ofMillis(1_500);

    private final MediaEngine engine =
            MediaEngine.start(EngineConfig.onLoopback().withLoops(1).withReturnPath(ReturnPathMode.KURENTO));
    private final RtpEndpoint endpoint = engine.createPipeline().createRtpEndpoint();
    private final TestCamera camera = TestCamera.onLoopback();

    @AfterEach
    void close() {
        camera.close();
        engine.close();
    }

    @Test
    void anUnspecifiedAddressIsTakenForThisMachine() {
        int port = negotiate(TestCamera.offer("0.0.0.0", camera.rtp.getLocalPort(), "a=rtcp-fb:103 goog-remb"));
        try (TestCamera elsewhere = TestCamera.on(address("127.0.0.2"))) {
            elsewhere.sendKeyframe(port);

            assertThat(camera.receiveRtcp(SOON))
                    .as("at 127.0.0.1, where no RTP came from")
                    .isPresent();
            assertThat(elsewhere.receiveRtcp(TWO_INTERVALS)).isEmpty();
        }
    }

    @Test
    void comediaIsSilentUntilASenderReportComesAfterTheRtp() {
        int port = negotiate(TestCamera.offer("0.0.0.0", 9, "a=direction:active", "a=rtcp-fb:103 goog-remb"));
        camera.sendKeyframe(port);
        camera.sendDelta(port);
        await().atMost(SOON).until(() -> !endpoint.stats().join().isEmpty());
        assertThat(camera.receiveRtcp(TWO_INTERVALS)).isEmpty();

        long ntp = NtpTime.fromMillis(1_700_000_000_000L);
        camera.sendRtcp(port + 1, List.of(new SenderReport(TestCamera.SSRC, ntp, 9_000, 2, 40, List.of())));
        assertThat(camera.receiveRtcp(SOON)).isPresent();
    }

    @Test
    void withComediaTheOfferedAddressIsIgnored() {
        int port = negotiate(camera.offer("a=direction:active", "a=rtcp-fb:103 goog-remb"));
        camera.sendKeyframe(port);
        camera.sendDelta(port);

        assertThat(camera.receiveRtcp(TWO_INTERVALS)).isEmpty();
    }

    @Test
    void rtpOfAnybodyIsTaken() {
        int port = negotiate(TestCamera.offer("10.255.255.1", 5_006));
        camera.sendKeyframe(port);

        await().atMost(SOON).until(() -> !endpoint.stats().join().isEmpty());
    }

    private int negotiate(String offer) {
        return TestCamera.port(endpoint.processOffer(offer).join(), "video");
    }

    private static InetAddress address(String literal) {
        return java.util.Objects.requireNonNull(io.netty.util.NetUtil.createInetAddressFromIpAddressString(literal));
    }
}
