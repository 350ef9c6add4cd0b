package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.AddressRange;
import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Coverage;
import dev.sightline.probe.DropScope;
import dev.sightline.probe.Finding;
import dev.sightline.probe.FirewallDrop;
import dev.sightline.probe.FirewallDrop.Content;
import dev.sightline.probe.FirewallDrop.Way;
import dev.sightline.probe.Negotiation;
import dev.sightline.probe.PacketCondition;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.host.FirewallPass;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What the firewall drops on the way in")
class DropsInTest {
    private static final String RULE = "inet filter chain rule";
    private static final List<PortRange> MEDIA = List.of(new PortRange(40_000, 40_999));

    private final Traffic traffic = new Traffic();
    private int ticks;

    /** Eight seconds of RTP without feedback, with four reports. */
    private void flow(int reportsFrom, int reportsTo) {
        traffic.flow(8, () -> {
            if (ticks++ % 20 == 0) {
                traffic.report(Traffic.CAMERA, reportsFrom, reportsTo, "c");
            }
        });
    }

    private void counted(long packets, DropScope scope) {
        traffic.drops.add(new FirewallDrop(
                Way.IN,
                RULE,
                packets,
                traffic.start.plusMillis(100),
                traffic.now,
                Optional.empty(),
                Optional.empty(),
                scope));
    }

    private void found(String reason) {
        CameraVerdict camera = traffic.judge();
        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(Verdict.BLOCKED);
        assertThat(camera.finding().causes()).containsExactly(Cause.DROPPED_IN);
        assertThat(camera.finding().reason()).contains(reason, RULE);
    }

    @ParameterizedTest(name = "of reports to {0}")
    @CsvSource({"40000", "40001"})
    void isNamedWhereItsRuleNamesTheCamerasPortAlone(int reportsTo) {
        InetAddress camera = new InetSocketAddress(Traffic.CAMERA, 0).getAddress();
        flow(5_007, reportsTo);
        counted(
                7,
                new DropScope(
                        List.of(new AddressRange(camera, camera)),
                        List.of(new PortRange(5_007, 5_007)),
                        List.of(),
                        MEDIA,
                        /* certain= */ false));

        found("the camera's RTCP arrives for 10.77.0.1:" + reportsTo);
    }

    @ParameterizedTest(name = "{0} packets, reports from {1}: {2}")
    @CsvSource({
        "4, 5006, 'the camera''s RTCP arrives for 10.77.0.1:40000'",
        "5, 5006, 'the camera''s RTCP arrives for 10.77.0.1:40000'",
        "2, 5007, 'the camera''s RTCP arrives for 10.77.0.1:40000'",
        "80, 5006, RTP from 10.77.0.2:5006 arrives for 10.77.0.1:40000",
        "15, 5006, what comes from 10.77.0.2 is captured",
    })
    void isToldByItsCountWhereItsRuleMayBeForRtpAndRtcp(long packets, int reportsFrom, String reason) {
        flow(reportsFrom, 40_000);
        counted(
                packets,
                new DropScope(
                        List.of(), List.of(), List.of(), List.of(new PortRange(40_000, 40_000)), /* certain= */ false));

        found(reason);
    }

    /** As a policy does: scans, broadcasts and whatever else comes to this host are in its count. */
    @ParameterizedTest(name = "{0} packets of anybody, this camera''s surely among them {1}: {2}")
    @CsvSource({
        "80, true, BLOCKED",
        "8000, true, BLOCKED",
        "15, true, SILENT",
        "1, true, SILENT",
        "80, false, SILENT",
        "8000, false, SILENT",
    })
    void isNotOfThisCameraWhereAnybodysPacketsAreCounted(long packets, boolean whole, Verdict expected) {
        traffic.flow(8, () -> {});
        counted(packets, scope(whole, List.of()));

        CameraVerdict camera = traffic.judge();

        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(expected);
        assertThat(camera.finding().reason()).contains(RULE);
    }

