package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Coverage;
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
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A camera whose reports alone are seen beside a fast one")
class OnlyReportingTest {
    private static final int MOST_ADDRESSES = 32;
    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
    private static final InetSocketAddress SERVER = new InetSocketAddress("10.77.0.1", 5_000);
    private static final InetSocketAddress SERVER_RTCP = new InetSocketAddress("10.77.0.1", 5_001);
    private static final InetSocketAddress SLOW_PORT = new InetSocketAddress("10.77.0.1", 5_003);
    private static final InetSocketAddress FAST = new InetSocketAddress("10.77.0.2", 5_006);
    private static final InetSocketAddress FAST_RTCP = new InetSocketAddress("10.77.0.2", 5_007);
    private static final long FAST_SSRC = 0xfa57L;
    private static final long SLOW_SSRC = 0x510eL;
    private static final Set<String> ETH0 = Set.of("eth0");

    private final List<Datagram> captured = new ArrayList<>();
    private final Traffic traffic = new Traffic();
    private Instant now = START;
    private Set<String> sampled = ETH0;

    /** Fifteen seconds of a fast camera that is served, of which every 16th packet is seen. */
    private void fastCamera() {
        for (int half = 0; half < 30; half++) {
            now = START.plusMillis(500L * half);
            int sequence = 16 * half;
            captured(Direction.IN, FAST, SERVER, Unpooled.wrappedBuffer(TestPackets.rtp(FAST_SSRC, sequence)));
            rtcp(
                    Direction.OUT,
                    SERVER_RTCP,
                    FAST_RTCP,
                    new ReceiverReport(1, List.of(new ReportBlock(FAST_SSRC, 0, 0, sequence, 0, 0, 0))));
            if (half % 5 == 0) {
                rtcp(Direction.IN, FAST_RTCP, SERVER_RTCP, new SenderReport(FAST_SSRC, 0, 0, sequence, 400, List.of()));
            }
        }
    }

    /** A report each 2.5 s of who says that he sent so many packets a second. */
    private void reports(InetSocketAddress from, InetSocketAddress to, long ssrc, int packetsPerSecond, int count) {
        for (int i = 0; i < count; i++) {
            now = START.plusMillis(from.getHostString().startsWith("10.77.") ? 100 : 700)
                    .plusMillis(2_500L * i);
            rtcp(
                    Direction.IN,
                    from,
                    to,
                    new SenderReport(ssrc, 0, 0, 2 + i * packetsPerSecond * 5 / 2, 400, List.of()));
        }
    }

    private void rtcp(Direction direction, InetSocketAddress from, InetSocketAddress to, RtcpPacket report) {
        ByteBuf out = Unpooled.buffer();
        RtcpCompound.write(out, List.of(report, SourceDescription.ofCname(1, "a")));
        captured(direction, from, to, out);
    }

    private void captured(Direction direction, InetSocketAddress from, InetSocketAddress to, ByteBuf payload) {
        captured.add(new Datagram(now, "eth0", direction, from, to, payload, false));
    }

    private List<CameraVerdict> watched() {
        Verdicts verdicts = new Verdicts(WatchRules.DEFAULT, new PortRange(5_000, 5_050), List.of(), START);
        play(verdicts);
        return verdicts.judge(START.plusSeconds(15), Coverage.all().sampling(sampled), traffic.host());
    }

    private void play(Verdicts verdicts) {
        inOrder().forEach(verdicts::seen);
    }

    private List<Datagram> inOrder() {
        return captured.stream()
                .sorted((one, other) -> one.at().compareTo(other.at()))
                .toList();
    }

    private List<CameraVerdict> analysed() {
        CaptureTimeline timeline = new CaptureTimeline(new PortRange(1, 65_535), List.of(), Coverage.all());
        inOrder().forEach(timeline::seen);
        return timeline.finish(START, START);
    }

    private static Map<String, Verdict> verdicts(List<CameraVerdict> cameras) {
        Map<String, Verdict> verdicts = new TreeMap<>();
        cameras.forEach(camera -> verdicts.put(camera.camera().getHostAddress(), camera.verdict()));
        return verdicts;
    }

    @ParameterizedTest(name = "live: {0}")
    @ValueSource(booleans = {true, false})
    void isUnprovenUntilItsMediaAreSeen(boolean live) {
        fastCamera();
        reports(new InetSocketAddress("10.77.0.3", 5_017), SLOW_PORT, SLOW_SSRC, 2, 6);

        List<CameraVerdict> cameras = live ? watched() : analysed();

        assertThat(verdicts(cameras))
                .containsExactly(Map.entry("10.77.0.2", Verdict.DELIVERED), Map.entry("10.77.0.3", Verdict.UNPROVEN));
        CameraVerdict slow = cameras.get(1);
        assertThat(slow.finding().causes()).containsExactly(Cause.TOO_EARLY);
        assertThat(slow.finding().reason()).contains("no RTP from 10.77.0.3", "but its RTCP does", "every 16th packet");
        assertThat(slow.evidence().rtcpIn())
                .singleElement()
                .satisfies(flow -> assertThat(flow.datagrams()).isEqualTo(6));
    }

