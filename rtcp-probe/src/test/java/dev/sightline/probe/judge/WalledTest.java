package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.DropRule;
import dev.sightline.probe.DropScope;
import dev.sightline.probe.Finding;
import dev.sightline.probe.FirewallDrop;
import dev.sightline.probe.FirewallDrop.Way;
import dev.sightline.probe.PacketCondition;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.IcmpError;
import dev.sightline.probe.packet.LinkEnds;
import dev.sightline.probe.packet.TestPackets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A firewall that keeps state")
class WalledTest {
    private static final String LAST = "inet fw in: policy drop";
    private static final String REJECT = "inet fw in: reject with icmpx admin-prohibited";

    private final Traffic traffic = new Traffic();
    private int ticks;

    /** What it drops, or rejects, at its end: all that answers nothing. */
    private static DropScope last(Way way, boolean sparesSome) {
        List<PortRange> media = List.of(new PortRange(40_000, 40_999));
        PacketCondition answered = new PacketCondition.Answered(/* negated= */ false);
        DropScope.Spared known = new DropScope.Spared(
                List.of(), List.of(), List.of(), List.of(), List.of(answered), /* certain= */ true);
        DropScope.Spared perhaps =
                new DropScope.Spared(List.of(), List.of(), List.of(), List.of(), List.of(), /* certain= */ false);
        return new DropScope(
                List.of(),
                way == Way.OUT ? media : List.of(),
                List.of(),
                way == Way.IN ? media : List.of(),
                List.of(),
                /* whole= */ true,
                /* narrow= */ false,
                sparesSome ? List.of(known, perhaps) : List.of(known));
    }

    private void uncounted(String rule, Way way, int sinceSecond, boolean sparesSome) {
        traffic.rules.add(
                new DropRule(way, rule, traffic.start.plusSeconds(sinceSecond), last(way, sparesSome), way == Way.IN));
    }

    private void refused(IcmpError.Kind kind) {
        traffic.verdicts.seen(new IcmpError(
                traffic.now,
                "eth0",
                Direction.OUT,
                kind,
                new InetSocketAddress(Traffic.SERVER, 0).getAddress(),
                new InetSocketAddress(Traffic.CAMERA, 5_006),
                new InetSocketAddress(Traffic.SERVER, 40_000),
                Optional.empty(),
                /* hopLimit= */ 0,
                LinkEnds.UNKNOWN));
    }

    @ParameterizedTest(name = "for {0} s, read {1} s from the start, reading in doubt {2}: {3}")
    @CsvSource({
        "8, -5, false, BLOCKED",
        "2, -5, false, DELIVERED",
        "8, 7, false, DELIVERED",
        "8, 2, false, BLOCKED",
        "8, -5, true, DELIVERED",
    })
    void takesAllRtpWhileEmptyReportsLeave(int seconds, int since, boolean inDoubt, Verdict expected) {
        uncounted(LAST, Way.IN, since, inDoubt);
        traffic.flow(seconds, traffic::emptyFeedback);

        CameraVerdict camera = traffic.judge();

        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(expected);
        if (expected == Verdict.BLOCKED) {
            assertThat(camera.finding().causes()).containsExactly(Cause.DROPPED_IN);
            assertThat(camera.finding().reason())
                    .contains(LAST, "RTP from 10.77.0.2:5006", "but its reports hold nothing of this RTP");
        }
    }

    @ParameterizedTest(name = "received {0}, REMB {1}: {2}")
    @CsvSource({"true, false, DELIVERED", "false, true, DELIVERED", "false, false, BLOCKED"})
    void isBeliedByWhatIsReceived(boolean received, boolean remb, Verdict expected) {
        uncounted(LAST, Way.IN, -5, false);
        traffic.isDeaf = !received;
        traffic.flow(
                8,
                () -> traffic.feedback(
                        "eth0",
                        40_001,
                        Traffic.CAMERA,
                        5_007,
                        Traffic.SSRC,
                        Optional.of(1_000_000L).filter(bits -> remb)));

        assertThat(traffic.judge().verdict()).isEqualTo(expected);
    }

