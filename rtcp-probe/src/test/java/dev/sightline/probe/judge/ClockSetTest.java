package dev.sightline.probe.judge;

import static dev.sightline.probe.judge.Traffic.CAMERA;
import static dev.sightline.probe.judge.Traffic.SERVER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Coverage;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Negotiation;
import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.clock.ClockSet;
import dev.sightline.probe.clock.HostClock;
import dev.sightline.probe.judge.seen.WatchRules;
import dev.sightline.probe.packet.Datagram.Direction;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Where the host's clock is set while cameras are watched")
class ClockSetTest {
    private static final String DESCRIPTION = """
            v=0
            o=- 1 1 IN IP4 %1$s
            s=-
            c=IN IP4 %1$s
            t=0 0
            m=video %2$d RTP/AVPF 103
            a=rtpmap:103 H264/90000
            """;

    private final Traffic traffic = new Traffic();
    private Duration gained = Duration.ZERO;
    private Optional<Instant> shown = Optional.empty();
    private final HostClock clock = new HostClock(
            () -> shown.orElse(traffic.now),
            () -> Duration.between(traffic.start, traffic.now).minus(gained).toNanos());
    private final LiveVerdicts live = new LiveVerdicts(
            clock,
            new Verdicts(WatchRules.DEFAULT, new PortRange(40_000, 40_999), List.of(), traffic.start.minusSeconds(5)));
    private int ticks;

    ClockSetTest() {
        traffic.tap = Optional.of(live::datagram);
    }

    private void set(Duration by) {
        traffic.now = traffic.now.plus(by);
        gained = gained.plus(by);
    }

    private void look() {
        clock.look().ifPresent(live::beginAnew);
    }

    private void fed(double seconds) {
        traffic.flow(seconds, () -> {
            if (ticks++ % 5 == 0) {
                traffic.delivered();
            }
        });
    }

    private void unfed(double seconds) {
        traffic.flow(seconds, () -> {});
    }