    @ParameterizedTest(name = "live: {0}")
    @ValueSource(booleans = {true, false})
    void mayBeAnotherStreamOfTheSameAddress(boolean live) {
        fastCamera();
        reports(new InetSocketAddress("10.77.0.2", 5_017), SLOW_PORT, SLOW_SSRC, 2, 6);

        List<CameraVerdict> cameras = live ? watched() : analysed();

        assertThat(verdicts(cameras)).containsExactly(Map.entry("10.77.0.2", Verdict.UNPROVEN));
        assertThat(cameras.get(0).finding().causes()).containsExactly(Cause.TOO_EARLY);
        assertThat(cameras.get(0).finding().reason())
                .contains("reports from 10.77.0.2:5017 to port 5003", "is DELIVERED");
        assertThat(cameras.get(0).evidence().rtcpIn()).hasSize(2);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "one report,                 1, 2, 5003, 5017",
        "reports of no packets more, 6, 0, 5003, 5017",
        "reports to no media port,   6, 2, 6003, 5017",
        "its own reports elsewhere,  6, 2, 5001, 7777",
        "its own from its RTP port,  6, 2, 5000, 5006",
    })
    void isNoneWhereNothingShowsThatItSends(String what, int count, int packetsPerSecond, int to, int from) {
        fastCamera();
        String address = what.startsWith("its own") ? "10.77.0.2" : "10.77.0.3";
        reports(
                new InetSocketAddress(address, from),
                new InetSocketAddress("10.77.0.1", to),
                SLOW_SSRC,
                packetsPerSecond,
                count);

        assertThat(verdicts(watched())).containsExactly(Map.entry("10.77.0.2", Verdict.DELIVERED));
    }

    @Test
    void isOneFromItsFirstReportWhereAPacketOfItsSourceWasSeen() {
        fastCamera();
        InetSocketAddress media = new InetSocketAddress("10.77.0.3", 5_016);
        captured(
                Direction.IN,
                media,
                new InetSocketAddress("10.77.0.1", 5_002),
                Unpooled.wrappedBuffer(TestPackets.rtp(SLOW_SSRC, 32)));
        reports(new InetSocketAddress("10.77.0.3", 5_017), SLOW_PORT, SLOW_SSRC, 2, 1);

        assertThat(verdicts(watched())).containsEntry("10.77.0.3", Verdict.UNPROVEN);
    }

    @Test
    void isNoneWhereAllIsCaptured() {
        sampled = Set.of();
        fastCamera();
        reports(new InetSocketAddress("10.77.0.3", 5_017), SLOW_PORT, SLOW_SSRC, 2, 6);

        assertThat(verdicts(watched())).containsExactly(Map.entry("10.77.0.2", Verdict.DELIVERED));
    }

    @Test
    void isOneOfAFewHoweverManyStrangersReport() {
        fastCamera();
        reports(new InetSocketAddress("10.77.0.3", 5_017), SLOW_PORT, SLOW_SSRC, 2, 6);
        for (int stranger = 0; stranger < 1_000; stranger++) {
            reports(
                    new InetSocketAddress("10.9." + stranger / 250 + "." + (1 + stranger % 250), 5_017),
                    SLOW_PORT,
                    stranger,
                    stranger % 2,
                    stranger % 10 == 0 ? 1 : 4);
        }

        Map<String, Verdict> verdicts = verdicts(watched());
        assertThat(verdicts)
                .hasSize(1 + MOST_ADDRESSES)
                .containsEntry("10.77.0.2", Verdict.DELIVERED)
                .containsEntry("10.77.0.3", Verdict.UNPROVEN);
    }

    @Test
    void isInTheHistoryOfItsAddressToo() {
        fastCamera();
        reports(new InetSocketAddress("10.77.0.2", 5_017), SLOW_PORT, SLOW_SSRC, 2, 6);
        Verdicts verdicts = new Verdicts(WatchRules.DEFAULT, new PortRange(5_000, 5_050), List.of(), START);
        List<CameraVerdict> cameras = List.of();
        for (int second = 1; second <= 15; second++) {
            Instant end = START.plusSeconds(second);
            inOrder().stream()
                    .filter(seen -> !seen.at().isBefore(end.minusSeconds(1))
                            && seen.at().isBefore(end))
                    .forEach(verdicts::seen);
            cameras = verdicts.judge(end, Coverage.all().sampling(sampled), traffic.host());
        }

        assertThat(verdicts(cameras)).containsExactly(Map.entry("10.77.0.2", Verdict.UNPROVEN));
        assertThat(cameras.get(0).history())
                .extracting(finding -> finding.verdict())
                .containsExactly(Verdict.DELIVERED);
    }
}