    /** As a rule that is loaded while the camera is served; the media server goes on with REMB for a moment. */
    @Test
    void isToldWhenReportsStandStillFromThenOn() {
        traffic.flow(5, traffic::delivered);
        uncounted(LAST, Way.IN, 5, false);
        traffic.isDeaf = true;
        traffic.flow(2, traffic::delivered);
        assertThat(traffic.judge().verdict()).isEqualTo(Verdict.DELIVERED);
        traffic.flow(5, () -> traffic.feedback("eth0", 40_001, Traffic.CAMERA, 5_007, Traffic.SSRC, Optional.empty()));

        CameraVerdict camera = traffic.judge();

        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(Verdict.BLOCKED);
        assertThat(camera.finding().since()).isEqualTo(traffic.start.plusSeconds(5));
    }

    /** That a source paused tells nothing of how often it is reported on. */
    @Test
    void isToldSoonThoughReportsOnTheSourceWereFarApartBefore() {
        traffic.flow(0.1, this::report);
        for (int second = 0; second < 40; second++) {
            traffic.pass(Duration.ofSeconds(1));
            traffic.emptyFeedback();
        }
        traffic.flow(0.1, this::report);
        uncounted(LAST, Way.IN, -5, /* sparesSome= */ false);
        traffic.flow(8, traffic::emptyFeedback);

        assertThat(traffic.judge().verdict())
                .as(traffic.judge().finding().reason())
                .isEqualTo(Verdict.BLOCKED);
    }

    /** As one that is sent early, with a request for a keyframe. */
    @Test
    void isNotMadeUpWhereTwoReportsFollowEachOtherClosely() {
        traffic.blindness = Optional.of("it may not be read");
        for (int tenth = 0; tenth < 255; tenth++) {
            boolean reports = tenth % 100 == 0 || tenth == 205;
            boolean asks = tenth % 100 == 50;
            traffic.flow(0.1, reports ? this::report : asks ? traffic::emptyFeedback : () -> {});
        }

        Finding found = traffic.judge().finding();
        assertThat(found.verdict()).as(found.reason()).isEqualTo(Verdict.DELIVERED);
        assertThat(found.causes()).doesNotContain(Cause.FIREWALL_UNREAD);
    }

    private void report() {
        traffic.feedback("eth0", 40_001, Traffic.CAMERA, 5_007, Traffic.SSRC, Optional.empty());
    }

    /** What this host forwards, as to a container, does not come by the rules for what it gets itself. */
    @ParameterizedTest(name = "translated {0}, empty reports leave {1}")
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void takesNothingThatThisHostForwards(boolean translated, boolean reports) {
        uncounted(LAST, Way.IN, -5, /* sparesSome= */ false);
        for (int i = 0; i < 90; i++) {
            ByteBuf rtp = Unpooled.wrappedBuffer(TestPackets.rtp(Traffic.SSRC, i));
            Direction direction = translated ? Direction.IN : Direction.UNKNOWN;
            traffic.datagram("eth0", direction, Traffic.CAMERA, 5_006, Traffic.SERVER, 40_000, rtp);
            if (translated) {
                traffic.datagram(
                        "docker0", Direction.UNKNOWN, Traffic.CAMERA, 5_006, "172.17.0.2", 40_000, rtp.duplicate());
            }
            if (reports) {
                traffic.emptyFeedback();
            }
            traffic.pass(Duration.ofMillis(100));
        }

        CameraVerdict camera = traffic.judge();

        assertThat(camera.verdict())
                .as(camera.finding().reason())
                .isEqualTo(reports ? Verdict.DELIVERED : Verdict.SILENT);
    }

    /** Some media servers never report on what they get. */
    @Test
    void isNotMadeUpOfEmptyReports() {
        traffic.flow(12, traffic::emptyFeedback);

        CameraVerdict camera = traffic.judge();

        assertThat(camera.verdict()).isEqualTo(Verdict.DELIVERED);
        assertThat(camera.finding().causes()).doesNotContain(Cause.FIREWALL_UNREAD, Cause.DROPPED_IN);
    }

    @ParameterizedTest(name = "RTP received: {0}")
    @ValueSource(booleans = {true, false})
    void isARemarkWhereItCannotBeRead(boolean received) {
        traffic.blindness = Optional.of("run it as root");
        traffic.flow(12, received ? traffic::delivered : traffic::emptyFeedback);

        CameraVerdict camera = traffic.judge();

        assertThat(camera.verdict()).isEqualTo(Verdict.DELIVERED);
        assertThat(camera.finding().causes().contains(Cause.FIREWALL_UNREAD)).isNotEqualTo(received);
        assertThat(camera.finding().reason().contains("run it as root")).isNotEqualTo(received);
    }

