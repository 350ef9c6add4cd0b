package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Coverage;
import dev.sightline.probe.DropRule;
import dev.sightline.probe.DropScope;
import dev.sightline.probe.Finding;
import dev.sightline.probe.FirewallDrop.Way;
import dev.sightline.probe.Neighbour;
import dev.sightline.probe.RedirectRule;
import dev.sightline.probe.Route;
import dev.sightline.probe.RtcpFlow;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.rtp.Bye;
import dev.sightline.rtp.ReceiverReport;
import dev.sightline.rtp.Remb;
import dev.sightline.rtp.ReportBlock;
import dev.sightline.rtp.RtcpCompound;
import dev.sightline.rtp.RtcpPacket;
import dev.sightline.rtp.SourceDescription;
import dev.sightline.rtp.UnknownRtcp;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RTCP that says BYE, or nothing of media")
class FarewellTest {
    private static final Bye BYE = new Bye(List.of(1L), Optional.empty());
    private static final ReceiverReport EMPTY = new ReceiverReport(1, List.of());
    private static final ReceiverReport REPORT =
            new ReceiverReport(1, List.of(new ReportBlock(Traffic.SSRC, 0, 0, 7, 0, 0, 0)));

    private final Traffic traffic = new Traffic();

    private static Stream<Arguments> compounds() {
        return Stream.of(
                Arguments.of("BYE", new RtcpPacket[] {BYE}, Verdict.SILENT),
                Arguments.of(
                        "RR without blocks, SDES and BYE",
                        new RtcpPacket[] {EMPTY, SourceDescription.ofCname(1, "server"), BYE},
                        Verdict.SILENT),
                Arguments.of("BYE twice", new RtcpPacket[] {BYE, BYE}, Verdict.SILENT),
                Arguments.of("RR with a block, and BYE", new RtcpPacket[] {REPORT, BYE}, Verdict.DELIVERED),
                Arguments.of("RR without blocks", new RtcpPacket[] {EMPTY}, Verdict.DELIVERED));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("compounds")
    void aloneIsNoFeedback(String what, RtcpPacket[] packets, Verdict verdict) {
        traffic.flow(9, () -> {
            traffic.report(true);
            traffic.sends(packets);
        });

        Finding found = traffic.judge().finding();
        assertThat(found.verdict()).as(found.reason()).isEqualTo(verdict);
        if (verdict == Verdict.SILENT) {
            assertThat(found.causes()).containsExactly(Cause.NO_FEEDBACK);
            assertThat(found.reason()).contains("of RTCP nothing except BYE leaves for it: 90 RTCP datagrams (BYE ");
            assertThat(traffic.judge().evidence().rtcpOut())
                    .extracting(RtcpFlow::meaning, RtcpFlow::datagrams)
                    .containsExactly(tuple(Meaning.FAREWELL, 90L));
        }
    }

    private static Stream<Arguments> withoutReports() {
        return Stream.of(
                Arguments.of("APP", unread(0, 204), Verdict.SILENT),
                Arguments.of("SDES", SourceDescription.ofCname(1, "server"), Verdict.SILENT),
                Arguments.of("an unknown type", unread(0, 210), Verdict.SILENT),
                Arguments.of("an extended report", unread(0, 207), Verdict.DELIVERED),
                Arguments.of("transport-wide feedback", unread(15, 205), Verdict.DELIVERED),
                Arguments.of("feedback of an application", unread(15, 206), Verdict.DELIVERED));
    }

    private static RtcpPacket unread(int count, int type) {
        return new UnknownRtcp(count, type, Unpooled.buffer().writeInt(1).writeInt(2));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("withoutReports")
    void isNoFeedbackEitherWhereItSaysNothingOfMedia(String what, RtcpPacket packet, Verdict verdict) {
        traffic.flow(9, () -> {
            traffic.report(true);
            traffic.sends(packet);
        });

        Finding found = traffic.judge().finding();
        assertThat(found.verdict()).as(found.reason()).isEqualTo(verdict);
        if (verdict == Verdict.SILENT) {
            assertThat(found.causes()).containsExactly(Cause.NO_FEEDBACK);
            assertThat(found.reason())
                    .contains("nothing except what holds no feedback (SDES, APP) leaves for it: 90 RTCP datagrams");
        }
    }

    @Test
    void takesNothingFromFeedbackAndEndsIt() {
        traffic.flow(3, traffic::delivered);
        traffic.sends(EMPTY, BYE);
        assertThat(traffic.judge().verdict()).isEqualTo(Verdict.DELIVERED);

        traffic.flow(9, () -> {});

        assertThat(traffic.judge().finding().causes()).containsExactly(Cause.FEEDBACK_STOPPED);
    }

    private static Stream<Arguments> afterFeedback() {
        return Stream.of(
                Arguments.of("SDES", SourceDescription.ofCname(1, "server"), 20, Verdict.SILENT),
                Arguments.of("APP", unread(0, 204), 20, Verdict.SILENT),
                Arguments.of("BYE", BYE, 20, Verdict.SILENT),
                Arguments.of("SDES", SourceDescription.ofCname(1, "server"), 6, Verdict.DELIVERED),
                Arguments.of("RR without blocks", EMPTY, 20, Verdict.DELIVERED));
    }

    @ParameterizedTest(name = "{0} alone for {2} s: {3}")
    @MethodSource("afterFeedback")
    void doesNotGoOnWhatHasStopped(String what, RtcpPacket packet, int seconds, Verdict verdict) {
        traffic.flow(10, traffic::delivered);
        Instant stopped = traffic.now;
        traffic.flow(seconds, () -> {
            traffic.report(true);
            traffic.sends(packet);
        });

        Finding found = traffic.judge().finding();
        assertThat(found.verdict()).as(found.reason()).isEqualTo(verdict);
        if (verdict == Verdict.SILENT) {
            assertThat(found.causes()).containsExactly(Cause.FEEDBACK_STOPPED);
            assertThat(found.reason()).contains("what still leaves holds none (BYE, SDES or APP alone)");
            assertThat(found.since()).isBetween(stopped.minusSeconds(1), stopped);
        }
    }

    @Test
    void leavesWhatComesAgainToBeginAnew() {
        traffic.flow(10, traffic::delivered);
        traffic.flow(20, () -> traffic.sends(SourceDescription.ofCname(1, "server")));
        assertThat(traffic.judge().verdict()).isEqualTo(Verdict.SILENT);
        Instant again = traffic.now;
        traffic.flow(3, traffic::delivered);

        Finding found = traffic.judge().finding();
        assertThat(found.verdict()).as(found.reason()).isEqualTo(Verdict.DELIVERED);
        assertThat(found.since()).isBetween(again, again.plusSeconds(1));
    }

    @Test
    void leavesTheFirstFeedbackToBeginThen() {
        traffic.flow(12, () -> traffic.sends(SourceDescription.ofCname(1, "server")));
        assertThat(traffic.judge().verdict()).isEqualTo(Verdict.SILENT);
        Instant begun = traffic.now;
        traffic.flow(3, traffic::delivered);

        Finding found = traffic.judge().finding();
        assertThat(found.verdict()).as(found.reason()).isEqualTo(Verdict.DELIVERED);
        assertThat(found.since()).isEqualTo(begun);
        assertThat(found.causes()).as(found.reason()).containsExactly(Cause.LEARNT_LATE);
    }

    @Test
    void isNotSinceWhenFeedbackFlowsByOtherPorts() {
        traffic.flow(10, traffic::delivered);
        traffic.flow(20, () -> traffic.sends(SourceDescription.ofCname(1, "server")));
        assertThat(traffic.judge().verdict()).isEqualTo(Verdict.SILENT);
        Instant again = traffic.now;
        traffic.flow(3, () -> {
            traffic.sends(SourceDescription.ofCname(1, "server"));
            traffic.feedback("eth0", 40_000, Traffic.CAMERA, 5_006);
        });

        Finding found = traffic.judge().finding();
        assertThat(found.verdict()).as(found.reason()).isEqualTo(Verdict.DELIVERED);
        assertThat(found.since()).isEqualTo(again);
    }

    @Test
    void hidesNoFeedbackThatTurnsRoundSince() {
        traffic.flow(10, traffic::delivered);
        traffic.flow(4, () -> {
            traffic.sends(SourceDescription.ofCname(1, "server"));
            traffic.feedback("lo", 40_001, "127.0.0.1", 5_007);
        });

        assertThat(traffic.judge().verdict())
                .as(traffic.judge().finding().reason())
                .isEqualTo(Verdict.TRAPPED);
    }

    private static Stream<Arguments> afterAPause() {
        return Stream.of(5, 12, 40)
                .flatMap(pause -> Stream.of(
                        Arguments.of(pause, new RtcpPacket[] {EMPTY, BYE}),
                        Arguments.of(pause, new RtcpPacket[] {BYE}),
                        Arguments.of(pause, new RtcpPacket[] {SourceDescription.ofCname(1, "server")})));
    }

    /** The first report may take as long after a pause as at the beginning. */
    @ParameterizedTest(name = "{0} s")
    @MethodSource("afterAPause")
    void soonAfterAPauseProvesNothing(int pause, RtcpPacket[] packets) {
        traffic.flow(10, traffic::delivered);
        traffic.now = traffic.now.plusSeconds(pause);
        traffic.flow(0.3, () -> {});
        traffic.sends(packets);
        for (int tenth = 3; tenth < 60; tenth++) {
            traffic.flow(0.1, () -> {});

            assertThat(traffic.judge().verdict())
                    .as(traffic.judge().finding().reason())
                    .isNotEqualTo(Verdict.SILENT);
        }

        traffic.flow(3, () -> {});
        assertThat(traffic.judge().verdict()).isEqualTo(Verdict.SILENT);
    }

    @Test
    void isToldWithTheTimeOfTheLastFeedbackWhereTheCaptureIsBlind() {
        traffic.coverage = new Coverage(Set.of("eth0"), /* loopback= */ false, /* everything= */ false);
        traffic.flow(10, traffic::delivered);
        traffic.flow(20, () -> traffic.sends(SourceDescription.ofCname(1, "server")));

        Finding blind = traffic.judge().finding();
        assertThat(blind.verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(blind.reason())
                .contains("no RTCP but what holds no feedback (BYE, SDES, APP) was seen", "in the last 20.1 s");
    }

    @Test
    void isToldThoughAnotherFlowThatEndedHeldTheLatestFeedback() {
        traffic.coverage = new Coverage(Set.of("eth0"), /* loopback= */ false, /* everything= */ false);
        traffic.flow(10, () -> {
            traffic.delivered();
            traffic.feedback("eth0", 40_000, Traffic.CAMERA, 5_006);
        });
        traffic.flow(2, () -> {
            traffic.sends(SourceDescription.ofCname(1, "server"));
            traffic.feedback("eth0", 40_000, Traffic.CAMERA, 5_006);
        });
        traffic.flow(20, () -> traffic.sends(SourceDescription.ofCname(1, "server")));

        Finding blind = traffic.judge().finding();
        assertThat(blind.verdict()).as(blind.reason()).isEqualTo(Verdict.UNPROVEN);
        assertThat(blind.reason())
                .contains("no RTCP but what holds no feedback (BYE, SDES, APP) was seen", "in the last 20.1 s");
    }

    /** What was cut may have held it; what goes on whole and holds none does not. */
    @Test
    void wholeIsNoFeedbackThoughWhatCameBeforeWasCut() {
        ByteBuf report = Unpooled.buffer();
        RtcpCompound.write(report, List.of(REPORT, SourceDescription.ofCname(1, "server")));
        traffic.flow(
                10,
                () -> traffic.verdicts.seen(new Datagram(
                        traffic.now,
                        "eth0",
                        Direction.OUT,
                        new InetSocketAddress(Traffic.SERVER, 40_001),
                        new InetSocketAddress(Traffic.CAMERA, 5_007),
                        report.slice(0, report.readableBytes() - 4),
                        /* truncated= */ true)));
        assertThat(traffic.judge().verdict()).isEqualTo(Verdict.DELIVERED);

        traffic.flow(20, () -> traffic.sends(SourceDescription.ofCname(1, "server")));
        assertThat(traffic.judge().verdict())
                .as(traffic.judge().finding().reason())
                .isEqualTo(Verdict.SILENT);
    }

    /** Nor that they hold nothing of the RTP. */
    @Test
    void betweenReportsThatRiseIsNoSignThatTheRtpIsDropped() {
        traffic.blindness = Optional.of("the firewall is not read");
        for (int report = 1; report < 6; report++) {
            traffic.sends(new ReceiverReport(1, List.of(new ReportBlock(Traffic.SSRC, 0, 0, 100L * report, 0, 0, 0))));
            traffic.flow(7.5, () -> traffic.sends(unread(0, 204)));
        }

        Finding found = traffic.judge().finding();
        assertThat(found.verdict()).as(found.reason()).isEqualTo(Verdict.DELIVERED);
        assertThat(found.causes()).doesNotContain(Cause.FIREWALL_UNREAD);
    }

    /** As a media server that reports every ten seconds, and tells something of its own each second. */
    @Test
    void betweenReportsThatComeSeldomIsNoSignThatTheyStopped() {
        for (int report = 0; report < 4; report++) {
            traffic.sends(REPORT);
            traffic.flow(9.9, () -> traffic.sends(unread(0, 204)));
        }

        assertThat(traffic.judge().verdict())
                .as(traffic.judge().finding().reason())
                .isEqualTo(Verdict.DELIVERED);
    }

    /** As from the port that it shares with RTP, where feedback leaves by the one above. */
    @Test
    void isNoSignInAnotherFlowThatFeedbackGoesElsewhere() {
        traffic.flow(6, traffic::delivered);
        traffic.flow(3.5, () -> {});
        ByteBuf out = Unpooled.buffer();
        RtcpCompound.write(out, List.of(EMPTY, BYE));
        traffic.datagram("eth0", Direction.OUT, Traffic.SERVER, 40_000, Traffic.CAMERA, 5_006, out);

        assertThat(traffic.judge().evidence().rtcpOut())
                .extracting(RtcpFlow::meaning)
                .containsExactly(Meaning.DELIVERED, Meaning.FAREWELL);
        assertThat(traffic.judge().verdict()).isEqualTo(Verdict.DELIVERED);
    }

    @Test
    void saidTwiceInOneDatagramDoesNotStandForAnother() {
        traffic.flow(1, () -> {
            traffic.sends(BYE, BYE);
            traffic.sends(EMPTY);
        });

        assertThat(traffic.judge().verdict()).isEqualTo(Verdict.DELIVERED);
    }

    /** As on a bridge and its port. */
    @Test
    void meansTheSameOfACopy() {
        traffic.flow(9, () -> {
            ByteBuf out = Unpooled.buffer();
            RtcpCompound.write(out, List.of(REPORT, BYE));
            for (String name : List.of("br0", "eth0")) {
                traffic.datagram(name, Direction.OUT, Traffic.SERVER, 40_001, Traffic.CAMERA, 5_007, out.duplicate());
            }
        });

        assertThat(traffic.judge().evidence().rtcpOut())
                .extracting(RtcpFlow::meaning)
                .isNotEmpty()
                .doesNotContain(Meaning.FAREWELL);
    }

    @Test
    void provesNothingSoonOrWhereTheCaptureIsBlind() {
        traffic.flow(2, () -> traffic.sends(BYE));
        assertThat(traffic.judge().finding().causes()).containsExactly(Cause.TOO_EARLY);

        traffic.flow(9, () -> traffic.sends(BYE));
        Finding blind = traffic.verdicts
                .judge(
                        traffic.now,
                        new Coverage(Set.of("eth0"), /* loopback= */ false, /* everything= */ false),
                        traffic.host())
                .get(0)
                .finding();

        assertThat(blind.verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(blind.reason()).startsWith("no RTCP but BYE was seen for").contains("lo is not captured");
    }

    /** That the media server leaves tells nothing of what it learnt, and of a rule only that this went by it. */
    @ParameterizedTest(name = "a rule that gives it another destination: {0}")
    @ValueSource(booleans = {false, true})
    void isNotExplainedByWhatKeepsFeedbackFromTheCamera(boolean diverts) {
        if (diverts) {
            traffic.redirects.add(new RedirectRule(
                    "ip nat out: dnat to 10.77.0.9",
                    new DropScope(List.of(), List.of(), List.of(), List.of(), /* certain= */ true)));
        }
        traffic.flow(9, () -> traffic.sends(BYE));

        Finding found = traffic.judge().finding();
        assertThat(found.verdict()).as(found.reason()).isEqualTo(Verdict.SILENT);
        assertThat(found.causes()).containsExactly(Cause.NO_FEEDBACK);
        assertThat(found.reason()).contains("except BYE");
        assertThat(found.cure().orElse("")).doesNotContain("conntrack", "COMEDIA");
    }

    @Test
    void isTrappedLikeAnyOtherRtcpWhereItTurnsRound() {
        traffic.flow(9, () -> {
            ByteBuf out = Unpooled.buffer();
            RtcpCompound.write(out, List.of(EMPTY, BYE));
            traffic.datagram("lo", Direction.LOCAL, "127.0.0.1", 40_001, "127.0.0.1", 5_007, out);
        });

        Finding found = traffic.judge().finding();
        assertThat(found.verdict()).as(found.reason()).isEqualTo(Verdict.TRAPPED);
        assertThat(found.causes()).containsExactly(Cause.LOOPED_BACK);
    }

    /** It leaves: so neither the rule nor the kernel nor the neighbour keeps everything from leaving. */
    @ParameterizedTest
    @ValueSource(strings = {"a rule of the firewall", "a neighbour", "a route"})
    void showsThatWhatLeavesIsNotKeptBackBy(String what) {
        Route refused = Route.refused(Route.Kind.BLACKHOLE);
        switch (what) {
            case "a neighbour" -> traffic.neighbour = Optional.of(new Neighbour("eth0", Neighbour.State.FAILED));
            case "a route" -> traffic.route = Optional.of(refused);
            default ->
                traffic.rules.add(new DropRule(
                        Way.OUT,
                        "inet fw out: drop",
                        traffic.start.minusSeconds(5),
                        new DropScope(List.of(), List.of(), List.of(), List.of(), /* certain= */ true),
                        /* isForThisHost= */ false));
        }
        traffic.flow(9, () -> {});
        assertThat(traffic.judge().verdict()).isIn(Verdict.BLOCKED, Verdict.UNREACHABLE);

        traffic.flow(2, () -> traffic.sends(BYE));

        Finding found = traffic.judge().finding();
        assertThat(found.verdict()).as(found.reason()).isEqualTo(Verdict.SILENT);
    }

    /** What leaves by a bridge is seen on its port as well, and what is cut may have said more. */
    @ParameterizedTest(name = "{0}, by {2}: {4}")
    @MethodSource("copies")
    void isOneOnEachOfItsInterfacesOrOnNone(
            String what, List<RtcpPacket> packets, List<String> names, boolean cut, Meaning meaning) {
        traffic.flow(9, () -> {
            traffic.report(true);
            ByteBuf out = Unpooled.buffer();
            RtcpCompound.write(
                    out,
                    Stream.concat(Stream.of(SourceDescription.ofCname(1, "at " + traffic.now)), packets.stream())
                            .toList());
            for (String name : names) {
                traffic.verdicts.seen(new Datagram(
                        traffic.now,
                        name,
                        Direction.OUT,
                        new InetSocketAddress(Traffic.SERVER, 40_001),
                        new InetSocketAddress(Traffic.CAMERA, 5_007),
                        out.duplicate(),
                        cut));
            }
        });

        assertThat(traffic.judge().evidence().rtcpOut())
                .extracting(RtcpFlow::meaning)
                .containsOnly(meaning);
    }

    private static Stream<Arguments> copies() {
        List<String> both = List.of("br0", "eth0");
        return Stream.of(
                Arguments.of("BYE", List.of(BYE), both, false, Meaning.FAREWELL),
                Arguments.of("BYE, cut", List.of(BYE), List.of("eth0"), true, Meaning.DELIVERED),
                Arguments.of(
                        "REMB and BYE",
                        List.of(new Remb(1, 1_000_000, List.of(Traffic.SSRC)), BYE),
                        both,
                        false,
                        Meaning.DELIVERED));
    }
}
