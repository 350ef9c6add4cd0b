package dev.sightline.probe.judge;

import static dev.sightline.probe.judge.Traffic.CAMERA;
import static dev.sightline.probe.judge.Traffic.SERVER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Coverage;
import dev.sightline.probe.DropScope;
import dev.sightline.probe.Finding;
import dev.sightline.probe.FirewallDrop;
import dev.sightline.probe.Negotiation;
import dev.sightline.probe.PacketCondition;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.Route;
import dev.sightline.probe.RtcpFlow;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.judge.seen.WatchRules;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.TestPackets;
import dev.sightline.rtp.ReceiverReport;
import dev.sightline.rtp.Remb;
import dev.sightline.rtp.ReportBlock;
import dev.sightline.rtp.RtcpCompound;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RTCP that reaches a forwarding or bridging host")
class NotForwardedTest {
    private static final Duration LATER = Duration.ofNanos(4_000);

    private final Traffic traffic = new Traffic();
    private int sequence;
    private int reports;
    private boolean withRemb;

    /** What comes by {@code first} and is seen on {@code then}, whichever of the two is read first. */
    private void rtp(String first, String then, Direction direction, Duration after) {
        Instant at = traffic.now;
        ByteBuf packet = Unpooled.wrappedBuffer(TestPackets.rtp(Traffic.SSRC, sequence++));
        boolean readInTurn = sequence % 16 < 8;
        for (boolean of : List.of(readInTurn, !readInTurn)) {
            traffic.now = of ? at : at.plus(after);
            traffic.datagram(of ? first : then, direction, CAMERA, 5_006, SERVER, 40_000, packet.duplicate());
        }
        traffic.now = at;
    }

    private void rtcp(Direction direction, String... names) {
        ByteBuf out = Unpooled.buffer();
        RtcpCompound.write(
                out, withRemb ? List.of(report(), new Remb(1, 500_000, List.of(Traffic.SSRC))) : List.of(report()));
        for (String name : names) {
            traffic.datagram(name, direction, SERVER, 40_001, CAMERA, 5_007, out.duplicate());
        }
    }

    private ReceiverReport report() {
        return new ReceiverReport(1, List.of(new ReportBlock(Traffic.SSRC, 0, 0, sequence, reports++, 0, 0)));
    }

    private void flow(double seconds, Runnable rtp, Runnable rtcp) {
        for (int i = 0; i < 50 * seconds; i++) {
            rtp.run();
            if (i % 25 == 0) {
                rtcp.run();
            }
            traffic.pass(Duration.ofMillis(20));
        }
    }

    /** The media server is behind a link of its own: a container, a virtual machine. */
    private void forwarded() {
        rtp("eth0", "vnet0", Direction.UNKNOWN, LATER);
    }

    /** The media server is on this host, whose address is the bridge's. */
    private void bridged() {
        rtp("eth0", "br0", Direction.IN, Duration.ZERO);
    }

    private Finding found() {
        return traffic.judge().finding();
    }

    private void assertNotForwarded(String missing) {
        assertThat(found().verdict()).as(found().reason()).isEqualTo(Verdict.UNPROVEN);
        assertThat(found().causes()).containsExactly(Cause.NOT_FORWARDED);
        assertThat(found().reason()).contains("none is seen leaving by " + missing);
    }

    @Test
    void isNotDeliveredByComingIn() {
        flow(10, this::forwarded, () -> rtcp(Direction.UNKNOWN, "vnet0"));

        assertNotForwarded("eth0");
        assertThat(found().reason()).contains("reached this host by vnet0");
        assertThat(found().cure().orElse("")).contains("ip_forward");
    }

