package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Coverage;
import dev.sightline.probe.Finding;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.judge.seen.WatchRules;
import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.TestPackets;
import dev.sightline.rtp.ReceiverReport;
import dev.sightline.rtp.ReportBlock;
import dev.sightline.rtp.RtcpCompound;
import dev.sightline.rtp.RtcpPacket;
import dev.sightline.rtp.SenderReport;
import dev.sightline.rtp.SourceDescription;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A camera of a few packets a second")
class SlowCameraTest {
    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
    private static final InetSocketAddress CAMERA = new InetSocketAddress("10.77.0.2", 5_006);
    private static final InetSocketAddress CAMERA_RTCP = new InetSocketAddress("10.77.0.2", 5_007);
    private static final InetSocketAddress SERVER = new InetSocketAddress("10.77.0.1", 40_000);
    private static final InetSocketAddress SERVER_RTCP = new InetSocketAddress("10.77.0.1", 40_001);
    private static final long SSRC = 0xcafe_f00dL;
    private static final Set<String> ETH0 = Set.of("eth0");

    private final Verdicts verdicts = new Verdicts(
            WatchRules.DEFAULT,
            new PortRange(40_000, 40_999),
            List.of(InetAddress.getLoopbackAddress(), CAMERA.getAddress()),
            START.minusSeconds(1));
    private final Traffic traffic = new Traffic();
    private final List<Finding> findings = new ArrayList<>();
    private Set<String> sampled = Set.of();
    private Duration rtpEnds = Duration.ofHours(1);
    private boolean reports = true;
    private boolean losing;
    private boolean sendsFromTwo;
    private int millis;

    /** Lets time pass: the camera and the media server do what they do, and every half a second there is a verdict. */
    private void pass(int seconds, int packetsPerMinute) {
        for (int end = millis + 1_000 * seconds; millis < end; millis += 10) {
            boolean flows = millis < rtpEnds.toMillis();
            int sequence = (int) (Math.min(millis, rtpEnds.toMillis()) * packetsPerMinute / 60_000);
            if (flows && (long) (millis + 10) * packetsPerMinute / 60_000 > sequence) {
                rtp(sequence);
            }
            if (reports && millis % 5_000 == 100) {
                rtcp(Direction.IN, CAMERA_RTCP, SERVER_RTCP, new SenderReport(SSRC, 0, 0, sequence, 400, List.of()));
            }
            if (millis % 1_000 == 500) {
                rtcp(
                        Direction.OUT,
                        SERVER_RTCP,
                        CAMERA_RTCP,
                        new ReceiverReport(1, List.of(new ReportBlock(SSRC, 0, 0, sequence, millis, 0, 0))));
            }
            if (millis % 500 == 0) {
                findings.add(judge().finding());
            }
        }
    }

    private void rtp(int sequence) {
        if (!losing && (sampled.isEmpty() || sequence % 16 == 0)) {
            seen(Direction.IN, CAMERA, SERVER, Unpooled.wrappedBuffer(TestPackets.rtp(SSRC, sequence)));
            if (sendsFromTwo) {
                InetSocketAddress other = new InetSocketAddress(CAMERA.getAddress(), 5_016);
                seen(Direction.IN, other, SERVER, Unpooled.wrappedBuffer(TestPackets.rtp(SSRC, sequence)));
            }
        }
    }

    private void rtcp(Direction direction, InetSocketAddress from, InetSocketAddress to, RtcpPacket report) {
        ByteBuf out = Unpooled.buffer();
        RtcpCompound.write(out, List.of(report, SourceDescription.ofCname(1, "a")));
        seen(direction, from, to, out);
    }

    private void seen(Direction direction, InetSocketAddress from, InetSocketAddress to, ByteBuf payload) {
        verdicts.seen(new Datagram(now(), "eth0", direction, from, to, payload, false));
    }

    private Instant now() {
        return START.plusMillis(millis);
    }

    private CameraVerdict judge() {
        Coverage coverage = new Coverage(ETH0, /* loopback= */ true, /* everything= */ true).sampling(sampled);
        return verdicts.judge(now(), coverage, traffic.host()).stream()
                .filter(camera -> camera.camera().equals(CAMERA.getAddress()))
                .findFirst()
                .orElseThrow();
    }

