package dev.sightline.probe.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.WatchedInterface;
import dev.sightline.probe.WatchedInterface.Drops;
import dev.sightline.probe.WatchedInterface.State;
import dev.sightline.probe.clock.ClockSet;
import dev.sightline.probe.judge.seen.Unjudged;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Where no camera was seen")
class NoCameraTest {
    private static final Instant FROM = Instant.parse("2026-11-24T12:00:00Z");

    @ParameterizedTest(name = "within {0} ms of a watch: {1}")
    @CsvSource({
        "0, UNPROVEN, 'within 0.0 s, which is too short a time'",
        "2900, UNPROVEN, 'within 2.9 s, which is too short a time'",
        "3000, NO_MEDIA, 'from any address within 3.0 s'",
        "15000, NO_MEDIA, 'from any address within 15.0 s'",
    })
    void theLengthOfAWatchTellsWhatThatProves(int millis, Verdict verdict, String reason) {
        WatchReport report = new WatchReport(FROM, FROM.plusMillis(millis), List.of(), List.of(), Optional.empty(), 0);

        assertThat(report.verdict()).isEqualTo(verdict);
        assertThat(report.toText())
                .startsWith(verdict + "  no RTP arrived")
                .contains(reason)
                .contains("s from 2026-11-24T12:00:00Z");
        assertThat(report.toJson())
                .contains(reason, "\"seconds\" : " + millis / 1_000.0)
                .contains(verdict == Verdict.UNPROVEN ? Cause.TOO_EARLY.name() : "\"causes\" : [ ]");
    }

