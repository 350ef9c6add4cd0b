package dev.sightline.probe.judge;

import static dev.sightline.probe.judge.Traffic.CAMERA;
import static dev.sightline.probe.judge.Traffic.SERVER;
import static dev.sightline.probe.judge.Traffic.SSRC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.TestPackets;
import dev.sightline.rtp.SourceDescription;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RTCP by a port of which nothing tells whose it is, as after a translation on this host or by a relay")
class UnclaimedPortTest {
    private static final int TRANSLATED = 61_000;

    private final Traffic traffic = new Traffic();

    private Finding found() {
        return traffic.judgeAll().stream()
                .filter(camera -> camera.camera().getHostAddress().equals(CAMERA))
                .findFirst()
                .orElseThrow()
                .finding();
    }

    private void reports(int from) {
        if (from != 0) {
            traffic.report(CAMERA, from, from == 5_006 ? 40_000 : 40_001, "camera");
        }
    }

    @ParameterizedTest(name = "for port {1} of a camera that reports from {0}")
    @CsvSource({"5007, 5007", "7777, 7777", "0, 5007", "0, 5006"})
    void isNoSilenceWhereTheCameraMayExpectIt(int reports, int to) {
        traffic.flow(12, () -> {
            reports(reports);
            traffic.feedback("eth0", TRANSLATED, CAMERA, to);
        });

        Finding found = found();
        assertThat(found.verdict()).as(found.reason()).isEqualTo(Verdict.UNPROVEN);
        assertThat(found.causes()).containsExactly(Cause.PORT_IN_DOUBT);
        assertThat(found.reason()).contains("from port 61000, which is not one of 40000-40999");
        assertThat(found.cure().orElse("")).contains("--media-ports 1024-65535", "nft list ruleset", "sport = :61000");
        assertThat(traffic.verdicts.malformed()).isZero();
    }

    @ParameterizedTest(name = "of {2} on {0} for {1}")
    @CsvSource({
        "eth0, 10.77.0.2, 0xcafef00d, 6123",
        "eth0, 10.77.0.2, 0x51,       5007",
        "eth0, 10.77.0.9, 0xcafef00d, 5007",
        "lo,   127.0.0.1, 0xcafef00d, 5007",
        "lo,   10.77.0.2, 0xcafef00d, 5007",
    })
    void isSilenceWhereItDoesNotReachTheCamera(String on, String host, long ssrc, int to) {
        traffic.flow(12, () -> {
            reports(5_007);
            traffic.feedback(on, TRANSLATED, host, to, ssrc, Optional.of(1_000_000L));
        });

        assertThat(found().verdict()).as(found().reason()).isEqualTo(Verdict.SILENT);
    }

    /** Anyone may send in this host's name. */
    @Test
    void isSilenceWhereItComesIn() {
        traffic.flow(
                12,
                () -> traffic.datagram(
                        "eth0",
                        Direction.IN,
                        SERVER,
                        TRANSLATED,
                        CAMERA,
                        5_007,
                        Unpooled.wrappedBuffer(TestPackets.feedback(SSRC))));

        assertThat(found().verdict()).as(found().reason()).isEqualTo(Verdict.SILENT);
    }

    /** Another program of this host may be the one: its RTP is not captured. */
    @Test
    void isNoProofWhereTheCameraReportsThere() {
        traffic.flow(12, () -> {
            traffic.report(CAMERA, 5_007, TRANSLATED, "camera");
            traffic.feedback("eth0", TRANSLATED, CAMERA, 5_007);
        });

        assertThat(found().causes()).as(found().reason()).containsExactly(Cause.PORT_IN_DOUBT);
    }

    @ParameterizedTest(name = "where other RTCP goes on by that: {0}")
    @ValueSource(booleans = {false, true})
    void isNoSilenceWhereFeedbackCameByTheUsualPortBefore(boolean others) {
        traffic.flow(6, () -> {
            reports(5_007);
            traffic.delivered();
        });
        traffic.flow(12, () -> {
            reports(5_007);
            traffic.feedback("eth0", TRANSLATED, CAMERA, 5_007);
            if (others) {
                traffic.sends(SourceDescription.ofCname(1, "server"));
            }
        });

        assertThat(found().causes()).as(found().reason()).containsExactly(Cause.PORT_IN_DOUBT);
    }

    @Test
    void takesNothingFromWhatIsDelivered() {
        traffic.flow(12, () -> {
            reports(5_007);
            traffic.delivered();
            traffic.feedback("eth0", TRANSLATED, CAMERA, 5_007);
        });

        assertThat(found().verdict()).as(found().reason()).isEqualTo(Verdict.DELIVERED);
        assertThat(found().causes()).isEmpty();
    }

    @Test
    void isSilenceAgainOnceItStops() {
        traffic.flow(12, () -> traffic.feedback("eth0", TRANSLATED, CAMERA, 5_007));
        traffic.flow(10, () -> {});

        assertThat(found().verdict()).as(found().reason()).isEqualTo(Verdict.SILENT);
    }

    @Test
    void isNotCountedWhereItCannotBeRead() {
        traffic.flow(
                12,
                () -> traffic.datagram(
                        "eth0", Direction.OUT, SERVER, 53, CAMERA, 5_007, Unpooled.wrappedBuffer(new byte[] {
                            (byte) 0x80, (byte) 0xc9, 0, 7, 0, 0, 0, 1
                        })));

        assertThat(found().verdict()).isEqualTo(Verdict.SILENT);
        assertThat(traffic.verdicts.malformed()).isZero();
    }

    /** A relay hands the same RTP on over lo, so that two streams have the source; another receiver of it has RTP itself. */
    @ParameterizedTest(name = "RTP comes for port {0}, feedback leaves from {1}: {2}")
    @CsvSource({
        "40100, 40333, UNPROVEN",
        "40100, 61000, UNPROVEN",
        "40100, 40100, SILENT",
        "40100, 40101, SILENT",
    })
    void isTheRelaysWhereNoRtpComesForThatPort(int other, int from, Verdict verdict) {
        int[] sequence = {0};
        boolean relay = verdict == Verdict.UNPROVEN;
        traffic.flow(12, () -> {
            traffic.datagram(
                    relay ? "lo" : "eth0",
                    relay ? Direction.LOCAL : Direction.IN,
                    relay ? "127.0.0.1" : CAMERA,
                    7_776,
                    relay ? "127.0.0.1" : SERVER,
                    other,
                    Unpooled.wrappedBuffer(TestPackets.rtp(SSRC, sequence[0]++)));
            reports(5_007);
            traffic.feedback("eth0", from, CAMERA, 5_007);
        });

        assertThat(streamFor(40_000).verdict()).as(streamFor(40_000).reason()).isEqualTo(verdict);
        if (relay) {
            assertThat(streamFor(40_000).causes()).isEqualTo(List.of(Cause.PORT_IN_DOUBT));
        }
    }

    private Finding streamFor(int port) {
        return traffic.judgeAll().stream()
                .flatMap(camera -> camera.streams().stream())
                .filter(stream -> stream.destination().getPort() == port)
                .findFirst()
                .orElseThrow()
                .finding();
    }
}
