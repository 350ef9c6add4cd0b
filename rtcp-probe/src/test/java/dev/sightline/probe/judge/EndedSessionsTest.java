package dev.sightline.probe.judge;

import static dev.sightline.probe.judge.Traffic.CAMERA;
import static dev.sightline.probe.judge.Traffic.SSRC;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sightline.probe.Coverage;
import dev.sightline.probe.Negotiation;
import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.RtcpFlow;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.judge.seen.WatchRules;
import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.TestPackets;
import dev.sightline.rtp.ReceiverReport;
import dev.sightline.rtp.Remb;
import dev.sightline.rtp.ReportBlock;
import dev.sightline.rtp.RtcpCompound;
import dev.sightline.rtp.RtcpPacket;
import dev.sightline.rtp.SenderReport;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What was seen of sessions that ended")
class EndedSessionsTest {
    private static final String SERVER = "10.0.0.1";
    private static final int FIRST_PORT = 20_000;
    private static final int CAMERAS = 100;
    private static final int SESSIONS = 600;

    /** A media server takes its ports anew each time, or the same ones again and again. */
    @ParameterizedTest(name = "on {0} ports in turn")
    @ValueSource(ints = {8_192, CAMERAS})
    void isForgottenSoThatTheLastOnesAreJudgedAsByAWatchThatSawThemAlone(int ports) {
        Site site = new Site(ports);
        site.sessions(0, SESSIONS - CAMERAS);
        Site fresh = new Site(ports);
        fresh.now = site.now;
        for (Site each : List.of(site, fresh)) {
            each.sessions(SESSIONS - CAMERAS, SESSIONS);
            each.now = each.now.plus(Duration.ofMinutes(11));
            each.judge();
        }

        assertThat(site.verdicts.size()).isEqualTo(fresh.verdicts.size());
        assertThat(site.judge()).isEqualTo(fresh.judge());
        assertThat(site.judge()).hasSize(CAMERAS).allSatisfy(verdict -> {
            assertThat(verdict.evidence().rtpPackets()).isEqualTo(Site.PACKETS);
            assertThat(verdict.evidence().rtcpOut())
                    .singleElement()
                    .satisfies(flow -> assertThat(flow.types()).containsEntry("REMB", (long) Site.REPORTS));
        });
        assertThat(octets(site::judge)).isLessThan(octets(fresh::judge) * 11 / 10);
    }

    /** A camera stays for days while others come and go on the ports beside its own. */
    @Test
    void isForgottenBesideACameraThatStays() {
        Site site = new Site(2);
        site.stays();
        site.besideIt(2, 50);
        int few = site.verdicts.size();

        site.besideIt(50, 300);

        assertThat(site.verdicts.size()).isLessThanOrEqualTo(few);
    }