    /** It counted before this camera sent anything. */
    @Test
    void isNotOfThisRunWhereItWasCountedBefore() {
        traffic.pass(Duration.ofSeconds(1));
        traffic.drops.add(new FirewallDrop(
                Way.IN,
                RULE,
                4,
                traffic.start.plusMillis(100),
                traffic.start.plusMillis(500),
                Optional.of(new InetSocketAddress(Traffic.CAMERA, 5_006)),
                Optional.of(new InetSocketAddress(Traffic.SERVER, 40_000)),
                Content.RTP));
        traffic.flow(6.7, () -> {});

        assertThat(traffic.judge().verdict()).isEqualTo(Verdict.SILENT);
    }

    @ParameterizedTest(name = "from port {0}, holding {1}: {2}")
    @CsvSource({
        "5006, RTP, RTP from 10.77.0.2:5006",
        "5006, RTCP, the camera's RTCP",
        "5007, RTCP, the camera's RTCP",
        "5006, UNKNOWN, RTP from 10.77.0.2:5006",
    })
    void isToldByATrace(int from, Content content, String reason) {
        flow(from, 40_000);
        traffic.drops.add(new FirewallDrop(
                Way.IN,
                RULE,
                4,
                traffic.start.plusMillis(100),
                traffic.now,
                Optional.of(new InetSocketAddress(Traffic.CAMERA, from)),
                Optional.of(new InetSocketAddress(Traffic.SERVER, 40_000)),
                content));

        found(reason);
    }

    /** It is sent without any report, so that another policy mends it; that the reports are dropped is said beside it. */
    @ParameterizedTest(
            name = "RTCP by {0} for {1}:{2}, reports from {3}, negotiated {4}, {5} of 12 reports dropped: {6}")
    @CsvSource({
        "eth0, 10.77.0.9, 5007, 5007, true, 11, SILENT, WRONG_HOST",
        "eth0, 10.77.0.9, 5007, 5007, false, 11, SILENT, WRONG_HOST",
        "eth0, 10.77.0.9, 5007, 5007, true, 2, SILENT, WRONG_HOST",
        "eth0, 10.77.0.2, 5099, 5007, true, 11, SILENT, WRONG_PORT",
        "eth0, 10.77.0.2, 5007, 5017, true, 11, UNPROVEN, PORT_IN_DOUBT",
        "eth0, 10.77.0.2, 5007, 5017, false, 11, UNPROVEN, PORT_IN_DOUBT",
        "lo, 127.0.0.1, 5007, 5007, true, 11, TRAPPED, LOOPED_BACK",
    })
    void isBesideTheReasonWhereRtcpLeavesForTheWrongPlace(
            String by, String host, int to, int from, boolean negotiated, int dropped, Verdict verdict, Cause cause) {
        if (negotiated) {
            traffic.verdicts.negotiated(new Negotiation(
                    "gate",
                    1,
                    Optional.empty(),
                    "v=0\no=- 1 1 IN IP4 10.77.0.2\ns=-\nc=IN IP4 10.77.0.2\nt=0 0\nm=video 5006 RTP/AVPF 96\n",
                    "v=0\no=- 1 1 IN IP4 10.77.0.1\ns=-\nc=IN IP4 10.77.0.1\nt=0 0\nm=video 40000 RTP/AVPF 96\n"));
        }
        traffic.flow(12, () -> {
            if (ticks++ % 10 == 0) {
                traffic.report(Traffic.CAMERA, from, 40_001, "c");
                traffic.feedback(by, 40_001, host, to);
            }
        });
        traffic.drops.add(new FirewallDrop(
                Way.IN,
                RULE,
                dropped,
                traffic.start.plusMillis(100),
                traffic.now,
                Optional.of(new InetSocketAddress(Traffic.CAMERA, from)),
                Optional.of(new InetSocketAddress(Traffic.SERVER, 40_001)),
                Content.RTCP));

        Finding found = negotiated
                ? traffic.judgeNegotiated("gate").finding()
                : traffic.judge().finding();
        assertThat(found.verdict()).as(found.reason()).isEqualTo(verdict);
        assertThat(found.causes()).containsExactly(cause, Cause.DROPPED_IN);
        assertThat(found.reason()).contains("; besides, this host's firewall drops the camera's RTCP", RULE);
        assertThat(found.cure().orElse("")).contains("; and ", RULE);
    }