    private Set<Verdict> verdictsSince(int halfSeconds) {
        EnumSet<Verdict> given = EnumSet.noneOf(Verdict.class);
        findings.subList(halfSeconds, findings.size()).forEach(finding -> given.add(finding.verdict()));
        return given;
    }

    @ParameterizedTest(name = "{0} a minute")
    @ValueSource(ints = {40, 60, 120, 240, 600})
    void isDeliveredAfterItsThirdPacketAndStaysSoWhereAllIsCaptured(int packetsPerMinute) {
        pass(60, packetsPerMinute);

        assertThat(verdictsSince(2 + 2 * 3 * 60 / packetsPerMinute)).containsExactly(Verdict.DELIVERED);
        assertThat(judge().evidence().rtpPackets()).isEqualTo(packetsPerMinute);
    }

    @ParameterizedTest(name = "{0} a minute, reports: {1}")
    @CsvSource({"60, true", "120, true", "120, false", "240, true", "240, false", "600, false"})
    void isNeverWithoutMediaWhereOnlyASampleIsCaptured(int packetsPerMinute, boolean reporting) {
        sampled = ETH0;
        reports = reporting;
        pass(6, packetsPerMinute);
        int established = 2 * (2 * 16 * 60 / packetsPerMinute) + 2;
        pass(120, packetsPerMinute);

        assertThat(verdictsSince(established)).containsExactly(Verdict.DELIVERED);
        if (reporting) {
            assertThat(verdictsSince(0)).doesNotContain(Verdict.NO_MEDIA);
        }
        assertThat(judge().evidence().rtpPackets())
                .isBetween(126L * packetsPerMinute / 60 - 16, 126L * packetsPerMinute / 60);
    }

    @Test
    void isFlowingOnWhereTheCaptureBeginsToSampleAndEnds() {
        for (int turn = 0; turn < 6; turn++) {
            sampled = turn % 2 == 0 ? Set.of() : ETH0;
            pass(20, 120);
        }

        assertThat(verdictsSince(5)).containsExactly(Verdict.DELIVERED);
        assertThat(judge().history()).isEmpty();
        assertThat(judge().evidence().rtpPackets()).isBetween(200L, 240L);
    }

    @Test
    void flowsByTheWordOfReportsWhilePacketsOfTheSampleAreLost() {
        sampled = ETH0;
        pass(40, 120);
        int before = findings.size();
        losing = true;
        pass(60, 120);

        assertThat(verdictsSince(before)).containsExactly(Verdict.DELIVERED);
    }

    @ParameterizedTest(name = "sampled: {0}")
    @ValueSource(booleans = {false, true})
    void isWithoutMediaOnceItStops(boolean samples) {
        sampled = samples ? ETH0 : Set.of();
        rtpEnds = Duration.ofSeconds(60);
        pass(60, 240);
        pass(25, 240);

        assertThat(judge().verdict()).isEqualTo(Verdict.NO_MEDIA);
        assertThat(judge().finding().causes()).containsExactly(Cause.CAMERA_STOPPED);
    }

    @Test
    void thatOnlyReportsIsUnprovenWhereASampleIsCapturedAndWithoutMediaElse() {
        rtpEnds = Duration.ZERO;
        sampled = ETH0;
        pass(20, 240);

        assertThat(judge().finding().causes()).containsExactly(Cause.TOO_EARLY);
        assertThat(judge().finding().reason()).contains("but its RTCP does", "every 16th packet");

        sampled = Set.of();

        assertThat(judge().verdict()).isEqualTo(Verdict.NO_MEDIA);
        assertThat(judge().finding().reason()).contains("though its RTCP does");
    }

    /** As one that was started anew on other ports while the former ones go on. */
    @Test
    void flowsByThatWordFromBothPortsWhereItSendsFromTwo() {
        sampled = ETH0;
        pass(20, 240);
        sendsFromTwo = true;
        pass(40, 240);
        losing = true;
        pass(40, 240);

        assertThat(judge().streams())
                .hasSize(2)
                .allSatisfy(stream -> assertThat(stream.finding().verdict())
                        .as(stream.finding().reason())
                        .isNotEqualTo(Verdict.NO_MEDIA));
    }
}