    @ParameterizedTest(name = "{0} packets in {1} s of a capture, some unread {2}: {3}")
    @CsvSource({
        "0, 0, false, UNPROVEN, nothing was captured",
        "9, 1, false, UNPROVEN, too short a time",
        "9, 20, false, NO_MEDIA, no RTP is among the 9 captured packets of 20.0 s",
        "9, 20, true, UNPROVEN, not all was captured, or could be read: frames of link type 127",
    })
    void aCaptureProvesItOnlyWhereItHoldsEnough(
            long packets, int seconds, boolean unread, Verdict verdict, String reason) {
        AnalyzedFile file = new AnalyzedFile(
                "a.pcap",
                packets,
                Optional.of(FROM),
                Optional.of(FROM.plusSeconds(seconds)),
                Optional.empty(),
                Optional.of("frames of link type 127 were not read").filter(text -> unread),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        AnalysisReport report = new AnalysisReport(
                List.of(file), List.of(), false, false, Optional.empty(), List.of(), 0, Unjudged.NONE);

        assertThat(report.verdict()).isEqualTo(verdict);
        assertThat(report.toText()).startsWith(verdict.name()).contains(reason, "tcpdump -i any");
        assertThat(report.toJson()).contains(reason);
    }

    @ParameterizedTest(name = "captured on lo alone, {0}: {1}")
    @CsvSource({"true, UNPROVEN", "false, NO_MEDIA"})
    void aCaptureOfTheLoopbackAloneShowsNoCamera(boolean alone, Verdict verdict) {
        AnalyzedFile file = new AnalyzedFile(
                "lo.pcap",
                72,
                Optional.of(FROM),
                Optional.of(FROM.plusSeconds(20)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        AnalysisReport report = new AnalysisReport(
                List.of(file), List.of("lo"), alone, false, Optional.empty(), List.of(), 0, Unjudged.NONE);

        assertThat(report.verdict()).isEqualTo(verdict);
        assertThat(report.toText().contains("only lo was captured")).isEqualTo(alone);
    }

    @ParameterizedTest(name = "watched on {0}, {1}: {2}")
    @CsvSource({
        "lo,   CAPTURED,   UNPROVEN",
        "eth0, CAPTURED,   NO_MEDIA",
        "eth0, NOT_OPENED, UNPROVEN",
        "eth0, DOWN,       UNPROVEN",
    })
    void aWatchOfTheLoopbackAloneShowsNone(String name, State state, Verdict verdict) {
        List<WatchedInterface> interfaces = Stream.of(
                        new WatchedInterface("lo", true, State.CAPTURED, "", 0, Drops.NONE),
                        new WatchedInterface(name, name.equals("lo"), state, "", 0, Drops.NONE))
                .distinct()
                .toList();
        WatchReport report = new WatchReport(FROM, FROM.plusSeconds(15), List.of(), interfaces, Optional.empty(), 0);

        assertThat(report.verdict()).isEqualTo(verdict);
        assertThat(report.toText().contains("only lo was captured")).isEqualTo(verdict == Verdict.UNPROVEN);
    }

    @ParameterizedTest(name = "eth0 {0} alone: {1}")
    @CsvSource({"DOWN, INTERFACE_DOWN, eth0 is down", "NOT_OPENED, NOT_CAPTURED, eth0 is not opened"})
    void aWatchThatCapturedNothingSaysWhy(State state, Cause cause, String reason) {
        List<WatchedInterface> interfaces = List.of(new WatchedInterface("eth0", false, state, "", 0, Drops.NONE));
        WatchReport report = new WatchReport(FROM, FROM.plusSeconds(15), List.of(), interfaces, Optional.empty(), 0);

        assertThat(report.verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(report.toText())
                .contains("but nothing was captured: " + reason)
                .doesNotContain("only lo");
        assertThat(report.toJson()).contains(cause.name());
    }

    private static List<WatchedInterface> ofAHostOfContainers(int captured, int leftOut) {
        return Stream.concat(
                        IntStream.range(0, captured)
                                .mapToObj(number -> new WatchedInterface(
                                        number == 0 ? "lo" : "veth" + number,
                                        number == 0,
                                        State.CAPTURED,
                                        "",
                                        0,
                                        new Drops(number == 40 ? 1_234 : 0, 0, 0))),
                        IntStream.range(captured, captured + leftOut)
                                .mapToObj(number -> new WatchedInterface(
                                        "veth" + number, false, State.LEFT_OUT, "too many", 0, Drops.NONE)))
                .toList();
    }

    @ParameterizedTest(name = "{0} interfaces captured, {1} left out: {2}")
    @CsvSource({"64, 0, NO_MEDIA", "64, 1, UNPROVEN", "64, 900, UNPROVEN"})
    void aWatchThatLeavesInterfacesOutProvesNothing(int captured, int leftOut, Verdict verdict) {
        WatchReport report = new WatchReport(
                FROM, FROM.plusSeconds(15), List.of(), ofAHostOfContainers(captured, leftOut), Optional.empty(), 0);

        assertThat(report.verdict()).isEqualTo(verdict);
        if (leftOut > 0) {
            assertThat(report.toText())
                    .contains(
                            "but " + leftOut + " of " + (captured + leftOut) + " interfaces",
                            "not captured (the limit is 64): veth64",
                            "cure: name the interface by which the cameras send: --interface NAME",
                            "NOT_CAPTURED");
            assertThat(report.toJson()).contains("\"causes\" : [ \"NOT_CAPTURED\" ]", "\"veth" + (63 + leftOut) + "\"");
        }
    }

    @Test
    void theInterfacesOfAHostOfContainersFitInALineThatIsRead() {
        WatchReport report = new WatchReport(
                FROM, FROM.plusSeconds(15), List.of(), ofAHostOfContainers(64, 900), Optional.empty(), 0);

        String line = report.toText()
                .lines()
                .filter(text -> text.startsWith("interfaces: "))
                .findFirst()
                .orElse("");
        assertThat(line)
                .startsWith("interfaces: lo (0 packets")
                .contains(
                        "veth40 (1234 packets",
                        "62 others (0 packets, 0 dropped by the kernel, 0 by the interface): veth1, veth2")
                .endsWith("900 of 964 interfaces are not captured (the limit is 64): veth64, veth65, veth66, veth67,"
                        + " veth68, veth69 …")
                .hasSizeLessThan(500);
    }

    @ParameterizedTest(name = "while {0} are up and not captured on: {1}")
    @CsvSource({
        "'',          NO_MEDIA, ''",
        "wlan0,       UNPROVEN, 'by an interface that was not captured: wlan0  NOT_CAPTURED'",
        "wlan0 eth1,  UNPROVEN, 'by an interface that was not captured: eth1, wlan0  NOT_CAPTURED'",
    })
    void aWatchOfSomeInterfacesSaysNothingOfTheOthers(String others, Verdict verdict, String reason) {
        WatchReport report = new WatchReport(
                FROM,
                FROM.plusSeconds(15),
                List.of(),
                List.of(new WatchedInterface("eth0", false, State.CAPTURED, "", 3, Drops.NONE)),
                others.isEmpty() ? Set.of() : Set.of(others.split(" ", -1)),
                Optional.empty(),
                0,
                Optional.empty(),
                Unjudged.NONE,
                Optional.empty());

        assertThat(report.verdict()).isEqualTo(verdict);
        assertThat(report.toText()).contains(reason);
        assertThat(report.toText().contains("cure: watch every interface")).isEqualTo(verdict == Verdict.UNPROVEN);
        assertThat(report.toJson().contains("\"causes\" : [ \"NOT_CAPTURED\" ]"))
                .isEqualTo(verdict == Verdict.UNPROVEN);
    }

    @Test
    void thatTheClockWasSetIsTold() {
        WatchReport report = new WatchReport(
                FROM,
                FROM.plusSeconds(15),
                List.of(),
                List.of(),
                Set.of(),
                Optional.empty(),
                0,
                Optional.empty(),
                Unjudged.NONE,
                Optional.of(new ClockSet(FROM.plusSeconds(9), Duration.ofMillis(-600_250))));

        assertThat(report.toText())
                .contains("this host's clock was set back by 600.3 s at " + FROM.plusSeconds(9)
                        + ": what was seen before counts no more\n");
        assertThat(report.toJson()).contains("\"at\" : \"" + FROM.plusSeconds(9) + "\"", "\"seconds\" : -600.25");
    }

    @Test
    void thatTheFirewallWasNotTracedIsTold() {
        WatchReport report = new WatchReport(
                FROM,
                FROM.plusSeconds(15),
                List.of(),
                List.of(),
                Set.of(),
                Optional.empty(),
                0,
                Optional.of("nft is absent"),
                Unjudged.NONE,
                Optional.empty());

        assertThat(report.toText()).contains("--trace-firewall: nft is absent\n");
        assertThat(report.toJson()).contains("\"untraced\" : \"nft is absent\"");
    }

    @Test
    void malformedRtcpIsTold() {
        WatchReport report = new WatchReport(FROM, FROM.plusSeconds(15), List.of(), List.of(), Optional.empty(), 3);

        assertThat(report.toText()).contains("malformed: 3 datagrams looked like RTCP");
        assertThat(report.toJson()).contains("\"malformedRtcp\" : 3");
    }
}