    /** A last rule without conditions, behind one that lets the camera's packets through by what is not known of them. */
    @Test
    void isAHintBehindARuleThatMayHaveLetItThrough() {
        DropScope.Spared perhaps =
                new DropScope.Spared(List.of(), List.of(), List.of(), MEDIA, List.of(), /* certain= */ false);
        traffic.flow(8, () -> {});
        counted(80, scope(/* whole= */ true, List.of(perhaps)));

        assertThat(traffic.judge().verdict()).isEqualTo(Verdict.SILENT);
        assertThat(traffic.judge().finding().reason()).contains(RULE);
    }

    @ParameterizedTest(name = "by {0}: {1}")
    @CsvSource({"eth0, SILENT", "lo, BLOCKED"})
    void isNothingOfWhatARuleBeforeLetsThroughByItsInterface(String link, Verdict expected) {
        PacketCondition by = new PacketCondition.Link(/* incoming= */ true, List.of(link), /* negated= */ false);
        DropScope.Spared spared =
                new DropScope.Spared(List.of(), List.of(), List.of(), MEDIA, List.of(by), /* certain= */ true);
        traffic.flow(8, () -> {});
        counted(80, scope(/* whole= */ true, List.of(spared)));

        assertThat(traffic.judge().verdict()).isEqualTo(expected);
        assertThat(traffic.judge().finding().reason().contains(RULE)).isEqualTo(expected == Verdict.BLOCKED);
    }

    /** A bridge above the interface that is watched, which is what a rule sees. */
    @ParameterizedTest(name = "by {0}: {1}")
    @CsvSource({"br0, SILENT", "lo, BLOCKED"})
    void isAHintWhereTheRuleBeforeNamesAnInterfaceThatIsNotCaptured(String link, Verdict expected) {
        PacketCondition by = new PacketCondition.Link(/* incoming= */ true, List.of(link), /* negated= */ false);
        DropScope.Spared spared =
                new DropScope.Spared(List.of(), List.of(), List.of(), MEDIA, List.of(by), /* certain= */ true);
        traffic.flow(8, () -> {});
        counted(80, scope(/* whole= */ true, List.of(spared)));

        CameraVerdict camera = traffic.verdicts
                .judge(traffic.now, Coverage.all().missing(Set.of("br0")), traffic.host())
                .get(0);

        assertThat(camera.verdict()).isEqualTo(expected);
        assertThat(camera.finding().reason()).contains(RULE);
    }

    @ParameterizedTest(name = "{0} packets to this port: {1}")
    @CsvSource({"80, BLOCKED", "200, SILENT"})
    void isNotOfThisCameraWhereARuleWithUnreadConditionsCountsFarMore(long packets, Verdict expected) {
        traffic.flow(8, () -> {});
        counted(
                packets,
                new DropScope(
                        List.of(), List.of(), List.of(), List.of(new PortRange(40_000, 40_000)), /* certain= */ false));

        assertThat(traffic.judge().verdict()).isEqualTo(expected);
    }