    /** As of a guest on a bridge, whose lo is another one; the gateway heals a camera that is silent. */
    @ParameterizedTest(name = "negotiated: {0}")
    @CsvSource({"false, UNPROVEN, NOT_CAPTURED", "true, SILENT, NO_FEEDBACK"})
    void isNoProvenSilenceWhereNoneComesFromWhereTheRtpGoesOnTo(boolean negotiated, Verdict verdict, Cause cause) {
        if (negotiated) {
            traffic.verdicts.negotiated(new Negotiation(
                    "gate",
                    1,
                    Optional.empty(),
                    "v=0\no=- 1 1 IN IP4 10.77.0.2\ns=-\nc=IN IP4 10.77.0.2\nt=0 0\nm=video 5006 RTP/AVPF 96\n",
                    "v=0\no=- 1 1 IN IP4 10.77.0.1\ns=-\nc=IN IP4 10.77.0.1\nt=0 0\nm=video 40000 RTP/AVPF 96\n"));
        }
        flow(10, this::forwarded, () -> {});

        assertThat(found().verdict()).as(found().reason()).isEqualTo(verdict);
        assertThat(found().causes()).containsExactly(cause);
        if (!negotiated) {
            assertThat(found().reason())
                    .startsWith("no RTCP was seen for 10.77.0.2:5006")
                    .contains("only passes this host, by vnet0 on to 10.77.0.1:40000");
            assertThat(found().cure().orElse("")).contains("10.77.0.1", "--media-ports 40000-40001");
        }
    }

    /** The offer named an address of this host, which the media server behind it does not have. */
    @Test
    void isTrappedWhereItIsForThisHostItself() {
        flow(10, this::forwarded, () -> {
            ByteBuf out = Unpooled.buffer();
            RtcpCompound.write(out, List.of(report()));
            traffic.datagram("vnet0", Direction.IN, SERVER, 40_001, "192.0.2.9", 5_007, out);
        });

        assertThat(found().verdict()).as(found().reason()).isEqualTo(Verdict.TRAPPED);
        assertThat(found().causes()).containsExactly(Cause.LOOPED_BACK);
        assertThat(found().reason()).contains("came by vnet0 for 192.0.2.9:5007");
    }

    @Test
    void isDeliveredWhereItLeavesByTheCamerasLink() {
        flow(10, this::forwarded, () -> rtcp(Direction.UNKNOWN, "vnet0", "eth0"));

        assertThat(found().verdict()).as(found().reason()).isEqualTo(Verdict.DELIVERED);
        assertThat(found().causes()).containsExactly(Cause.REMB_MISSING);
    }

    @Test
    void lacksNoRembWhereThatLeavesToo() {
        withRemb = true;
        flow(10, this::forwarded, () -> rtcp(Direction.UNKNOWN, "vnet0", "eth0"));

        assertThat(found().verdict()).as(found().reason()).isEqualTo(Verdict.DELIVERED);
        assertThat(found().causes()).isEmpty();
        assertThat(found().reason()).contains("20 RTCP datagrams (REMB 20, RR 20)");
    }

    @Test
    void isCountedWithItsTypesWhereItLeavesThoughItWasSeenComingIn() {
        flow(10, this::forwarded, () -> rtcp(Direction.UNKNOWN, "vnet0", "eth0"));

        assertThat(found().reason()).contains("20 RTCP datagrams (RR 20)");
        assertThat(traffic.judge().evidence().rtcpOut())
                .filteredOn(flow -> flow.meaning() == RtcpFlow.Meaning.DELIVERED)
                .singleElement()
                .satisfies(flow -> {
                    assertThat(flow.datagrams()).isEqualTo(20);
                    assertThat(flow.types()).containsOnly(Map.entry("RR", 20L));
                });
    }

    @Test
    void isBlockedWhereARuleOfThisHostDropsIt() {
        flow(10, this::forwarded, () -> {
            rtcp(Direction.UNKNOWN, "vnet0");
            traffic.drops.clear();
            traffic.drops.add(new FirewallDrop(
                    FirewallDrop.Way.FORWARD,
                    "inet f forward: drop",
                    9,
                    traffic.start,
                    traffic.now,
                    Optional.of(new InetSocketAddress(SERVER, 40_001)),
                    Optional.of(new InetSocketAddress(CAMERA, 5_007)),
                    FirewallDrop.Content.RTCP));
        });

        assertThat(found().verdict()).as(found().reason()).isEqualTo(Verdict.BLOCKED);
        assertThat(found().causes()).containsExactly(Cause.DROPPED_OUT);
    }

