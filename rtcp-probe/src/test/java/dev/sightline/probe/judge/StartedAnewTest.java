package dev.sightline.probe.judge;

import static dev.sightline.probe.judge.Traffic.CAMERA;
import static dev.sightline.probe.judge.Traffic.SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Coverage;
import dev.sightline.probe.Finding;
import dev.sightline.probe.RtcpFlow;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.IcmpError;
import dev.sightline.probe.packet.LinkEnds;
import dev.sightline.probe.packet.TestPackets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Of a camera that ends or starts anew")
class StartedAnewTest {
    private final Traffic traffic = new Traffic();
    private int sequence;

    /** Its port is closed when its process ends, a moment before its RTP is missed. */
    @Test
    void onThisHostTheVerdictStaysWhileItEnds() {
        for (int i = 0; i < 50; i++) {
            traffic.datagram(
                    "lo",
                    Direction.LOCAL,
                    SERVER,
                    5_006,
                    SERVER,
                    40_000,
                    Unpooled.wrappedBuffer(TestPackets.rtp(Traffic.SSRC, sequence++)));
            traffic.feedback("lo", 40_001, SERVER, 5_007);
            if (i > 5) {
                traffic.judge();
            }
            traffic.pass(Duration.ofMillis(100));
        }
        for (int i = 0; i < 20; i++) {
            traffic.feedback("lo", 40_001, SERVER, 5_007);
            portIsClosed();
            traffic.judge();
            traffic.pass(Duration.ofMillis(100));
        }

        CameraVerdict camera = traffic.judge();
        assertThat(camera.verdict()).isEqualTo(Verdict.DELIVERED);
        assertThat(camera.history()).isEmpty();
        assertThat(camera.finding().since()).isBefore(traffic.start.plusSeconds(1));
    }

    private void portIsClosed() {
        InetSocketAddress camera = new InetSocketAddress(SERVER, 5_007);
        traffic.verdicts.seen(new IcmpError(
                traffic.now,
                "lo",
                Direction.LOCAL,
                IcmpError.Kind.PORT_UNREACHABLE,
                camera.getAddress(),
                new InetSocketAddress(SERVER, 40_001),
                camera,
                Optional.of(1L),
                /* hopLimit= */ 0,
                LinkEnds.UNKNOWN));
    }

    /** Behind an address that two share, the one is not the other that starts anew. */
    @Test
    void feedbackIsDeliveredSinceItBeganWhereAnotherBeginsBesideIt() {
        for (int report = 0; report < 3; report++) {
            traffic.delivered();
            traffic.flow(5, () -> {});
        }
        traffic.flow(0.5, this::another);
        traffic.delivered();
        traffic.flow(10, this::another);

        CameraVerdict camera = traffic.judge();
        assertThat(camera.streams()).hasSize(2);
        Finding served = camera.streams().get(0).finding();
        assertThat(served.verdict()).as(served.reason()).isEqualTo(Verdict.DELIVERED);
        assertThat(served.since()).isEqualTo(traffic.start);
        assertThat(camera.finding().causes()).containsExactly(Cause.STREAM_IN_DOUBT);
    }

    private void another() {
        ByteBuf rtp = Unpooled.wrappedBuffer(TestPackets.rtp(7, sequence++));
        traffic.datagram("eth0", Direction.IN, CAMERA, 7_006, SERVER, 40_000, rtp);
    }

    @Test
    void feedbackForItsFormerPortIsCountedSinceThen() {
        traffic.flow(3, traffic::delivered);
        traffic.pass(Duration.ofSeconds(2));
        traffic.flow(9, 7_006, traffic::delivered);

        CameraVerdict camera = traffic.judge();
        assertThat(camera.finding().causes()).contains(Cause.STALE_PORT);
        assertThat(camera.finding().reason()).contains("REMB 88,").doesNotContain("REMB 120");
        assertThat(camera.evidence().rtcpOut())
                .extracting(RtcpFlow::meaning, RtcpFlow::datagrams)
                .containsExactly(tuple(Meaning.DELIVERED, 32L), tuple(Meaning.WRONG_PORT, 88L));
    }

    /** Where RTP is sampled, what RTCP says of a source lets it flow, seen or not: but not from the ports that it left. */
    @Test
    void withTheSameSsrcItsFormerPortsAreNotKeptByWhatIsSaidOfTheNewOnes() {
        Coverage sampling = Coverage.all().sampling(Set.of("eth0"));
        Runnable judge = () -> traffic.verdicts.judge(traffic.now, sampling, traffic.host());
        traffic.report(CAMERA, 5_007, 40_001, "camera");
        traffic.flow(6, () -> {
            traffic.delivered();
            judge.run();
        });
        traffic.report(CAMERA, 7_007, 40_001, "camera");
        traffic.flow(12, 7_006, () -> {
            traffic.delivered();
            judge.run();
        });

        CameraVerdict camera =
                traffic.verdicts.judge(traffic.now, sampling, traffic.host()).get(0);
        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(Verdict.SILENT);
        assertThat(camera.finding().causes()).containsExactly(Cause.STALE_PORT);
        assertThat(camera.streams())
                .extracting(stream -> stream.finding().verdict())
                .containsExactly(Verdict.NO_MEDIA, Verdict.SILENT);
    }

    /** Its report from the new port, before its first RTP from there, is none on the stream that has ended. */
    @ParameterizedTest(name = "a pause of {0} ms")
    @ValueSource(ints = {500, 1_500, 2_500})
    void withTheSameSsrcTheStreamThatWasServedIsNoneThatWasSilent(int pause) {
        traffic.report(CAMERA, 6_123, 40_001, "camera");
        traffic.flow(9, () -> traffic.feedback("eth0", 40_001, CAMERA, 6_123));
        traffic.judge();
        traffic.pass(Duration.ofMillis(pause));
        traffic.report(CAMERA, 6_125, 40_001, "camera");
        for (int i = 0; i < 30; i++) {
            traffic.feedback("eth0", 40_001, CAMERA, 6_123);
            traffic.judge();
            traffic.pass(Duration.ofMillis(100));
        }
        traffic.report(CAMERA, 6_125, 40_001, "camera");
        traffic.flow(4, 7_006, () -> {
            traffic.feedback("eth0", 40_001, CAMERA, 6_125);
            traffic.judge();
        });

        CameraVerdict camera = traffic.judge();
        assertThat(camera.verdict()).isEqualTo(Verdict.DELIVERED);
        assertThat(camera.history())
                .extracting(found -> found.verdict())
                .doesNotContain(Verdict.SILENT, Verdict.UNREACHABLE);
        assertThat(camera.streams())
                .extracting(stream -> stream.finding().verdict())
                .containsExactly(Verdict.NO_MEDIA, Verdict.DELIVERED);
    }
}
