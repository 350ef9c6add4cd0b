package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.rtp.RtcpCompound;
import dev.sightline.rtp.SenderReport;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A report in a camera's name")
class ForgedReportsTest {
    private static final int STRANGE_PORT = 6_666;
    private static final long OTHER_SSRC = 0x5757;

    private final Traffic traffic = new Traffic();

    private void forged(String on, long ssrc) {
        ByteBuf out = Unpooled.buffer();
        RtcpCompound.write(out, List.of(new SenderReport(ssrc, 0, 0, 10, 400, List.of())));
        traffic.datagram(on, Direction.IN, Traffic.CAMERA, STRANGE_PORT, Traffic.SERVER, 40_001, out);
    }

    private void feedbackToTheForger() {
        traffic.feedback("eth0", 40_001, Traffic.CAMERA, STRANGE_PORT);
    }

    @Test
    void thatDoesNotKnowTheSsrcMakesNothingDeliveredBesideOneThatDoes() {
        traffic.flow(10, () -> {
            traffic.report(Traffic.CAMERA, 5_007, 40_001, "camera");
            forged("eth0", OTHER_SSRC);
            feedbackToTheForger();
        });

        assertThat(traffic.judge().verdict()).isEqualTo(Verdict.SILENT);
        assertThat(traffic.judge().finding().causes()).contains(Cause.WRONG_PORT);
    }

    @Test
    void thatComesWhereTheRtpDoesNotMakesNothingDelivered() {
        traffic.flow(10, () -> {
            forged("eth1", OTHER_SSRC);
            feedbackToTheForger();
        });

        assertThat(traffic.judge().verdict()).isEqualTo(Verdict.UNPROVEN);
    }

    @Test
    void thatKnowsTheSsrcIsBelievedWhereverItComes() {
        traffic.flow(10, () -> {
            forged("eth1", Traffic.SSRC);
            feedbackToTheForger();
        });

        assertThat(traffic.judge().verdict()).isEqualTo(Verdict.DELIVERED);
    }

    @Test
    void thatIsAboutCamerasOfOnePortIsCountedTogetherAndThatIsSaid() {
        traffic.flow(3, () -> {
            traffic.feedback("lo", 40_001, "127.0.0.1", 10);
            traffic.feedback("lo", 40_001, "127.0.0.1", 10, OTHER_SSRC, Optional.empty());
        });

        assertThat(traffic.judge().finding().reason()).contains("about 2 sources together left by lo");
    }
}
