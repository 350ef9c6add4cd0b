package dev.sightline.probe.judge;

import static dev.sightline.probe.judge.Traffic.CAMERA;
import static dev.sightline.probe.judge.Traffic.SERVER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Coverage;
import dev.sightline.probe.Evidence;
import dev.sightline.probe.RtcpFlow;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.StreamVerdict;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.TestPackets;
import dev.sightline.rtp.RtcpCompound;
import dev.sightline.rtp.SenderReport;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RTP of another sender to the port of a camera's RTCP")
class SharedPortTest {
    private static final String STRANGER = "10.77.0.66";
    private static final long STRANGE_SSRC = 0xbad_badL;
    private static final int RTCP_PORT = 40_001;

    private final Traffic traffic = new Traffic();
    private int sequence;
    private int ticks;

    /** A packet each second, for 12 s, beside the camera's ten. */
    private void flowBeside(String sender, int from, long ssrc, Runnable with) {
        traffic.flow(12, () -> {
            if (ticks++ % 10 == 0) {
                rtpBeside(sender, from, ssrc);
            }
            with.run();
        });
    }

    private void rtpBeside(String sender, int from, long ssrc) {
        traffic.datagram(
                "eth0",
                Direction.IN,
                sender,
                from,
                SERVER,
                RTCP_PORT,
                Unpooled.wrappedBuffer(TestPackets.rtp(ssrc, sequence++)));
    }

    private CameraVerdict of(String camera) {
        return traffic.verdicts.judge(traffic.now, Coverage.all(), traffic.host()).stream()
                .filter(verdict -> verdict.camera().getHostAddress().equals(camera))
                .findFirst()
                .orElseThrow();
    }

    private void report(int from, long ssrc) {
        ByteBuf out = Unpooled.buffer();
        RtcpCompound.write(out, List.of(new SenderReport(ssrc, 0, 0, 10, 400, List.of())));
        traffic.datagram("eth0", Direction.IN, CAMERA, from, SERVER, RTCP_PORT, out);
    }

    @ParameterizedTest(name = "from {1} with source {2}: served at {0}")
    @CsvSource({
        "7777, 10.77.0.66, 0xbadbad",
        "5007, 10.77.0.66, 0xbadbad",
        "7777, 10.77.0.66, 0xcafef00d",
        "5007, 10.77.0.66, 0xcafef00d",
        "7777, 10.77.0.2,  0xbadbad",
        "5007, 10.77.0.2,  0xbadbad",
    })
    void leavesTheCameraItsReportsAndItsFeedback(int port, String sender, long ssrc) {
        flowBeside(sender, 7_000, ssrc, () -> {
            traffic.report(CAMERA, port, RTCP_PORT, "camera");
            traffic.feedback("eth0", RTCP_PORT, CAMERA, port);
        });

        CameraVerdict camera = of(CAMERA);
        StreamVerdict served = camera.streams().stream()
                .filter(stream -> !stream.source().equals(new InetSocketAddress(CAMERA, 7_000)))
                .findFirst()
                .orElseThrow();
        assertThat(served.finding().verdict()).as(served.finding().reason()).isEqualTo(Verdict.DELIVERED);
        assertThat(camera.finding().causes())
                .isEqualTo(sender.equals(CAMERA) ? List.of(Cause.STREAM_IN_DOUBT) : List.of());
        assertThat(camera.evidence().rtcpIn())
                .extracting(flow -> flow.source().getPort())
                .containsExactly(port);
    }

    @Test
    void leavesTheCameraReportsOfWhichTheSourceIsNotKnown() {
        flowBeside(STRANGER, 7_000, STRANGE_SSRC, () -> {
            report(7_777, 0x5757);
            traffic.feedback("eth0", RTCP_PORT, CAMERA, 7_777);
        });

        assertThat(of(CAMERA).verdict()).isEqualTo(Verdict.DELIVERED);
    }

    @Test
    void doesNotMakeACameraThatReportsOneThatSendsNoRtcp() {
        flowBeside(STRANGER, 7_000, STRANGE_SSRC, () -> traffic.report(CAMERA, 7_777, RTCP_PORT, "camera"));

        assertThat(of(CAMERA).finding().causes()).containsExactly(Cause.NO_FEEDBACK);
        assertThat(of(CAMERA).finding().reason()).doesNotContain("sends no RTCP");
    }