    /** A counter counts others' packets as well; a trace tells whose they are. */
    @ParameterizedTest(name = "by the table {0}, {1} s ago, and one packet dropped {2}: {3}")
    @CsvSource({
        "inet filter, 0, false, SILENT",
        "inet filter, 0, true,  BLOCKED",
        "inet filter, 9, false, BLOCKED",
        "inet other,  0, false, BLOCKED",
    })
    void isNothingOfWhatATraceSawGoThrough(String table, int ago, boolean dropped, Verdict expected) {
        InetSocketAddress camera = new InetSocketAddress(Traffic.CAMERA, 5_006);
        InetSocketAddress server = new InetSocketAddress(Traffic.SERVER, 40_000);
        traffic.flow(12, () -> {});
        counted(120, scope(/* whole= */ true, List.of()));
        traffic.passes.add(new FirewallPass(table, camera, server, traffic.now.minusSeconds(ago)));
        if (dropped) {
            traffic.drops.add(new FirewallDrop(
                    Way.IN,
                    "inet filter chain limit",
                    1,
                    traffic.start.plusSeconds(1),
                    traffic.now,
                    Optional.of(camera),
                    Optional.of(new InetSocketAddress(Traffic.SERVER, 40_002)),
                    Content.RTP));
        }

        assertThat(traffic.judge().verdict()).isEqualTo(expected);
    }

    /** As of a limit, whose share the probe does not know. */
    @ParameterizedTest(name = "{0} of 80 packets to port {1}: {2}")
    @CsvSource({
        "64, 40000, true",
        "36, 40000, true",
        "12, 40000, false",
        "200, 40000, false",
        "64, 40002, false",
    })
    void isARemarkWhereFeedbackLeavesAllTheSame(long packets, int port, boolean named) {
        traffic.flow(8, traffic::delivered);
        counted(
                packets,
                new DropScope(
                        List.of(), List.of(), List.of(), List.of(new PortRange(port, port)), /* certain= */ false));

        CameraVerdict camera = traffic.judge();

        assertThat(camera.verdict()).isEqualTo(Verdict.DELIVERED);
        assertThat(camera.finding().causes().contains(Cause.DROPPED_IN)).isEqualTo(named);
        assertThat(camera.finding().reason().contains(RULE)).isEqualTo(named);
    }

    /** As the last rule of a firewall that keeps state: reports leave all the same, of a media server that gets nothing. */
    @ParameterizedTest(name = "{0} packets of anybody, surely this RTP {1}, received {2}, REMB {3}: {4}")
    @CsvSource({
        "80, true, false, false, BLOCKED",
        "110, true, false, false, BLOCKED",
        "300, true, false, false, DELIVERED",
        "40, true, false, false, DELIVERED",
        "80, false, false, false, DELIVERED",
        "80, true, true, false, DELIVERED",
        "80, true, false, true, DELIVERED",
    })
    void isAWallWhereARuleForAllTakesAsMuchAsComesAndNothingIsReceived(
            long packets, boolean whole, boolean received, boolean remb, Verdict expected) {
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
        counted(packets, scope(whole, List.of()));

        CameraVerdict camera = traffic.judge();

        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(expected);
        if (expected == Verdict.BLOCKED) {
            found("RTP from 10.77.0.2:5006 arrives for 10.77.0.1:40000");
        }
    }

    @ParameterizedTest(name = "counted last {0} s ago: {1}")
    @CsvSource({"3, BLOCKED", "4, DELIVERED"})
    void isAWallNoLongerThanItCounts(int ago, Verdict expected) {
        traffic.isDeaf = true;
        traffic.flow(8, () -> traffic.feedback("eth0", 40_001, Traffic.CAMERA, 5_007, Traffic.SSRC, Optional.empty()));
        traffic.drops.add(new FirewallDrop(
                Way.IN,
                RULE,
                10L * (8 - ago),
                traffic.start.plusMillis(100),
                traffic.now.minusSeconds(ago),
                Optional.empty(),
                Optional.empty(),
                scope(/* whole= */ true, List.of())));

        assertThat(traffic.judge().verdict()).isEqualTo(expected);
    }

    private static DropScope scope(boolean whole, List<DropScope.Spared> spared) {
        return new DropScope(List.of(), List.of(), List.of(), MEDIA, List.of(), whole, /* narrow= */ false, spared);
    }
}