    /** Octets that a thread allocates do not depend on how busy the machine is. */
    private static long octets(Runnable work) {
        work.run();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        work.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    /** However long ago it ended: what it was is told until the camera negotiates again. */
    @Test
    void isKeptWhereItIsOfTheLatestNegotiation() {
        Traffic traffic = negotiated();
        traffic.flow(20, () -> {
            traffic.report(CAMERA, 5_007, 40_001, "c");
            traffic.delivered();
        });
        NegotiationVerdict ended = traffic.pass(Duration.ofMinutes(1)).judgeNegotiated("gate");

        NegotiationVerdict later = traffic.pass(Duration.ofHours(30)).judgeNegotiated("gate");

        assertThat(ended.finding().verdict()).isEqualTo(Verdict.NO_MEDIA);
        assertThat(later.finding().since()).isEqualTo(ended.finding().since());
        assertThat(later.finding().causes()).isEqualTo(ended.finding().causes());
        assertThat(later.evidence()).isEqualTo(ended.evidence());
        assertThat(later.streams()).hasSize(1);
    }

    /** Feedback that stopped hours ago is feedback that stopped, not none that ever was. */
    @Test
    void isKeptWhereItsRtpGoesOn() {
        Traffic traffic = negotiated();
        traffic.flow(20, traffic::delivered).flow(60, () -> {});
        NegotiationVerdict silent = traffic.judgeNegotiated("gate");

        for (int minute = 0; minute < 30; minute++) {
            traffic.flow(60, () -> {}).judgeNegotiated("gate");
        }

        NegotiationVerdict later = traffic.judgeNegotiated("gate");
        assertThat(silent.finding().verdict()).isEqualTo(Verdict.SILENT);
        assertThat(later.finding().since()).isEqualTo(silent.finding().since());
        assertThat(later.finding().causes()).isEqualTo(silent.finding().causes());
        assertThat(later.evidence().rtcpOut()).isEqualTo(silent.evidence().rtcpOut());
    }

    /** By a port that no offer or answer names: its SSRC alone tells whose it was. */
    @Test
    void isKeptWhereItNamesTheSourceOfWhatGoesOn() {
        Traffic traffic = negotiated();
        traffic.flow(20, () -> {
            traffic.report(CAMERA, 5_007, 40_101, SSRC);
            traffic.feedback("eth0", 40_101, CAMERA, 5_007);
        });
        traffic.flow(60, () -> {});
        NegotiationVerdict silent = traffic.judgeNegotiated("gate");

        for (int minute = 0; minute < 30; minute++) {
            traffic.flow(60, () -> {}).judgeNegotiated("gate");
        }

        NegotiationVerdict later = traffic.judgeNegotiated("gate");
        assertThat(silent.finding().verdict()).isEqualTo(Verdict.SILENT);
        assertThat(later.finding().causes()).isEqualTo(silent.finding().causes());
        assertThat(later.evidence().rtcpOut())
                .isEqualTo(silent.evidence().rtcpOut())
                .extracting(RtcpFlow::source)
                .containsExactly(new InetSocketAddress(Traffic.SERVER, 40_101));
    }

    /** A summary tells of all that was seen. */
    @Test
    void isKeptWhereEachCameraIsTold() {
        Traffic traffic = new Traffic();
        traffic.flow(20, traffic::delivered);
        assertThat(traffic.judge().evidence().rtcpOut()).hasSize(1);

        traffic.pass(Duration.ofHours(23));
        traffic.verdicts.advance(traffic.now, traffic.coverage, traffic.host());

        assertThat(traffic.judge().streams()).hasSize(1);
        assertThat(traffic.judge().evidence().rtcpOut()).hasSize(1);
    }

    private static Traffic negotiated() {
        Traffic traffic = new Traffic();
        traffic.verdicts.negotiated(
                new Negotiation("gate", 1, Optional.empty(), NegotiatedTest.OFFER, NegotiatedTest.ANSWER));
        return traffic;
    }

    /** Cameras that negotiate anew for each of their sessions, one after the other. */
    private static final class Site {
        private static final int STAYS = 7;
        private static final int FIRST_REPORT = 10;
        private static final int REPORTS = 63;
        private static final int PACKETS = FIRST_REPORT + REPORTS;
        private static final Duration BETWEEN = Duration.ofMillis(300);

        private final int ports;
        private final Verdicts verdicts;
        private Instant now = Instant.parse("2026-11-24T12:00:00Z");

        private Site(int ports) {
            this.ports = ports;
            verdicts = new Verdicts(
                    WatchRules.DEFAULT.holding(16_384), new PortRange(FIRST_PORT, FIRST_PORT + 33_000), List.of(), now);
        }

        private void sessions(int from, int to) {
            for (int session = from; session < to; session++) {
                session(session);
                if (session % 20 == 0) {
                    judge();
                }
            }
        }

        private void stays() {
            session(STAYS, FIRST_PORT + 2);
        }

        /** These sessions follow each other on the two pairs of ports beside those of the camera that stays, which goes on. */
        private void besideIt(int from, int to) {
            for (int session = from; session < to; session++) {
                if (session % CAMERAS != STAYS) {
                    session(session, FIRST_PORT + 4 * (session % 2));
                    verdicts.forget("cam" + session % CAMERAS);
                    packets(STAYS, FIRST_PORT + 2);
                    now = now.plus(Duration.ofMinutes(1));
                    judge();
                }
            }
        }

        private void session(int session) {
            session(session, FIRST_PORT + 4 * (session % ports));
        }

        private void session(int session, int port) {
            InetSocketAddress camera = camera(session);
            verdicts.negotiated(new Negotiation(
                    "cam" + session % CAMERAS,
                    1 + session,
                    Optional.of(camera.getAddress()),
                    sdp(camera.getHostString(), camera.getPort()),
                    sdp(SERVER, port)));
            packets(session, port);
        }

        private static InetSocketAddress camera(int session) {
            return new InetSocketAddress("10.1.0." + (1 + session % CAMERAS), 2_000 + 2 * (session % 30_000));
        }

        private void packets(int session, int port) {
            InetSocketAddress camera = camera(session);
            InetSocketAddress reporting = new InetSocketAddress(camera.getAddress(), camera.getPort() + 1);
            InetSocketAddress rtcp = new InetSocketAddress(SERVER, port + 1);
            for (int packet = 1; packet <= PACKETS; packet++) {
                now = now.plus(BETWEEN);
                seen(
                        Direction.IN,
                        camera,
                        new InetSocketAddress(SERVER, port),
                        Unpooled.wrappedBuffer(TestPackets.rtp(session, packet)));
                seen(Direction.IN, reporting, rtcp, report(session, packet));
                if (packet > FIRST_REPORT) {
                    seen(Direction.OUT, rtcp, reporting, feedback(session, packet));
                }
            }
        }

        private static String sdp(String address, int port) {
            return """
                    v=0
                    o=- 1 1 IN IP4 %1$s
                    s=-
                    c=IN IP4 %1$s
                    t=0 0
                    m=video %2$d RTP/AVPF 96
                    a=rtpmap:96 H264/90000
                    a=rtcp-fb:96 goog-remb
                    """.formatted(address, port);
        }

        private static ByteBuf report(long ssrc, int packet) {
            return compound(List.of(
                    new SenderReport(ssrc, packet, 0, packet, 400, List.of()), SourceDescription.ofCname(ssrc, "c")));
        }

        private static ByteBuf feedback(long ssrc, int packet) {
            return compound(List.of(
                    new ReceiverReport(1, List.of(new ReportBlock(ssrc, 0, 0, packet, packet, 0, 0))),
                    SourceDescription.ofCname(1, "server"),
                    new Remb(1, 1_000L * packet, List.of(ssrc))));
        }

        private static ByteBuf compound(List<RtcpPacket> packets) {
            ByteBuf out = Unpooled.buffer();
            RtcpCompound.write(out, packets);
            return out;
        }

        private void seen(Direction direction, InetSocketAddress from, InetSocketAddress to, ByteBuf payload) {
            verdicts.seen(new Datagram(now, "eth0", direction, from, to, payload, /* truncated= */ false, 64));
        }

        private List<NegotiationVerdict> judge() {
            return verdicts.judgeNegotiated(now, Coverage.all(), new Traffic().host());
        }
    }
}
