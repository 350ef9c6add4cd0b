package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Coverage;
import dev.sightline.probe.Negotiation;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.host.Firewall;
import dev.sightline.probe.host.Host;
import dev.sightline.probe.judge.seen.Unjudged;
import dev.sightline.probe.judge.seen.WatchRules;
import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.TestPackets;
import dev.sightline.rtp.ReceiverReport;
import dev.sightline.rtp.ReportBlock;
import dev.sightline.rtp.RtcpCompound;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The streams held")
class HeldStreamsTest {
    private static final int HELD = 8;
    private static final String SERVER = "10.77.0.1";
    private static final String OFFER =
            "v=0\r\no=- 1 1 IN IP4 10.77.0.2\r\ns=-\r\nc=IN IP4 10.77.0.2\r\nt=0 0\r\nm=video 5006 RTP/AVPF 96\r\n";
    private static final String ANSWER =
            "v=0\r\no=- 2 2 IN IP4 10.77.0.1\r\ns=-\r\nc=IN IP4 10.77.0.1\r\nt=0 0\r\nm=video 40100 RTP/AVPF 96\r\n";

    private final WatchRules rules = new WatchRules(
            WatchRules.DEFAULT.firstFeedback(),
            WatchRules.DEFAULT.lostFeedback(),
            WatchRules.DEFAULT.longestGap(),
            WatchRules.DEFAULT.mediaGone(),
            HELD,
            4 * HELD);
    private Instant now = Instant.parse("2026-11-24T12:00:00Z");
    private final Verdicts verdicts = new Verdicts(rules, new PortRange(40_000, 40_999), List.of(), now);

    private static Datagram datagram(
            Instant at, Direction way, InetSocketAddress from, InetSocketAddress to, ByteBuf of) {
        return new Datagram(at, "eth0", way, from, to, of, false);
    }

    private void rtp(String camera, int port, int sequence) {
        rtp(camera, port, 40_000, sequence);
    }

    private void rtp(String camera, int port, int to, int sequence) {
        verdicts.seen(datagram(
                now,
                Direction.IN,
                new InetSocketAddress(camera, port),
                new InetSocketAddress(SERVER, to),
                Unpooled.wrappedBuffer(TestPackets.rtp(port, sequence))));
    }

    private void begins(String camera, int port) {
        begins(camera, port, 40_000);
    }

    private void begins(String camera, int port, int to) {
        for (int i = 0; i < 4; i++) {
            rtp(camera, port, to, i);
        }
    }

    private List<InetAddress> judged() {
        Host host = new Host(address -> Optional.empty(), address -> Optional.empty(), Firewall.unread("test"));
        return verdicts.judge(now, Coverage.all(), host).stream()
                .map(CameraVerdict::camera)
                .toList();
    }

    private static InetAddress address(String literal) {
        return new InetSocketAddress(literal, 0).getAddress();
    }

    @Test
    void areNotPushedOutByStrays() {
        begins("10.77.0.2", 5_006);
        for (int i = 0; i < 10 * HELD; i++) {
            rtp("192.0.2.66", 1_000 + i, 1);
            rtp("192.0.2.66", 1_000 + i, 2);
        }

        assertThat(judged()).containsExactly(address("10.77.0.2"));
        assertThat(verdicts.unjudged().streams())
                .as("one of them may be a slow camera")
                .isEqualTo(9L * HELD);
    }

    @Test
    void areNotPushedOutByWhoComesLater() {
        begins("10.77.0.2", 5_006);
        for (int i = 0; i < 2 * HELD; i++) {
            begins("192.0.2.66", 1_000 + i);
        }

        assertThat(judged()).contains(address("10.77.0.2"));
        assertThat(verdicts.unjudged()).isEqualTo(new Unjudged(HELD + 1L, HELD));
    }

