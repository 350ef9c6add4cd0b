package dev.sightline.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sightline.gateway.InMemoryMediaServer;
import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.gateway.stream.SecretIds;
import dev.sightline.gateway.stream.StreamRegistry;
import dev.sightline.gateway.stream.Winners;
import dev.sightline.probe.Evidence;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Negotiation;
import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.Obstacle;
import dev.sightline.probe.ReturnPath;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.WatchedInterface;
import dev.sightline.probe.WatchedInterface.Drops;
import dev.sightline.probe.WatchedInterface.State;
import dev.sightline.probe.agent.message.AgentCodec;
import dev.sightline.probe.agent.message.FromAgent;
import dev.sightline.probe.agent.message.ToAgent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import reactor.test.scheduler.VirtualTimeScheduler;

@Timeout(30)
class RtcpWatchTest {
    private static final Duration SILENT = Duration.ofSeconds(5);

    private final AgentCodec codec = new AgentCodec();
    private final Metrics metrics = new Metrics();
    private final Peer peer = new Peer();
    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private Duration stoodStill = Duration.ZERO;
    private RtcpWatch watch;
    private StreamRegistry streams;

    /** Keeps what an agent is told. */
    private static final class Peer implements AgentPeer {
        final List<String> told = new ArrayList<>();
        int cuts;
        boolean isBroken;

        @Override
        public void send(List<String> lines) {
            told.addAll(lines);
        }

        @Override
        public void cut(String why) {
            cuts++;
            if (isBroken) {
                throw new RejectedExecutionException("its loop has ended");
            }
        }
    }

    @BeforeEach
    void start() throws Exception {
        GatewayConfig config = GatewayConfig.parse("cameras: {list: [{id: cam}]}", "test");
        watch = new RtcpWatch(config.probe(), 2, "test", Optional.empty(), metrics, time, this::nanoTime);
        streams = new StreamRegistry(
                config, new InMemoryMediaServer(), new SecretIds(), metrics, watch, Winners.forgotten());
        watch.tell(streams);
    }

    @AfterEach
    void end() {
        streams.close();
        watch.close();
        metrics.close();
    }

    private long nanoTime() {
        return time.now(TimeUnit.NANOSECONDS) + stoodStill.toNanos();
    }

    /** Time in which the process does nothing, and nothing is looked at. */
    private void standStill(Duration duration) {
        stoodStill = stoodStill.plus(duration);
    }

    private Agent introduced(Peer agent) {
        Agent joined = watch.joined(agent, "the test").orElseThrow();
        watch.heard(joined, new FromAgent.Hello("test", "media-1", Optional.empty()));
        return joined;
    }

    private static Negotiation negotiation(long number, String offer) {
        return new Negotiation("cam", number, Optional.empty(), offer, "");
    }