    /** A counter for what is forwarded counts others' packets, too; one for whatever passes proves nothing but by its text. */
    @ParameterizedTest(name = "to port {0}, by {1}, the whole rule {2}: {3}")
    @CsvSource({
        "5007, , false, BLOCKED",
        "5009, , false, UNPROVEN",
        ", , true, BLOCKED",
        ", , false, UNPROVEN",
        ", vnet0, true, BLOCKED",
        ", eth0, true, UNPROVEN",
    })
    void isBlockedWhereARuleForMoreDropsItOnTheWayThrough(
            @Nullable Integer port, @Nullable String comesBy, boolean whole, Verdict expected) {
        flow(10, this::forwarded, () -> rtcp(Direction.UNKNOWN, "vnet0"));
        traffic.drops.add(new FirewallDrop(
                FirewallDrop.Way.FORWARD,
                "bridge f c: counter drop",
                20,
                traffic.start.plusMillis(100),
                traffic.now,
                Optional.empty(),
                Optional.empty(),
                new DropScope(
                        List.of(),
                        List.of(),
                        List.of(),
                        port == null ? List.of() : List.of(new PortRange(port, port)),
                        comesBy == null
                                ? List.of()
                                : List.of(new PacketCondition.Link(
                                        /* incoming= */ true, List.of(comesBy), /* negated= */ false)),
                        whole,
                        /* narrow= */ false,
                        List.of())));

        assertThat(found().verdict()).as(found().reason()).isEqualTo(expected);
        if (expected == Verdict.BLOCKED) {
            assertThat(found().causes()).containsExactly(Cause.DROPPED_OUT);
            assertThat(found().reason()).contains("drops it on the way through: bridge f c");
        }
    }

    @Test
    void isNotBlockedByARuleForMoreOnceNoneComesAnyMore() {
        flow(10, this::forwarded, () -> rtcp(Direction.UNKNOWN, "vnet0"));
        flow(40, this::forwarded, () -> {});
        traffic.drops.add(new FirewallDrop(
                FirewallDrop.Way.FORWARD,
                "bridge f c: udp dport 5007 counter drop",
                20,
                traffic.now.minusSeconds(2),
                traffic.now,
                Optional.empty(),
                Optional.empty(),
                new DropScope(List.of(), List.of(), List.of(), List.of(new PortRange(5_007, 5_007)), false)));

        assertThat(found().verdict()).as(found().reason()).isEqualTo(Verdict.SILENT);
    }

    @Test
    void isInDoubtWhereItLeavesByAThirdLink() {
        flow(10, this::forwarded, () -> rtcp(Direction.UNKNOWN, "vnet0", "eth2"));

        assertThat(found().verdict()).as(found().reason()).isEqualTo(Verdict.UNPROVEN);
        assertThat(found().causes()).containsExactly(Cause.ASYMMETRIC_ROUTE);
    }

    @Test
    void isNotDeliveredByABridgeAboveALinkOnWhichItIsNotSeen() {
        flow(10, this::bridged, () -> rtcp(Direction.OUT, "br0"));

        assertNotForwarded("eth0");
        assertThat(found().cure().orElse("")).contains("tables of the families bridge and netdev");
    }

