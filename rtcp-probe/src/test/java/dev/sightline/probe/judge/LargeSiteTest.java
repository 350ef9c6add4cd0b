package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sightline.probe.Coverage;
import dev.sightline.probe.Negotiation;
import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.judge.seen.WatchRules;
import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.TestPackets;
import dev.sightline.rtp.ReceiverReport;
import dev.sightline.rtp.ReportBlock;
import dev.sightline.rtp.RtcpCompound;
import dev.sightline.rtp.SourceDescription;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** As many cameras as an agent says it can judge, of two streams each. */
@DisplayName("A large site")
class LargeSiteTest {
    private static final int CAMERAS = 4_096;
    private static final int FIRST_PORT = 20_000;
    private static final String SERVER = "10.0.0.1";

    private final Verdicts verdicts;
    private Instant now = Instant.parse("2026-11-24T12:00:00Z");

    LargeSiteTest() {
        verdicts = new Verdicts(
                WatchRules.DEFAULT.holding(4 * CAMERAS),
                new PortRange(FIRST_PORT, FIRST_PORT + 4 * CAMERAS),
                List.of(),
                now);
    }

    @Test
    void isJudgedWithTheSameWorkForEachCamera() {
        long told = perCamera(512, () -> tell(512));
        long toldOfMany = perCamera(CAMERAS, () -> tell(CAMERAS));
        happens(CAMERAS, 4);
        advance();
        long judgedOfMany = perCamera(CAMERAS, this::advance);

        LargeSiteTest small = new LargeSiteTest();
        small.tell(512);
        small.happens(512, 4);
        small.advance();
        long judged = perCamera(512, small::advance);

        assertThat(verdicts.judgeNegotiated(now, Coverage.all(), new Traffic().host()))
                .hasSize(CAMERAS)
                .allMatch(verdict -> verdict.finding().verdict() == Verdict.DELIVERED)
                .allMatch(verdict -> verdict.streams().size() == 2);
        assertThat(toldOfMany).isLessThan(3 * told);
        assertThat(judgedOfMany).isLessThan(3 * judged);
    }

    /** As a mirror port shows it to a host that is neither. */
    @Test
    void isReadFromACaptureOfOtherHostsFramesWithTheSameWorkForEachCamera() {
        long few = perCamera(128, () -> mirrored(128));
        long many = perCamera(1_024, () -> mirrored(1_024));

        assertThat(many).isLessThan(3 * few);
    }

    private static void mirrored(int cameras) {
        CaptureTimeline timeline = new CaptureTimeline(new PortRange(1, 65_535), List.of(), Coverage.all());
        for (int tick = 0; tick < 20; tick++) {
            for (int camera = 0; camera < cameras; camera++) {
                timeline.seen(new Datagram(
                        Instant.parse("2026-11-24T12:00:00Z").plusMillis(500L * tick),
                        "eth0",
                        Direction.IN,
                        address(camera, 5_006),
                        new InetSocketAddress(SERVER, FIRST_PORT + 2 * camera),
                        Unpooled.wrappedBuffer(TestPackets.rtp(camera, tick)),
                        /* truncated= */ false,
                        64,
                        /* forAnother= */ true));
            }
        }
        assertThat(timeline.finish(Instant.EPOCH, Instant.EPOCH)).hasSize(cameras);
    }

    @Test
    void putsTogetherOnlyWhatIsWantedAndReachesEveryVerdict() {
        tell(2);
        happens(2, 6);
        List<NegotiationVerdict> first = verdicts.judgeNegotiated(
                now,
                Coverage.all(),
                new Traffic().host(),
                found -> found.negotiation().camera().equals("cam0"));
        assertThat(first).extracting(NegotiationVerdict::camera).containsExactly("cam0");
        Instant reached = first.get(0).finding().since();

        happens(2, 2);
        assertThat(verdicts.judgeNegotiated(now, Coverage.all(), new Traffic().host()))
                .extracting(verdict -> verdict.finding().since())
                .containsExactly(reached, reached);
    }

    /** Octets that a thread allocates do not depend on how busy the machine is; what is quadratic needs many. */
    private static long perCamera(int cameras, Runnable work) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        work.run();
        return (threads.getCurrentThreadAllocatedBytes() - before) / cameras;
    }

    private void advance() {
        assertThat(verdicts.judgeNegotiated(now, Coverage.all(), new Traffic().host(), found -> false))
                .isEmpty();
    }

    private void tell(int cameras) {
        for (int camera = 0; camera < cameras; camera++) {
            int port = FIRST_PORT + 4 * camera;
            verdicts.negotiated(new Negotiation(
                    "cam" + camera,
                    1,
                    Optional.of(address(camera, 0).getAddress()),
                    sdp(address(camera, 0).getHostString(), 5_006),
                    sdp(SERVER, port)));
        }
    }

    private static String sdp(String address, int port) {
        return """
                v=0
                o=- 1 1 IN IP4 %1$s
                s=-
                c=IN IP4 %1$s
                t=0 0
                m=video %2$d RTP/AVP 96
                a=rtpmap:96 H264/90000
                m=audio %3$d RTP/AVP 97
                a=rtpmap:97 opus/48000
                """.formatted(address, port, port + 2);
    }

    private void happens(int cameras, int seconds) {
        for (int tick = 0; tick < 2 * seconds; tick++) {
            for (int stream = 0; stream < 2 * cameras; stream++) {
                rtp(stream, tick);
                feedback(stream, tick);
            }
            now = now.plus(Duration.ofMillis(500));
        }
    }

    private void rtp(int stream, int sequence) {
        seen(
                Direction.IN,
                address(stream / 2, 5_006 + 2 * (stream % 2)),
                new InetSocketAddress(SERVER, FIRST_PORT + 2 * stream),
                Unpooled.wrappedBuffer(TestPackets.rtp(stream, sequence)));
    }

    private void feedback(int stream, int sequence) {
        ByteBuf report = Unpooled.buffer();
        RtcpCompound.write(
                report,
                List.of(
                        new ReceiverReport(1, List.of(new ReportBlock(stream, 0, 0, sequence, sequence, 0, 0))),
                        SourceDescription.ofCname(1, "server")));
        seen(
                Direction.OUT,
                new InetSocketAddress(SERVER, FIRST_PORT + 2 * stream + 1),
                address(stream / 2, 5_007 + 2 * (stream % 2)),
                report);
    }

    private void seen(Direction direction, InetSocketAddress from, InetSocketAddress to, ByteBuf payload) {
        verdicts.seen(new Datagram(now, "eth0", direction, from, to, payload, /* truncated= */ false, 64));
    }

    private static InetSocketAddress address(int camera, int port) {
        return new InetSocketAddress("10.1." + (1 + camera / 250) + "." + (1 + camera % 250), port);
    }
}