    @Test
    void aNegotiationThatIsTooLongToBeToldIsUnprovenWithThisReasonAndTheEarlierOneEnds() throws Exception {
        introduced(peer);
        watch.negotiated(negotiation(1, "v=0"));
        watch.negotiated(negotiation(2, "x".repeat(AgentCodec.MAX_LINE)));

        assertThat(codec.readToAgent(peer.told.get(peer.told.size() - 1))).contains(new ToAgent.Gone("cam"));
        await().untilAsserted(() -> assertThat(streams.find(new CameraId("cam"))
                        .orElseThrow()
                        .state()
                        .feedback()
                        .finding()
                        .reason())
                .contains("too long for a probe agent"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "1    | camera cam-0",
                "3    | cameras cam-0, cam-1, cam-2",
                "1000 | 1000 cameras (cam-0, cam-1, cam-10, cam-100, cam-101, cam-102, cam-103, cam-104, cam-105, cam-106, …)",
            })
    void anAgentsEndIsOneLineForAllItsCameras(int cameras, String which) {
        Agent agent = introduced(peer);
        for (int i = 0; i < cameras; i++) {
            watch.negotiated(new Negotiation("cam-" + i, 1, Optional.empty(), "v=0", ""));
            watch.heard(agent, new FromAgent.Judged(delivered("cam-" + i)));
        }
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        Logger events = (Logger) LoggerFactory.getLogger("dev.sightline.events");
        lines.start();
        events.addAppender(lines);
        try {
            watch.left(agent, "it was stopped");
        } finally {
            events.detachAppender(lines);
        }

        assertThat(List.copyOf(lines.list))
                .extracting(ILoggingEvent::getFormattedMessage)
                .filteredOn(line -> line.contains("verdict"))
                .containsExactly(
                        which + ": verdict UNPROVEN: the probe agent on media-1 (the test) is gone: it was stopped");
    }

    @Test
    void anAgentsComingAndGoingAndThatItCapturesAgainAreALineEach() {
        List<String> said = eventsOf(() -> {
            Agent agent = introduced(peer);
            watch.heard(agent, new FromAgent.Alive(List.of(), Optional.of(new Obstacle("no right", "grant it"))));
            watch.heard(agent, new FromAgent.Alive(List.of(), Optional.of(new Obstacle("no right", "grant it"))));
            watch.heard(agent, new FromAgent.Alive(List.of(), Optional.empty()));
            watch.left(agent, "it was stopped");
            Agent next = introduced(peer);
            watch.heard(next, new FromAgent.Goodbye());
            watch.left(next, "it closed the connection");
        });

        String name = "the probe agent on media-1 (the test)";
        assertThat(said)
                .containsExactly(
                        "INFO " + name + " has connected, version test",
                        "WARN " + name + " cannot capture: no right. Mend it: grant it",
                        "INFO " + name + " captures again",
                        "WARN " + name + " is gone: it was stopped",
                        "INFO " + name + " has connected, version test",
                        "INFO " + name + " has ended");
    }

    @Test
    void anInterfaceThatAnAgentShouldCaptureOnAndDoesNotIsALineOnce() {
        WatchedInterface missing = new WatchedInterface(
                "eth0\n", false, State.NOT_OPENED, "there is no interface of this name", 0, Drops.NONE);
        WatchedInterface there = new WatchedInterface("eth0\n", false, State.CAPTURED, "", 0, Drops.NONE);
        List<String> said = eventsOf(() -> {
            Agent agent = introduced(peer);
            for (WatchedInterface each : List.of(missing, missing, there, missing)) {
                watch.heard(agent, new FromAgent.Alive(List.of(each), Optional.empty()));
            }
        });

        assertThat(said)
                .filteredOn(line -> line.contains("interface"))
                .containsOnly("WARN the probe agent on media-1 (the test) does not capture on eth0?: "
                        + "there is no interface of this name")
                .hasSize(2);
    }

    /** A minute has twenty lines for all agents. */
    @Test
    void manyInterfacesThatAnAgentDoesNotCaptureOnAreOneLine() {
        List<WatchedInterface> many = IntStream.range(0, 30)
                .mapToObj(number -> new WatchedInterface(
                        "can" + number, false, State.NOT_OPENED, "link type 280 is not known", 0, Drops.NONE))
                .toList();
        List<String> said = eventsOf(() -> watch.heard(
                introduced(peer), new FromAgent.Alive(many, Optional.of(new Obstacle("no right", "grant it")))));

        assertThat(said)
                .filteredOn(line -> line.contains("captur"))
                .containsExactly(
                        "WARN the probe agent on media-1 (the test) does not capture on can0, can1, can10, can11, can12,"
                                + " can13, can14, can15 …: link type 280 is not known",
                        "WARN the probe agent on media-1 (the test) cannot capture: no right. Mend it: grant it");
    }

    @Test
    void thatAnAgentsHostHasAnotherTimeIsSaidOnceAndAgainWhereItIsSet() {
        List<String> said = eventsOf(() -> {
            Agent agent = introduced(peer);
            watch.negotiated(negotiation(1, "v=0"));
            for (int seconds : new int[] {2, 3_600, 3_598, 3_601, 1, 0, -7_300, -7_301}) {
                watch.heard(agent, new FromAgent.Judged(deliveredFor(Duration.ofDays(1), seconds)));
            }
        });

        String clock = "INFO the probe agent on media-1 (the test): its clock ";
        assertThat(said).filteredOn(line -> line.contains("clock")).hasSize(3).satisfies(lines -> {
            assertThat(lines.get(0)).matches(Pattern.quote(clock) + "is (3600|3599) s ahead of this host's;.*");
            assertThat(lines.get(1)).startsWith(clock + "agrees with this host's again;");
            assertThat(lines.get(2)).matches(Pattern.quote(clock) + "is (7300|7301) s behind this host's;.*");
        });
    }

    private static NegotiationVerdict deliveredFor(Duration age, int secondsAhead) {
        Instant since = Instant.now().plusSeconds(secondsAhead).minus(age);
        return new NegotiationVerdict(
                "cam",
                1,
                new Finding(Verdict.DELIVERED, since, "seen", Optional.empty()),
                age,
                Evidence.none(ReturnPath.unknown()),
                List.of());
    }

    @Test
    void anAgentThatComesAndGoesAllTheTimeFillsNoDisk() {
        List<String> said = eventsOf(() -> {
            for (int i = 0; i < 500; i++) {
                Agent agent = introduced(peer);
                watch.heard(agent, new FromAgent.Judged(delivered("cam")));
                watch.left(agent, "it was stopped");
            }
            watch.close();
        });

        assertThat(said)
                .hasSizeBetween(21, 2 * 20 + 2)
                .last()
                .asString()
                .matches("INFO \\d+ more lines on probe agents within a minute were left out; agents connected now: 0");
    }

    @Test
    void whatAnAgentSaysAfterItWasCutIsNotHeard() {
        List<String> said = eventsOf(() -> {
            Agent agent = introduced(peer);
            watch.left(agent, "it was stopped");
            watch.heard(agent, new FromAgent.Alive(List.of(), Optional.of(new Obstacle("no right", "grant it"))));
        });

        assertThat(said).last().asString().endsWith("is gone: it was stopped");
    }

    @Test
    void whatAnAgentSaidOfTheFormerNegotiationIsNotLostWithIt() {
        List<String> said = linesOf(() -> {
            Agent agent = introduced(peer);
            watch.negotiated(negotiation(1, "v=0"));
            watch.heard(agent, new FromAgent.Judged(delivered("cam")));
            watch.negotiated(negotiation(2, "v=0"));
            watch.left(agent, "it was stopped");
        });

        assertThat(said).noneMatch(line -> line.contains("camera cam: verdict UNPROVEN"));
    }

    /** What is told people meanwhile of agents, each with its level. */
    private static List<String> eventsOf(Runnable meanwhile) {
        return linesOf(meanwhile).stream()
                .filter(line -> !line.contains(" camera"))
                .toList();
    }

    private static List<String> linesOf(Runnable meanwhile) {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        Logger events = (Logger) LoggerFactory.getLogger("dev.sightline.events");
        lines.start();
        events.addAppender(lines);
        try {
            meanwhile.run();
        } finally {
            events.detachAppender(lines);
        }
        synchronized (lines) { // other threads may still add to it
            return lines.list.stream()
                    .map(line -> line.getLevel() + " " + line.getFormattedMessage())
                    .toList();
        }
    }

    @Test
    void anAgentThatCannotEvenBeCutKeepsNoOtherFromBeingCutWhenItIsSilent() {
        peer.isBroken = true;
        introduced(peer);
        time.advanceTimeBy(SILENT);
        assertThat(peer.cuts).isEqualTo(1);

        Peer other = new Peer();
        introduced(other);
        time.advanceTimeBy(SILENT);
        assertThat(other.cuts).isEqualTo(1);
    }

    @Test
    void whatWasSaidWhileTheGatewayStoodStillIsReadBeforeAnybodyIsHeldSilent() {
        List<String> said = linesOf(() -> {
            Agent agent = introduced(peer);
            watch.negotiated(negotiation(1, "v=0"));
            watch.heard(agent, new FromAgent.Judged(delivered("cam")));
            time.advanceTimeBy(RtcpWatch.ROUND);

            standStill(SILENT.multipliedBy(2));
            time.advanceTimeBy(RtcpWatch.TICK);
            watch.heard(agent, new FromAgent.Judged(delivered("cam")));
            time.advanceTimeBy(RtcpWatch.ROUND.multipliedBy(3));
        });

        assertThat(peer.cuts).isZero();
        assertThat(said).noneMatch(line -> line.contains("UNPROVEN"));
    }

    @Test
    void whoSaysNothingAfterTheGatewayStoodStillEitherIsCutARoundLater() {
        introduced(peer);
        standStill(SILENT);
        time.advanceTimeBy(RtcpWatch.ROUND);
        assertThat(peer.cuts).isZero();

        time.advanceTimeBy(RtcpWatch.TICK);
        assertThat(peer.cuts).isEqualTo(1);
    }

    @Test
    void aVerdictThatIsNotRepeatedAfterTheGatewayStoodStillEitherProvesNothing() {
        List<String> said = linesOf(() -> {
            Agent agent = introduced(peer);
            watch.negotiated(negotiation(1, "v=0"));
            watch.heard(agent, new FromAgent.Judged(delivered("cam")));
            standStill(SILENT);
            time.advanceTimeBy(RtcpWatch.TICK);
            watch.heard(agent, new FromAgent.Alive(List.of(), Optional.empty()));
            time.advanceTimeBy(RtcpWatch.ROUND.multipliedBy(2));
        });

        assertThat(said).anyMatch(line -> line.contains("verdict UNPROVEN") && line.contains("has not repeated"));
    }

    @Test
    void whoIsSilentIsCutHoweverOftenTheGatewayStandsStill() {
        introduced(peer);
        for (int turn = 0; turn < 6; turn++) {
            standStill(Duration.ofSeconds(2));
            time.advanceTimeBy(RtcpWatch.TICK);
        }

        assertThat(peer.cuts).isEqualTo(1);
    }

    @Test
    void anAgentThatSpokeWhileTheGatewayStoodStillForLongSoonAfterItStoodStillIsNotCut() {
        Agent agent = introduced(peer);
        standStill(Duration.ofMillis(1_200));
        time.advanceTimeBy(RtcpWatch.ROUND);
        standStill(SILENT);
        time.advanceTimeBy(RtcpWatch.TICK);
        watch.heard(agent, new FromAgent.Alive(List.of(), Optional.empty()));
        time.advanceTimeBy(RtcpWatch.ROUND);

        assertThat(peer.cuts).isZero();
    }

    @Test
    void whoIsSilentIsCutHoweverOftenTheGatewayStandsStillForLong() {
        introduced(peer);
        for (int turn = 0; turn < 20; turn++) {
            standStill(SILENT);
            time.advanceTimeBy(RtcpWatch.TICK);
        }

        assertThat(peer.cuts).isEqualTo(1);
    }

    @Test
    void whatAnAgentWritesIsALineEachInTheLog() {
        String hostile = "a\r\n2026-11-29 INFO events forged\u001b[2J\u202e\u200b\u2066\u2028b";
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        Logger all = (Logger) LoggerFactory.getLogger("dev.sightline");
        lines.start();
        all.addAppender(lines);
        try {
            Agent agent = watch.joined(peer, "the test").orElseThrow();
            watch.heard(agent, new FromAgent.Hello(hostile, hostile.repeat(100), Optional.empty()));
            watch.heard(agent, new FromAgent.Alive(List.of(), Optional.of(new Obstacle(hostile, hostile))));
            watch.negotiated(negotiation(1, "v=0"));
            watch.heard(agent, new FromAgent.Judged(trapped(hostile)));
            watch.left(agent, hostile);
        } finally {
            all.detachAppender(lines);
        }

        assertThat(said(lines))
                .anyMatch(line -> line.contains("has connected"))
                .anyMatch(line -> line.contains("cannot capture"))
                .anyMatch(line -> line.contains("verdict UNPROVEN") && line.contains("is gone: a??2026"))
                .allSatisfy(line ->
                        assertThat(line).hasSizeLessThan(1_000).doesNotContainPattern("[\\p{C}\\p{Zl}\\p{Zp}]"));
    }

    private static List<String> said(ListAppender<ILoggingEvent> lines) {
        synchronized (lines) { // other threads may still add to it
            return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
        }
    }

    private static NegotiationVerdict trapped(String why) {
        return new NegotiationVerdict(
                "cam",
                1,
                new Finding(Verdict.TRAPPED, Instant.EPOCH, why, Optional.of(why)),
                Duration.ZERO,
                Evidence.none(ReturnPath.unknown()),
                List.of());
    }

    private static NegotiationVerdict delivered(String camera) {
        return new NegotiationVerdict(
                camera,
                1,
                new Finding(Verdict.DELIVERED, Instant.EPOCH, "seen", Optional.empty()),
                Duration.ZERO,
                Evidence.none(ReturnPath.unknown()),
                List.of());
    }

    @Test
    void aNegotiationIsWrittenOnceForAllAgents() {
        Peer other = new Peer();
        introduced(peer);
        introduced(other);
        watch.negotiated(negotiation(1, "v=0"));

        assertThat(peer.told).hasSize(2);
        assertThat(peer.told.get(1)).isSameAs(other.told.get(1));
    }
}