    /** Of a slow camera the first packets tell, not every eighth. */
    @ParameterizedTest(name = "at {0} packets/s")
    @ValueSource(ints = {1, 2, 5, 25})
    void isDeliveredAtNoTimeByABridgeAboveALinkOnWhichItIsNotSeen(int rate) {
        List<Verdict> verdicts = new ArrayList<>();
        for (int i = 0; i < 12 * rate; i++) {
            bridged();
            if (i % Math.max(1, rate / 2) == 0) {
                rtcp(Direction.OUT, "br0");
            }
            traffic.pass(Duration.ofMillis(100));
            traffic.judgeAll().forEach(camera -> verdicts.add(camera.finding().verdict()));
            traffic.pass(Duration.ofMillis(1_000 / rate - 100 % (1_000 / rate)));
        }

        assertThat(verdicts).containsOnly(Verdict.UNPROVEN);
        assertThat(found().causes()).as(found().reason()).containsExactly(Cause.NOT_FORWARDED);
    }

    @ParameterizedTest(name = "at {0} packets/s")
    @ValueSource(ints = {1, 2, 5, 25})
    void isDeliveredSoonByABridgeAndItsPort(int rate) {
        for (int i = 0; i < 4 * rate; i++) {
            bridged();
            rtcp(Direction.OUT, "br0", "eth0");
            traffic.pass(Duration.ofMillis(1_000 / rate));
            traffic.judgeAll();
        }

        assertThat(found().verdict()).as(found().reason()).isEqualTo(Verdict.DELIVERED);
        assertThat(traffic.judge().history()).isEmpty();
    }

    /** What one interface shows is read before what another does: the more there are, the longer. */
    @ParameterizedTest(name = "after {1} ms where that takes {0} ms")
    @CsvSource({"150, 50", "1200, 300", "1200, 700"})
    void isNotDeliveredBeforeTheOtherInterfaceWasRead(int readWithin, int after) {
        traffic.coverage = Coverage.all().readWithin(Duration.ofMillis(readWithin));
        for (int i = 0; i < 5; i++) {
            traffic.datagram("br0", Direction.IN, CAMERA, 5_006, SERVER, 40_000, next());
        }
        rtcp(Direction.OUT, "br0");
        traffic.pass(Duration.ofMillis(after));

        assertThat(found().verdict()).as(found().reason()).isEqualTo(Verdict.UNPROVEN);
        assertThat(found().causes()).containsExactly(Cause.TOO_EARLY);
    }

    @Test
    void staysDeliveredWhereTheCamerasLinkChanges() {
        flow(
                4,
                () -> traffic.datagram("eth0", Direction.IN, CAMERA, 5_006, SERVER, 40_000, next()),
                () -> rtcp(Direction.OUT, "eth0"));
        assertThat(found().verdict()).as(found().reason()).isEqualTo(Verdict.DELIVERED);

        for (int i = 0; i < 8; i++) {
            flow(
                    0.5,
                    () -> traffic.datagram("eth1", Direction.IN, CAMERA, 5_006, SERVER, 40_000, next()),
                    () -> rtcp(Direction.OUT, "eth1"));
            assertThat(found().verdict()).as(found().reason()).isEqualTo(Verdict.DELIVERED);
        }
    }

    private ByteBuf next() {
        return Unpooled.wrappedBuffer(TestPackets.rtp(Traffic.SSRC, sequence++));
    }

    /** Each interface is read for itself, so a datagram may be read on the way out before it is on the way in. */
    @ParameterizedTest(name = "each {0}th on the way out first")
    @ValueSource(ints = {1, 2, 3, 20})
    void isCountedOnceAndNamesTheCamerasLinkInWhateverOrderItIsRead(int outFirst) {
        withRemb = true;
        flow(10, this::forwarded, () -> {
            boolean turned = reports % outFirst == 0;
            rtcp(Direction.UNKNOWN, turned ? "eth0" : "vnet0", turned ? "vnet0" : "eth0");
        });

        assertThat(found().reason()).startsWith("20 RTCP datagrams (REMB 20, RR 20) left by eth0 for ");
        assertThat(traffic.judge().evidence().rtcpOut()).singleElement().satisfies(flow -> {
            assertThat(flow.interfaceName()).isEqualTo("eth0");
            assertThat(flow.datagrams()).isEqualTo(20);
        });
    }