    @ParameterizedTest(name = "{0}, its rule known {1}, RTP received {2}: {3}")
    @CsvSource({
        "PROHIBITED, true, false, BLOCKED",
        "PROHIBITED, false, false, BLOCKED",
        "PROHIBITED, true, true, DELIVERED",
        "PORT_UNREACHABLE, true, false, DELIVERED",
    })
    void isToldByWhatItAnswersWhileEmptyReportsLeave(
            IcmpError.Kind kind, boolean named, boolean received, Verdict expected) {
        if (named) {
            uncounted(LAST, Way.IN, -5, /* sparesSome= */ true);
            uncounted(REJECT, Way.IN, -5, /* sparesSome= */ true);
        }
        traffic.flow(8, () -> {
            if (ticks++ % 10 == 0) {
                refused(kind);
            }
            if (received) {
                traffic.delivered();
            } else {
                traffic.emptyFeedback();
            }
        });

        CameraVerdict camera = traffic.judge();

        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(expected);
        if (expected == Verdict.BLOCKED) {
            assertThat(camera.finding().reason().contains("rejects: " + REJECT)).isEqualTo(named);
            assertThat(camera.finding().cure().orElseThrow().contains(REJECT)).isEqualTo(named);
            assertThat(camera.finding().reason()).contains("this host itself refuses it", "its reports hold nothing");
        }
    }

    @ParameterizedTest(name = "{0}: named {1}")
    @CsvSource({
        "inet fw out: udp dport 5007 counter reject, true",
        "ip filter OUTPUT: -p udp -j REJECT, true",
        "inet fw out: counter drop, false",
    })
    void isNamedByTheRuleThatRejectsOnTheWayOut(String rule, boolean named) {
        traffic.flow(8, () -> {
            if (ticks++ % 10 == 0) {
                traffic.icmp(IcmpError.Kind.PROHIBITED, Traffic.SERVER, 5_007);
            }
        });
        traffic.drops.add(drop(rule, 9));

        CameraVerdict camera = traffic.judge();

        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(Verdict.BLOCKED);
        assertThat(camera.finding().reason().contains(rule)).isEqualTo(named);
        assertThat(camera.finding().cure().orElseThrow().contains(rule)).isEqualTo(named);
    }

    /** RTP comes from the camera's RTP port alone: what it answers may pass, and RTCP has other ports. */
    @ParameterizedTest(name = "counted {0}, more let through perhaps {1}: {2}")
    @CsvSource({"true, false, BLOCKED", "false, false, BLOCKED", "true, true, SILENT", "false, true, SILENT"})
    void takesAllRtcpOnItsWayOutWhetherItCountsOrNot(boolean counted, boolean inDoubt, Verdict expected) {
        traffic.flow(8, () -> {});
        if (counted) {
            traffic.drops.add(new FirewallDrop(
                    Way.OUT,
                    "inet fw out: counter drop",
                    30,
                    traffic.start.plusMillis(500),
                    traffic.now,
                    Optional.empty(),
                    Optional.empty(),
                    last(Way.OUT, inDoubt)));
        } else {
            uncounted("inet fw out: drop", Way.OUT, -5, inDoubt);
        }

        CameraVerdict camera = traffic.judge();

        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(expected);
        if (expected == Verdict.BLOCKED) {
            assertThat(camera.finding().causes()).containsExactly(Cause.DROPPED_OUT);
        }
    }

    @Test
    void takesAllRtcpSinceTheLastFeedback() {
        traffic.flow(5, traffic::delivered);
        Instant last = traffic.now.minusMillis(100);
        uncounted("inet fw out: drop", Way.OUT, 5, /* sparesSome= */ false);
        traffic.flow(10, () -> {});

        Finding found = traffic.judge().finding();
        assertThat(found.verdict()).as(found.reason()).isEqualTo(Verdict.BLOCKED);
        assertThat(found.since()).isEqualTo(last);
    }

    private FirewallDrop drop(String rule, long packets) {
        return new FirewallDrop(
                Way.OUT,
                rule,
                packets,
                traffic.start.plusMillis(500),
                traffic.now,
                Optional.empty(),
                Optional.empty(),
                new DropScope(
                        List.of(), List.of(), List.of(), List.of(new PortRange(5_007, 5_007)), /* certain= */ false));
    }
}
