package dev.sightline.probe.judge;

import static dev.sightline.probe.judge.Traffic.CAMERA;
import static dev.sightline.probe.judge.Traffic.SERVER;
import static dev.sightline.probe.judge.Traffic.SSRC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Coverage;
import dev.sightline.probe.Finding;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.TestPackets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("SRTCP")
class EncryptedTest {
    private static final int RECEIVER_REPORT = 201;
    private static final int SENDER_REPORT = 200;

    private final Traffic traffic = new Traffic();
    private final Random cipher = new Random(7);
    private int index;

    /** Eight clear octets, cipher, the E bit with the index, and the tag (RFC 3711, 3.4). */
    private ByteBuf encrypted(int type, int words, long sender) {
        byte[] rest = new byte[4 * words + 12];
        cipher.nextBytes(rest);
        rest[4 * (words - 1)] = 0;
        byte[] tag = new byte[10];
        cipher.nextBytes(tag);
        return Unpooled.buffer()
                .writeByte(0x81)
                .writeByte(type)
                .writeShort(words)
                .writeInt((int) sender)
                .writeBytes(rest)
                .writeInt(0x8000_0000 | index++)
                .writeBytes(tag);
    }

    private void report(String from, int port, int to, long ssrc) {
        traffic.datagram("eth0", Direction.IN, from, port, SERVER, to, encrypted(SENDER_REPORT, 12, ssrc));
    }

    private void feedback(Direction direction, String on, int from, String host, int to) {
        traffic.datagram(on, direction, SERVER, from, host, to, encrypted(RECEIVER_REPORT, 7, 1));
    }

    private Finding found() {
        return traffic.judge().finding();
    }

    @ParameterizedTest(name = "from {0} to {1}, the camera reports from {2}")
    @CsvSource({"40001, 5007, 5007", "40001, 5007, 0", "40001, 6123, 6123", "40000, 5006, 5006"})
    void isUnprovenBetweenTheSocketsOfTheStream(int from, int to, int reports) {
        traffic.flow(12, () -> {
            if (reports > 0) {
                report(CAMERA, reports, from, SSRC);
            }
            feedback(Direction.OUT, "eth0", from, CAMERA, to);
        });

        assertThat(traffic.verdicts.malformed()).isPositive();
        assertThat(found().verdict()).as(found().reason()).isEqualTo(Verdict.UNPROVEN);
        assertThat(found().causes()).containsExactly(Cause.ENCRYPTED);
        assertThat(found().reason()).contains("120 datagrams left by eth0 for 10.77.0.2:" + to, "SRTCP");
    }

    @Test
    void isUnprovenForACameraOnThisVeryHost() {
        for (int i = 0; i < 120; i++) {
            ByteBuf rtp = Unpooled.wrappedBuffer(TestPackets.rtp(SSRC, i));
            traffic.datagram("lo", Direction.LOCAL, SERVER, 5_006, SERVER, 40_000, rtp);
            feedback(Direction.LOCAL, "lo", 40_001, SERVER, 5_007);
            traffic.pass(Duration.ofMillis(100));
        }

        assertThat(found().verdict()).as(found().reason()).isEqualTo(Verdict.UNPROVEN);
        assertThat(found().causes()).containsExactly(Cause.ENCRYPTED);
    }

    @Test
    void isUnprovenInACapture() {
        CaptureTimeline timeline = new CaptureTimeline(new PortRange(1, 65_535), List.of(), Coverage.all());
        traffic.tap = Optional.of(timeline::seen);
        traffic.flow(12, () -> {
            report(CAMERA, 5_007, 40_001, SSRC);
            feedback(Direction.OUT, "eth0", 40_001, CAMERA, 5_007);
        });

        assertThat(timeline.finish(traffic.start, traffic.now))
                .singleElement()
                .satisfies(camera -> assertThat(camera.finding().causes()).containsExactly(Cause.ENCRYPTED));
    }

    @ParameterizedTest(name = "{0} on {1} from {2} for {3}:{4}")
    @CsvSource({
        "IN,    eth0, 40001, 10.77.0.2, 5007",
        "OUT,   eth0, 40001, 10.77.0.2, 6123",
        "OUT,   eth0, 40001, 10.77.0.9, 5007",
        "OUT,   eth0, 40077, 10.77.0.2, 5007",
        "OUT,   eth1, 40001, 10.77.0.2, 5007",
        "LOCAL, lo,   40001, 127.0.0.1, 5007",
    })
    void isNothingBetweenOtherSocketsOrFromOutside(Direction direction, String on, int from, String host, int to) {
        traffic.flow(12, () -> {
            traffic.report(CAMERA, 5_007, 40_001, "camera");
            feedback(direction, on, from, host, to);
        });

        assertThat(found().verdict()).as(found().reason()).isEqualTo(Verdict.SILENT);
    }

    @ParameterizedTest(name = "of source {2} from {0}:{1}")
    @CsvSource({
        "10.77.0.9, 5007, 0xcafef00d",
        "10.77.0.2, 5007, 0xcafef00d",
        "10.77.0.2, 5007, 0x51",
        "10.77.0.1, 40001, 0xcafef00d",
    })
    void isNothingWhereItOnlyArrives(String from, int port, long ssrc) {
        traffic.flow(12, () -> report(from, port, 40_001, ssrc));

        assertThat(found().verdict()).as(found().reason()).isEqualTo(Verdict.SILENT);
    }

    @Test
    void isNothingBesideFeedbackThatIsRead() {
        traffic.flow(12, () -> {
            traffic.delivered();
            feedback(Direction.OUT, "eth0", 40_001, CAMERA, 5_007);
        });

        assertThat(found().verdict()).isEqualTo(Verdict.DELIVERED);
    }

    @Test
    void isForgottenWhereItStops() {
        traffic.flow(5, () -> feedback(Direction.OUT, "eth0", 40_001, CAMERA, 5_007));
        traffic.flow(12, () -> {});

        assertThat(found().verdict()).isEqualTo(Verdict.SILENT);
    }

    @Test
    void isNotWhatLiesAboutItsLength() {
        traffic.flow(12, () -> {
            ByteBuf lying = encrypted(RECEIVER_REPORT, 7, 1).setShort(2, 1_000);
            traffic.datagram("eth0", Direction.OUT, SERVER, 40_001, CAMERA, 5_007, lying);
        });

        assertThat(found().verdict()).isEqualTo(Verdict.SILENT);
    }
}
