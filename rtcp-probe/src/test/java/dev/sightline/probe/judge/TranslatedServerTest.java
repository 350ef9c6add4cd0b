package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.DropRule;
import dev.sightline.probe.DropScope;
import dev.sightline.probe.FirewallDrop;
import dev.sightline.probe.PacketCondition;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.TestPackets;
import dev.sightline.rtp.ReceiverReport;
import dev.sightline.rtp.ReportBlock;
import dev.sightline.rtp.RtcpCompound;
import dev.sightline.rtp.SourceDescription;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A media server behind an address translation of this host")
class TranslatedServerTest {
    private static final String CONTAINER = "172.17.0.2";

    private static final String RULE = "ip f forward: drop";

    private Traffic traffic = new Traffic();
    private int sequence;
    private int reports;

    /** The camera's RTP on the host's link, and the same on the container's. */
    private void rtp() {
        ByteBuf packet = Unpooled.wrappedBuffer(TestPackets.rtp(Traffic.SSRC, sequence++));
        traffic.datagram("eth0", Direction.IN, Traffic.CAMERA, 5_006, Traffic.SERVER, 40_000, packet);
        traffic.datagram("docker0", Direction.UNKNOWN, Traffic.CAMERA, 5_006, CONTAINER, 40_000, packet.duplicate());
    }

    private ByteBuf report() {
        ByteBuf out = Unpooled.buffer();
        RtcpCompound.write(
                out,
                List.of(new ReceiverReport(
                        1, List.of(new ReportBlock(Traffic.SSRC, 0, 0, sequence, reports++, 0, 0)))));
        return out;
    }

    private void flow(double seconds, Runnable with) {
        for (int i = 0; i < 10 * seconds; i++) {
            rtp();
            if (i % 5 == 0) {
                with.run();
            }
            traffic.pass(Duration.ofMillis(100));
        }
    }

    private void fromContainer(Direction direction, String to, int port, ByteBuf report) {
        traffic.datagram("docker0", direction, CONTAINER, 40_001, to, port, report);
    }

    /** What the container sends and this host passes on; of RTP that does not reach it no report tells. */
    private void passedOn(ByteBuf report) {
        fromContainer(Direction.UNKNOWN, Traffic.CAMERA, 5_007, report);
        traffic.datagram("eth0", Direction.OUT, Traffic.SERVER, 40_001, Traffic.CAMERA, 5_007, report.duplicate());
    }

    private ByteBuf emptyReport() {
        ByteBuf out = Unpooled.buffer();
        RtcpCompound.write(
                out,
                List.of(
                        new ReceiverReport(1, List.of()),
                        SourceDescription.ofCname(1, "server" + String.format("%05d", reports++))));
        return out;
    }

    /** Of media that comes by this link. */
    private static DropScope by(String link, List<PortRange> from, List<PortRange> to, DropScope.Spared... spared) {
        return new DropScope(
                List.of(),
                from,
                List.of(),
                to,
                List.of(new PacketCondition.Link(/* incoming= */ true, List.of(link), /* negated= */ false)),
                /* whole= */ true,
                /* narrow= */ true,
                List.of(spared));
    }

    private static List<PortRange> port(int port) {
        return List.of(new PortRange(port, port));
    }

    private CameraVerdict judge() {
        return traffic.judge();
    }

    @ParameterizedTest(name = "from port {0}")
    @ValueSource(ints = {40_001, 61_001})
    void isCreditedWithWhatLeavesThisHostForTheCameraFromWhateverPort(int translatedPort) {
        flow(9, () -> {
            ByteBuf report = report();
            fromContainer(Direction.UNKNOWN, Traffic.CAMERA, 5_007, report);
            traffic.datagram(
                    "eth0", Direction.OUT, Traffic.SERVER, translatedPort, Traffic.CAMERA, 5_007, report.duplicate());
        });

        assertThat(judge().verdict()).isEqualTo(Verdict.DELIVERED);
        assertThat(judge().finding().reason()).contains("left by eth0 for 10.77.0.2:5007");
        assertThat(judge().streams()).hasSize(1);
    }