    @ParameterizedTest(name = "{0} s after their last packets: {1} are held")
    @CsvSource({"60, 0", "61, 1"})
    void giveWayOnceTheyHaveEndedAndNotInAPauseBetweenBursts(int seconds, int newcomers) {
        for (int i = 0; i < HELD; i++) {
            begins("10.77.0.3", 5_000 + 2 * i);
        }
        now = now.plusSeconds(seconds);
        begins("10.77.0.2", 5_006);

        assertThat(judged()).filteredOn(address("10.77.0.2")::equals).hasSize(newcomers);
    }

    @ParameterizedTest(name = "after {0} s: {1} of which nothing is said any more")
    @CsvSource({"1, 1", "60, 0"})
    void giveWayToWhatWasNegotiatedAndAreMissedUnlessTheyHadEndedWell(int seconds, long missed) {
        for (int i = 1; i <= HELD; i++) {
            begins("10.77.1." + i, 5_000 + 2 * i, 40_000 + 2 * i);
        }
        verdicts.seen(datagram(
                now,
                Direction.OUT,
                new InetSocketAddress(SERVER, 40_003),
                new InetSocketAddress("10.77.1.1", 5_003),
                Unpooled.wrappedBuffer(TestPackets.feedback(5_002))));
        now = now.plusSeconds(1);
        assertThat(judged()).hasSize(HELD);
        verdicts.negotiated(new Negotiation("gate", 1, Optional.empty(), OFFER, ANSWER));
        now = now.plusSeconds(seconds);
        begins("10.77.0.2", 5_006, 40_100);

        assertThat(judged()).contains(address("10.77.0.2"));
        assertThat(verdicts.unjudged()).isEqualTo(new Unjudged(missed, HELD));
    }

    @Test
    void areMissedWhereTheyWaitedForAPlaceInVainHoweverLongAgo() {
        for (int i = 0; i <= HELD; i++) {
            begins("10.77.0.3", 5_000 + 2 * i);
        }
        for (int i = 0; i <= HELD; i++) {
            now = now.plus(Duration.ofSeconds(10));
            rtp("192.0.2.66", 1_000 + i, 1);
        }

        assertThat(verdicts.unjudged()).isEqualTo(new Unjudged(1, HELD));
    }

    @Test
    void areAllThereAreWhereStraysAreFarBetween() {
        for (int i = 0; i < 10 * HELD; i++) {
            rtp("192.0.2.66", 1_000 + i, 1);
            now = now.plus(Duration.ofSeconds(10));
        }

        assertThat(verdicts.unjudged()).isEqualTo(new Unjudged(0, HELD));
    }

    @Test
    void ofAFileAreThoseOfALargeSite() {
        CaptureTimeline timeline = new CaptureTimeline(new PortRange(1, 65_535), List.of(), Coverage.all());
        int streams = 5_000;
        for (int second = 0; second < 5; second++) {
            for (int i = 0; i < streams; i++) {
                Instant at = now.plusSeconds(second).plusNanos(100_000L * i);
                InetSocketAddress camera = new InetSocketAddress("10.80." + (i >> 8) + "." + (i & 255), 5_006);
                InetSocketAddress server = new InetSocketAddress(SERVER, 10_000 + 4 * i);
                ByteBuf rtp = Unpooled.wrappedBuffer(TestPackets.rtp(i, second));
                timeline.seen(datagram(at, Direction.IN, camera, server, rtp));
                ByteBuf rtcp = Unpooled.buffer();
                RtcpCompound.write(
                        rtcp, List.of(new ReceiverReport(1, List.of(new ReportBlock(i, 0, 0, second, 0, 0, 0)))));
                InetSocketAddress from = new InetSocketAddress(SERVER, server.getPort() + 1);
                InetSocketAddress to = new InetSocketAddress(camera.getAddress(), 5_007);
                timeline.seen(datagram(at, Direction.OUT, from, to, rtcp));
            }
        }

        assertThat(timeline.finish(now, now))
                .hasSize(streams)
                .allSatisfy(camera -> assertThat(camera.verdict()).isEqualTo(Verdict.DELIVERED));
        assertThat(timeline.unjudged().isAny()).isFalse();
    }
}