    @Test
    void isDeliveredByABridgeAndItsPort() {
        flow(10, this::bridged, () -> rtcp(Direction.OUT, "br0", "eth0"));

        assertThat(found().verdict()).as(found().reason()).isEqualTo(Verdict.DELIVERED);
        assertThat(found().causes()).containsExactly(Cause.REMB_MISSING);
    }

    @ParameterizedTest(name = "{0}, from {1}")
    @CsvSource({"UNKNOWN, vnet0", "OUT, bond0"})
    void isDeliveredByTheOtherLinkOfABond(Direction direction, String origin) {
        flow(
                10,
                () -> {
                    rtp("eth0", "bond0", origin.equals("bond0") ? Direction.IN : direction, Duration.ZERO);
                    if (!origin.equals("bond0")) {
                        sequence--;
                        rtp("eth0", origin, direction, LATER);
                    }
                },
                () -> rtcp(direction, origin, "bond0", "eth1"));

        assertThat(found().verdict()).as(found().reason()).isEqualTo(Verdict.DELIVERED);
    }

    @Test
    void staysDeliveredWhereACopyIsMissedNowAndThen() {
        flow(8, this::bridged, () -> rtcp(Direction.OUT, "br0", "eth0"));
        for (int i = 0; i < 12; i++) {
            boolean missed = i % 3 == 0;
            flow(0.5, this::bridged, () -> {
                if (missed) {
                    rtcp(Direction.OUT, "br0");
                } else {
                    rtcp(Direction.OUT, "br0", "eth0");
                }
            });
            assertThat(found().verdict()).as(found().reason()).isEqualTo(Verdict.DELIVERED);
        }
    }

    @Test
    void endsToBeDeliveredWhenTheBridgeBeginsToDropIt() {
        flow(8, this::bridged, () -> rtcp(Direction.OUT, "br0", "eth0"));
        flow(5, this::bridged, () -> rtcp(Direction.OUT, "br0"));

        assertNotForwarded("eth0");
    }

    @Test
    void isDeliveredAgainWhenItIsForwardedAgain() {
        flow(8, this::forwarded, () -> rtcp(Direction.UNKNOWN, "vnet0"));
        flow(2, this::forwarded, () -> rtcp(Direction.UNKNOWN, "vnet0", "eth0"));

        assertThat(found().verdict()).as(found().reason()).isEqualTo(Verdict.DELIVERED);
    }

    /** A bridge without an address has no route of its own, and needs none. */
    @Test
    void isNotCalledUnreachableForWantOfARouteOfABridgingHost() {
        traffic.route = Optional.of(Route.refused(Route.Kind.NO_ROUTE));
        flow(10, this::forwarded, () -> {});

        assertThat(found().verdict()).as(found().reason()).isEqualTo(Verdict.UNPROVEN);
    }

    /** As on an interface above the one by which it comes. */
    @Test
    void isSilenceWhereTheRtpIsForThisHostItselfAndSeenAgainALittleLater() {
        flow(10, () -> rtp("eth0", "eth0.10", Direction.IN, LATER), () -> {});

        assertThat(found().verdict()).as(found().reason()).isEqualTo(Verdict.SILENT);
    }

    /** A capture may be of any host, and nobody can look in the guest afterwards. */
    @Test
    void isSilenceInACapture() {
        Verdicts capture = new Verdicts(
                WatchRules.DEFAULT, new PortRange(40_000, 40_999), List.of(), traffic.start, /* retrospective= */ true);
        traffic.tap = Optional.of(capture::seen);
        flow(10, this::forwarded, () -> {});

        Finding found = capture.judge(traffic.now, Coverage.all(), TestHost.unknown())
                .get(0)
                .finding();
        assertThat(found.verdict()).as(found.reason()).isEqualTo(Verdict.SILENT);
    }
}