    @Test
    void isNamedWhereNothingIsSeenForWhatItSendsToItsOwnLoIsNot() {
        flow(9, () -> {});

        assertThat(judge().verdict()).isEqualTo(Verdict.SILENT);
        assertThat(judge().finding().causes()).startsWith(Cause.BEHIND_TRANSLATION);
        assertThat(judge().finding().reason())
                .contains("behind a translation to 172.17.0.2:40000 by docker0", "cannot be seen from here");
        assertThat(judge().finding().cure().orElse("")).contains("nsenter -t PID -n", "40000-40001");
    }

    /** An empty report is the same each time. */
    @Test
    void isNotCreditedWithTheSameThatLeavesThisHostLater() {
        ByteBuf report = Unpooled.wrappedBuffer(TestPackets.feedback(Traffic.SSRC));
        for (int second = 0; second < 9; second++) {
            if (second % 2 == 0) {
                fromContainer(Direction.UNKNOWN, Traffic.CAMERA, 5_007, report.duplicate());
            } else {
                traffic.datagram(
                        "eth0", Direction.OUT, Traffic.SERVER, 61_001, Traffic.CAMERA, 5_007, report.duplicate());
            }
            flow(1, () -> {});
        }

        assertThat(judge().verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(judge().finding().causes()).containsExactly(Cause.NOT_CAPTURED);
    }

    @Test
    void isOneOnlyWhileTheRtpGoesOnToIt() {
        flow(3, () -> {});
        traffic.flow(9, () -> {});

        assertThat(judge().finding().causes()).doesNotContain(Cause.BEHIND_TRANSLATION);
    }

    /** Whoever makes many streams of one socket does not make judging slow. */
    @ParameterizedTest(name = "behind {0} others: found {1}")
    @CsvSource({"63, true", "64, false"})
    void isLookedForAmongTheFirstStreamsOfASocketAlone(int others, boolean found) {
        for (int port = 40_100; port < 40_100 + others; port++) {
            for (int i = 0; i < 4; i++) {
                ByteBuf packet = Unpooled.wrappedBuffer(TestPackets.rtp(Traffic.SSRC, 20_000 + i));
                traffic.datagram("docker0", Direction.UNKNOWN, Traffic.CAMERA, 5_006, CONTAINER, port, packet);
            }
        }
        flow(9, () -> {});

        assertThat(traffic.judgeAll().stream()
                        .flatMap(camera -> camera.streams().stream())
                        .filter(stream -> stream.destination().getPort() == 40_000)
                        .anyMatch(stream -> stream.finding().causes().contains(Cause.BEHIND_TRANSLATION)))
                .isEqualTo(found);
    }

    @Test
    void isTrappedWhereItSendsToItsHost() {
        flow(9, () -> fromContainer(Direction.IN, Traffic.SERVER, 5_007, report()));

        assertThat(judge().verdict()).isEqualTo(Verdict.TRAPPED);
        assertThat(judge().finding().causes()).containsExactly(Cause.LOOPED_BACK);
        assertThat(judge().finding().cure().orElse("")).contains("camera-address");
    }

    @Test
    void isNotCalledDeliveredByWhatDoesNotLeaveThisHost() {
        flow(9, () -> fromContainer(Direction.UNKNOWN, Traffic.CAMERA, 5_007, report()));

        assertThat(judge().verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(judge().finding().causes()).containsExactly(Cause.NOT_CAPTURED);
        assertThat(judge().finding().reason()).contains("nothing was seen leaving from ports 40000-40999");
        assertThat(judge().finding().cure().orElse("")).contains("1024-65535", "forward");
    }

    @Test
    void isBlockedWhereARuleOfThisHostDropsWhatItForwards() {
        flow(9, () -> {
            fromContainer(Direction.UNKNOWN, Traffic.CAMERA, 5_007, report());
            InetSocketAddress from = new InetSocketAddress(CONTAINER, 40_001);
            InetSocketAddress to = new InetSocketAddress(Traffic.CAMERA, 5_007);
            traffic.drops.clear();
            traffic.drops.add(new FirewallDrop(
                    FirewallDrop.Way.FORWARD,
                    "inet fw forward: drop",
                    9,
                    traffic.start,
                    traffic.now,
                    Optional.of(from),
                    Optional.of(to),
                    FirewallDrop.Content.RTCP));
        });

        assertThat(judge().verdict()).isEqualTo(Verdict.BLOCKED);
        assertThat(judge().finding().causes()).containsExactly(Cause.DROPPED_OUT);
        assertThat(judge().finding().reason()).contains("(9 packets of a traced sample)");
    }

    @ParameterizedTest(name = "counted: {0}, another camera is served: {1}")
    @CsvSource({"true, false", "true, true", "false, false", "false, true"})
    void isBlockedByARuleThatNamesTheLinkOfTheContainer(boolean counted, boolean others) {
        DropScope scope = by("docker0", port(40_001), List.of());
        traffic.rules.addAll(
                counted
                        ? List.of()
                        : List.of(new DropRule(FirewallDrop.Way.FORWARD, RULE, traffic.start, scope, false)));
        flow(9, () -> {
            fromContainer(Direction.UNKNOWN, Traffic.CAMERA, 5_007, report());
            if (others) {
                traffic.datagram("eth0", Direction.OUT, Traffic.SERVER, 40_003, "10.77.0.3", 5_007, report());
            }
            IntStream.range(0, others ? 5 : 0).forEach(packet -> traffic.rtp("10.77.0.3", 5_006, 40_002));
        });
        if (counted) {
            traffic.drops.add(new FirewallDrop(
                    FirewallDrop.Way.FORWARD,
                    RULE,
                    18,
                    traffic.start,
                    traffic.now,
                    Optional.empty(),
                    Optional.empty(),
                    scope));
        }

        assertThat(judge().verdict()).as(judge().finding().reason()).isEqualTo(Verdict.BLOCKED);
        assertThat(judge().finding().causes()).containsExactly(Cause.DROPPED_OUT);
        assertThat(judge().finding().reason()).contains(RULE, "reaches this host", "on the way through");
        assertThat(judge().finding().cure().orElse("")).contains(RULE);
    }

    /** Connection tracking may know the camera's reports, which the translation led to the container. */
    @ParameterizedTest(name = "the camera reports: {0}, expected {1}")
    @CsvSource({"true, UNPROVEN", "false, BLOCKED"})
    void isNotBlockedByARuleThatMayLetItThrough(boolean reports, Verdict expected) {
        DropScope.Spared answers = new DropScope.Spared(
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(new PacketCondition.Answered(/* negated= */ false)),
                /* certain= */ true);
        traffic.rules.add(new DropRule(
                FirewallDrop.Way.FORWARD, RULE, traffic.start, by("docker0", List.of(), List.of(), answers), false));
        flow(9, () -> {
            fromContainer(Direction.UNKNOWN, Traffic.CAMERA, 5_007, report());
            if (reports) {
                traffic.report(Traffic.CAMERA, 5_007, 40_001, "camera");
            }
        });

        assertThat(judge().verdict()).as(judge().finding().reason()).isEqualTo(expected);
    }

    @Test
    void isNotCalledTrappedWhereWhatItSendsForTheCameraLeavesByNoPortAtAll() {
        traffic = new Traffic(new PortRange(1_024, 65_535));
        flow(9, () -> fromContainer(Direction.UNKNOWN, Traffic.CAMERA, 5_007, report()));

        assertThat(judge().verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(judge().finding().causes()).containsExactly(Cause.NOT_FORWARDED);
        assertThat(judge().finding().reason()).contains("came by docker0 for 10.77.0.2:5007", "does not forward it");
        assertThat(judge().finding().cure().orElse("")).startsWith("let this host forward");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "RTP is dropped on its way to the container, FORWARD, true, false, BLOCKED",
        "RTP is dropped before it is translated, IN, true, false, BLOCKED",
        "the rule is for this host alone, INPUT, true, false, DELIVERED",
        "the container gets it all the same, FORWARD, true, true, DELIVERED",
        "the media server is on this very host, FORWARD, false, false, DELIVERED",
    })
    void isBlockedByARuleThatTakesItsRtpWhileEmptyReportsLeave(
            String what, String hook, boolean container, boolean received, Verdict expected) {
        traffic.rules.add(new DropRule(
                hook.equals("FORWARD") ? FirewallDrop.Way.FORWARD : FirewallDrop.Way.IN,
                RULE,
                traffic.start,
                by("eth0", List.of(), port(40_000)),
                hook.equals("INPUT")));
        traffic.flow(9, () -> {
            ByteBuf report = received ? report() : emptyReport();
            sequence++;
            if (container) {
                passedOn(report);
            } else {
                traffic.datagram("eth0", Direction.OUT, Traffic.SERVER, 40_001, Traffic.CAMERA, 5_007, report);
            }
        });

        assertThat(judge().verdict()).as(judge().finding().reason()).isEqualTo(expected);
        if (expected == Verdict.BLOCKED) {
            assertThat(judge().finding().causes()).containsExactly(Cause.DROPPED_IN);
            assertThat(judge().finding().reason()).contains(RULE, "its reports hold nothing of this RTP");
        }
    }

    /** As a container that is started again in the host's own network. */
    @Test
    void isNoLongerBehindOneWhereTheSameLeavesWithoutIt() {
        traffic.rules.add(new DropRule(
                FirewallDrop.Way.IN,
                RULE,
                traffic.start,
                by("eth0", List.of(), port(40_000)),
                /* isForThisHost= */ true));
        traffic.flow(4, () -> passedOn(emptyReport()));
        assertThat(judge().verdict()).isEqualTo(Verdict.DELIVERED);

        traffic.flow(
                12,
                () -> traffic.datagram(
                        "eth0", Direction.OUT, Traffic.SERVER, 40_001, Traffic.CAMERA, 5_007, emptyReport()));

        assertThat(judge().verdict()).as(judge().finding().reason()).isEqualTo(Verdict.BLOCKED);
        assertThat(judge().finding().reason()).contains(RULE);
    }

    @Test
    void isNotTakenForOneWhereTheCameraSendsSomethingElseToAnotherHostBesides() {
        traffic.flow(
                9,
                () -> traffic.datagram(
                        "docker0",
                        Direction.UNKNOWN,
                        Traffic.CAMERA,
                        5_006,
                        CONTAINER,
                        40_000,
                        Unpooled.wrappedBuffer(TestPackets.rtp(Traffic.SSRC, 30_000 + sequence++))));

        assertThat(judge().streams()).hasSize(2);
        assertThat(judge().finding().causes()).doesNotContain(Cause.BEHIND_TRANSLATION);
    }

    private void forward(DropScope scope) {
        traffic.rules.add(new DropRule(FirewallDrop.Way.FORWARD, RULE, traffic.start, scope, false));
    }

    private static List<PortRange> ports(int first, int last) {
        return List.of(new PortRange(first, last));
    }

    private static DropScope when(PacketCondition condition) {
        return new DropScope(
                List.of(),
                List.of(),
                List.of(),
                ports(40_000, 50_000),
                List.of(condition),
                /* whole= */ true,
                /* narrow= */ true,
                List.of());
    }

    /** Empty reports leave; from the container they come from a port that is 10000 above. */
    private void emptyReportsLeave(int above) {
        int to = 5_006 + above;
        traffic.flow(9, () -> {
            ByteBuf report = emptyReport();
            traffic.datagram("docker0", Direction.UNKNOWN, CONTAINER, 50_000 + above, Traffic.CAMERA, to, report);
            traffic.datagram(
                    "eth0", Direction.OUT, Traffic.SERVER, 40_000 + above, Traffic.CAMERA, to, report.duplicate());
        });
    }

    /** By which port the container gets the RTP is not known: by its own, or by one that is translated likewise. */
    @ParameterizedTest(name = "a rule for the ports {0} to {1}: {2}")
    @CsvSource({
        "40000, 40000, DELIVERED",
        "50000, 50000, DELIVERED",
        "40000, 50000, BLOCKED",
    })
    void isBlockedByARuleOnlyWhereItTakesTheRtpForEveryPortThatItMayBeFor(int first, int last, Verdict expected) {
        forward(by("eth0", List.of(), ports(first, last)));
        emptyReportsLeave(1);

        assertThat(judge().verdict()).as(judge().finding().reason()).isEqualTo(expected);
    }

    @ParameterizedTest(name = "a rule for what leaves by {0}: {1}")
    @CsvSource({"docker0, BLOCKED", "eth0, DELIVERED"})
    void isBlockedByARuleThatNamesTheLinkByWhichItWouldGetTheRtp(String link, Verdict expected) {
        forward(when(new PacketCondition.Link(/* incoming= */ false, List.of(link), /* negated= */ false)));
        emptyReportsLeave(1);

        assertThat(judge().verdict()).as(judge().finding().reason()).isEqualTo(expected);
    }

    @ParameterizedTest(name = "RTCP goes by the port {0} above RTP''s: {1}")
    @CsvSource({"0, DELIVERED", "1, BLOCKED"})
    void isNotBlockedByARuleForFirstPacketsWhereTheRtpAnswersOne(int above, Verdict expected) {
        forward(when(new PacketCondition.Answered(/* negated= */ true)));
        emptyReportsLeave(above);

        assertThat(judge().verdict()).as(judge().finding().reason()).isEqualTo(expected);
    }

    @ParameterizedTest(name = "RTCP for port {0} as well: {1}")
    @CsvSource({"5007, BLOCKED", "5006, UNPROVEN"})
    void isBlockedByARuleOnlyWhereItTakesAllThatComesFromIt(int other, Verdict expected) {
        forward(by("docker0", List.of(), port(5_007)));
        flow(9, () -> {
            fromContainer(Direction.UNKNOWN, Traffic.CAMERA, 5_007, report());
            fromContainer(Direction.UNKNOWN, Traffic.CAMERA, other, report());
        });

        assertThat(judge().verdict()).as(judge().finding().reason()).isEqualTo(expected);
    }

    @Test
    void isNotBlockedWhereNothingComesFromItAnyMore() {
        forward(by("docker0", List.of(), port(5_007)));
        flow(3, () -> fromContainer(Direction.UNKNOWN, Traffic.CAMERA, 5_007, report()));
        assertThat(judge().verdict()).isEqualTo(Verdict.BLOCKED);

        flow(30, () -> {});

        assertThat(judge().verdict()).as(judge().finding().reason()).isEqualTo(Verdict.SILENT);
    }

    /** What may be of it came later than what certainly is. */
    @Test
    void isBlockedByTheRuleThatCertainlyDropsWhatItSends() {
        flow(9, () -> fromContainer(Direction.UNKNOWN, Traffic.CAMERA, 5_007, report()));
        traffic.drops.add(dropped(RULE, traffic.now.minusSeconds(1), by("docker0", port(40_001), List.of())));
        traffic.drops.add(dropped(
                "ip f forward: counter drop",
                traffic.now,
                new DropScope(List.of(), List.of(), List.of(), List.of(), /* certain= */ false)));

        assertThat(judge().verdict()).as(judge().finding().reason()).isEqualTo(Verdict.BLOCKED);
        assertThat(judge().finding().reason()).contains(RULE);
    }

    private FirewallDrop dropped(String rule, Instant last, DropScope scope) {
        return new FirewallDrop(
                FirewallDrop.Way.FORWARD, rule, 18, traffic.start, last, Optional.empty(), Optional.empty(), scope);
    }

    @Test
    void isTrappedByTheLinkByWhichWhatItSendsComes() {
        flow(9, () -> fromContainer(Direction.UNKNOWN, "10.77.0.250", 5_007, report()));

        assertThat(judge().verdict()).as(judge().finding().reason()).isEqualTo(Verdict.TRAPPED);
        assertThat(judge().finding().reason()).contains(" came by docker0 for 10.77.0.250:5007");
    }
}