    private CameraVerdict judge() {
        look();
        List<CameraVerdict> all = live.present().judge(clock.now(), Coverage.all(), traffic.host());
        all.forEach(camera -> {
            assertThat(camera.finding().since()).isBeforeOrEqualTo(traffic.now);
            camera.history().forEach(earlier -> assertThat(earlier.since()).isBefore(traffic.now));
        });
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private NegotiationVerdict judgeNegotiated() {
        look();
        return live.present()
                .judgeNegotiated(clock.now(), Coverage.all(), traffic.host())
                .get(0);
    }

    @ParameterizedTest(name = "by {0} s")
    @ValueSource(ints = {-86_400, -600, -3, 3, 600, 86_400})
    void nothingIsDeliveredThatIsNotSeenAnew(int seconds) {
        fed(20);
        assertThat(judge().verdict()).isEqualTo(Verdict.DELIVERED);
        set(Duration.ofSeconds(seconds));
        CameraVerdict anew = judge();
        assertThat(anew.verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(anew.finding().causes()).containsExactly(Cause.TOO_EARLY);
        assertThat(anew.finding().reason())
                .contains("this host's clock was set " + (seconds < 0 ? "back" : "forward") + " by " + Math.abs(seconds)
                        + ".0 s");
        assertThat(anew.finding().since()).isEqualTo(traffic.now);
        unfed(1);
        assertThat(judge().finding().reason()).contains("clock was set");
        unfed(9);
        CameraVerdict silent = judge();
        assertThat(silent.verdict()).as(silent.finding().reason()).isEqualTo(Verdict.SILENT);
        assertThat(silent.finding().reason()).doesNotContain("clock");
        assertThat(silent.history()).extracting(Finding::verdict).containsExactly(Verdict.DELIVERED);
        assertThat(silent.history().get(0).since())
                .isBetween(traffic.now.minusSeconds(40), traffic.now.minusSeconds(10));
        unfed(250);
        assertThat(judge().verdict()).isEqualTo(Verdict.SILENT);
        traffic.pass(Duration.ofSeconds(60));
        assertThat(judge().finding().causes()).contains(Cause.CAMERA_STOPPED);
    }

    @ParameterizedTest(name = "by {0} s")
    @ValueSource(ints = {-600, -3, 3, 600})
    void whatIsDeliveredStillIsSaidToBeSoAgain(int seconds) {
        fed(20);
        judge();
        set(Duration.ofSeconds(seconds));
        Instant then = traffic.now;
        look();
        fed(3);
        CameraVerdict again = judge();
        assertThat(again.verdict()).as(again.finding().reason()).isEqualTo(Verdict.DELIVERED);
        assertThat(again.finding().causes()).isEmpty();
        assertThat(again.finding().since()).isBetween(then, traffic.now);
        assertThat(again.history()).extracting(Finding::verdict).containsExactly(Verdict.DELIVERED);
        fed(60);
        assertThat(judge().finding().since()).isEqualTo(again.finding().since());
    }

    @ParameterizedTest(name = "by {0} s")
    @ValueSource(ints = {-86_400, -600, -3, 3, 600, 86_400})
    void whatTheKernelHandsOverLateCountsNoMore(int seconds) {
        fed(20);
        judge();
        Instant before = traffic.now;
        set(Duration.ofSeconds(seconds));
        look();
        Instant after = traffic.now;
        shown = Optional.of(after);
        for (int late = 10; late > 0; late--) {
            traffic.now = before.minusMillis(20L * late);
            traffic.rtp(CAMERA, 5_006, 40_000);
            traffic.delivered();
        }
        traffic.now = after;
        shown = Optional.empty();
        assertThat(judge().verdict()).isEqualTo(Verdict.UNPROVEN);
        unfed(10);
        assertThat(judge().verdict()).isEqualTo(Verdict.SILENT);
    }

    /** The packets of the last moment before the step is seen are of both sides. */
    @ParameterizedTest(name = "by {0} s")
    @ValueSource(ints = {-600, 600})
    void itNeedNotBeSeenAtOnce(int seconds) {
        fed(20);
        judge();
        set(Duration.ofSeconds(seconds));
        fed(1);
        assertThat(judge().verdict()).isEqualTo(Verdict.UNPROVEN);
        unfed(10);
        assertThat(judge().verdict()).isEqualTo(Verdict.SILENT);
    }

    @Test
    void aCameraThatHadStoppedBeforeIsNotForgotten() {
        unfed(20);
        assertThat(judge().verdict()).isEqualTo(Verdict.SILENT);
        traffic.pass(Duration.ofSeconds(10));
        set(Duration.ofMinutes(-10));
        assertThat(judge().verdict()).isEqualTo(Verdict.UNPROVEN);
        traffic.pass(Duration.ofSeconds(10));
        CameraVerdict gone = judge();
        assertThat(gone.verdict()).isEqualTo(Verdict.NO_MEDIA);
        assertThat(gone.history()).extracting(Finding::verdict).containsExactly(Verdict.SILENT);
    }

    @Test
    void aCameraThatIsNegotiatedThenIsJudgedAtOnce() {
        fed(20);
        set(Duration.ofMinutes(-10));
        look();
        negotiate(1);
        assertThat(judgeNegotiated().finding().verdict()).isEqualTo(Verdict.UNPROVEN);
        traffic.pass(Duration.ofMillis(100)).flow(3, () -> traffic.feedback("lo", 40_001, "127.0.0.1", 5_007));
        NegotiationVerdict trapped = judgeNegotiated();
        assertThat(trapped.finding().verdict()).isEqualTo(Verdict.TRAPPED);
        assertThat(trapped.age()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(4));
    }

    @ParameterizedTest(name = "by {0} s")
    @ValueSource(ints = {-600, 600})
    void whatWasNegotiatedHolds(int seconds) {
        negotiate(7);
        fed(20);
        assertThat(judgeNegotiated().finding().verdict()).isEqualTo(Verdict.DELIVERED);
        set(Duration.ofSeconds(seconds));
        NegotiationVerdict anew = judgeNegotiated();
        assertThat(anew.negotiation()).isEqualTo(7);
        assertThat(anew.finding().verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(anew.finding().causes()).containsExactly(Cause.TOO_EARLY);
        assertThat(anew.finding().reason()).contains("clock was set");
        assertThat(anew.age()).isZero();
        traffic.pass(Duration.ofMillis(100));
        fed(3);
        assertThat(judgeNegotiated().finding().verdict()).isEqualTo(Verdict.DELIVERED);
    }

    @Test
    void malformedRtcpStaysCounted() {
        traffic.datagram(
                "eth0", Direction.OUT, SERVER, 40_001, CAMERA, 5_007, Unpooled.wrappedBuffer(new byte[] {-128, -55, 0, 9
                }));
        long before = live.present().malformed();
        set(Duration.ofHours(1));
        look();
        assertThat(before).isPositive();
        assertThat(live.present().malformed()).isEqualTo(before);
    }

    @Test
    void aVerdictThatComesAgainHoweverOftenTheClockIsSetIsOneInItsHistory() {
        for (int times = 0; times < 3 * CameraVerdict.MAX_HISTORY; times++) {
            fed(4);
            judge();
            set(Duration.ofSeconds(times % 2 == 0 ? -100 : 100));
            look();
        }
        assertThat(judge().history()).extracting(Finding::verdict).containsExactly(Verdict.DELIVERED);
    }

    @Test
    void theRemarkIsGoneAfterAWhile() {
        ClockSet set = new ClockSet(traffic.start, Duration.ofHours(1));
        live.beginAnew(set);
        traffic.pass(Duration.ofMinutes(5));
        unfed(1);
        assertThat(judge().finding().causes()).containsExactly(Cause.TOO_EARLY);
        assertThat(judge().finding().reason()).doesNotContain("clock");
    }

    private void negotiate(long number) {
        live.present()
                .negotiated(new Negotiation(
                        "gate",
                        number,
                        Optional.empty(),
                        DESCRIPTION.formatted(SERVER, 5_006),
                        DESCRIPTION.formatted(SERVER, 40_000)));
    }
}