    @ParameterizedTest(name = "sent to {0}")
    @ValueSource(strings = {"127.0.0.1", "10.77.0.3"})
    void hidesNothingThatGoesAstray(String host) {
        boolean loops = host.equals("127.0.0.1");
        flowBeside(
                STRANGER, 7_000, STRANGE_SSRC, () -> traffic.feedback(loops ? "lo" : "eth0", RTCP_PORT, host, 5_007));

        assertThat(of(CAMERA).finding().causes()).containsExactly(loops ? Cause.LOOPED_BACK : Cause.WRONG_HOST);
    }

    /** A media server that takes what comes to its RTCP port for a source, too, reports on both. */
    @Test
    void hidesNothingThatGoesAstrayWithItsOwn() {
        flowBeside(STRANGER, 7_000, STRANGE_SSRC, () -> {
            traffic.feedback("lo", RTCP_PORT, "127.0.0.1", 10);
            traffic.feedback("lo", RTCP_PORT, "127.0.0.1", 10, STRANGE_SSRC, Optional.empty());
        });

        assertThat(of(CAMERA).finding().causes()).containsExactly(Cause.LOOPED_BACK);
        assertThat(of(CAMERA).finding().reason()).contains("about 2 sources together");
    }

    @Test
    void isNotFollowedByItsOwnFeedbackWhereThatIsTheCameras() {
        flowBeside(STRANGER, 7_000, STRANGE_SSRC, () -> {
            traffic.report(CAMERA, 7_777, RTCP_PORT, "camera");
            traffic.feedback("eth0", RTCP_PORT, CAMERA, 7_777);
        });

        assertThat(of(STRANGER).finding().causes()).doesNotContain(Cause.WRONG_HOST);
        assertThat(of(STRANGER).evidence().rtcpOut()).isEmpty();
    }

    /** The camera below has ended, and what goes to its address is about a source that both have. */
    @Test
    void isMisledToACameraThatWasBelowIt() {
        traffic.flow(5, () -> {});
        traffic.pass(Duration.ofSeconds(10));
        for (int i = 0; i < 90; i++) {
            rtpBeside(STRANGER, 7_000, Traffic.SSRC);
            traffic.feedback("eth0", RTCP_PORT, CAMERA, 5_007);
            traffic.pass(Duration.ofMillis(100));
        }

        assertThat(of(STRANGER).finding().causes()).containsExactly(Cause.WRONG_HOST);
    }

    @Test
    void hasFeedbackOfItsOwnWhereItIsACamera() {
        flowBeside(STRANGER, 7_000, STRANGE_SSRC, () -> {
            traffic.feedback("eth0", RTCP_PORT, STRANGER, 7_000, STRANGE_SSRC, Optional.empty());
        });

        assertThat(of(STRANGER).verdict()).isEqualTo(Verdict.DELIVERED);
        assertThat(of(CAMERA).verdict()).isEqualTo(Verdict.SILENT);
        assertThat(of(CAMERA).finding().causes()).doesNotContain(Cause.WRONG_HOST);
        assertThat(of(CAMERA).evidence().rtcpOut()).isEmpty();
    }

    /** As of a camera that sends video and audio to ports one above the other, each with its RTCP. */
    @Test
    void hasItsOwnReportsWhereItIsOfTheSameCamera() {
        flowBeside(CAMERA, 6_006, STRANGE_SSRC, () -> {
            report(6_006, STRANGE_SSRC);
            traffic.feedback("eth0", RTCP_PORT, CAMERA, 6_006, STRANGE_SSRC, Optional.empty());
        });

        assertThat(stream(40_000).rtcpIn()).isEmpty();
        assertThat(stream(40_000).rtcpOut()).isEmpty();
        assertThat(stream(RTCP_PORT).rtcpOut()).extracting(RtcpFlow::meaning).containsExactly(Meaning.DELIVERED);
    }

    private Evidence stream(int port) {
        return of(CAMERA).streams().stream()
                .filter(stream -> stream.destination().getPort() == port)
                .findFirst()
                .orElseThrow()
                .evidence();
    }
}
