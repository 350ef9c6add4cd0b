package dev.sightline.probe.judge;

import static dev.sightline.probe.judge.Traffic.CAMERA;
import static dev.sightline.probe.judge.Traffic.SERVER;
import static dev.sightline.probe.judge.Traffic.SSRC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Coverage;
import dev.sightline.probe.Evidence;
import dev.sightline.probe.Finding;
import dev.sightline.probe.LinkPath;
import dev.sightline.probe.Neighbour;
import dev.sightline.probe.Neighbour.State;
import dev.sightline.probe.Route;
import dev.sightline.probe.RtcpFlow;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.host.Host;
import dev.sightline.probe.host.Neighbours;
import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.LinkEnds;
import dev.sightline.rtp.ReportBlock;
import dev.sightline.rtp.RtcpCompound;
import dev.sightline.rtp.SenderReport;
import dev.sightline.rtp.SourceDescription;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
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

@DisplayName("RTCP for another station of the link than the one from which the camera's RTP comes")
class OtherStationTest {
    private static final long OWN = 0x02_00_00_00_00_01L;
    private static final long ITS = 0x02_00_00_00_00_02L;
    private static final long ROUTER = 0x02_00_00_00_00_fdL;
    private static final long VRRP = 0x00_00_5e_00_01_07L;
    private static final long ALL = 0xff_ff_ff_ff_ff_ffL;
    private static final InetAddress GATEWAY = new InetSocketAddress("10.77.0.253", 0).getAddress();
    private static final Optional<Route> DIRECT = Optional.of(new Route("eth0", Optional.empty(), Optional.empty()));
    private static final Optional<Route> BY_A_ROUTER =
            Optional.of(new Route("eth0", Optional.of(GATEWAY), Optional.empty()));

    private final Traffic traffic = new Traffic();
    private boolean isShared;
    private boolean isWrittenDown;

    private final Neighbours neighbours = new Neighbours() {
        @Override
        public Optional<Neighbour> of(InetAddress address) {
            return traffic.neighbour.filter(known -> address.equals(new InetSocketAddress(CAMERA, 0).getAddress()));
        }

        @Override
        public boolean isShared(InetAddress address, String linkAddress) {
            return isShared;
        }

        @Override
        public boolean isWrittenDown(InetAddress address, String interfaceName) {
            return isWrittenDown;
        }
    };

    OtherStationTest() {
        stations(ITS, ROUTER);
    }

    /** Whom a frame is for, a cooked capture does not know of what comes either. */
    private void stations(long from, long to) {
        traffic.comes = new LinkEnds(from, to == 0 ? 0 : OWN, 0);
        traffic.leaves = new LinkEnds(OWN, to, 0);
    }

    private Host host() {
        return new Host(address -> traffic.route, neighbours, traffic.host().firewall());
    }

    /** A cooked capture knows no receivers, and shows zeros of the RTP, too. */
    @ParameterizedTest(name = "the RTP is for {0}: {1}")
    @CsvSource({"2199023255553, UNPROVEN", "0, DELIVERED"})
    void isInDoubtWhereItIsForTheLinkAddressOfZeros(long receiver, Verdict expected) {
        traffic.hopLimit = 64;
        traffic.comes = new LinkEnds(ITS, receiver, 0);
        traffic.leaves = new LinkEnds(OWN, 0, 0);
        traffic.flow(2, traffic::delivered);

        Finding found = traffic.judge().finding();
        assertThat(found.verdict()).as(found.reason()).isEqualTo(expected);
        if (expected == Verdict.UNPROVEN) {
            assertThat(found.causes()).containsExactly(Cause.OTHER_STATION);
            assertThat(found.reason()).contains("to the link address 00:00:00:00:00:00, which no station has");
        }
    }

    private Finding judged(Host host) {
        traffic.flow(2, traffic::delivered);
        return traffic.verdicts.judge(traffic.now, Coverage.all(), host).get(0).finding();
    }

    private static void assertUnproven(Finding found) {
        assertThat(found.verdict()).as(found.reason()).isEqualTo(Verdict.UNPROVEN);
        assertThat(found.causes()).containsExactly(Cause.OTHER_STATION);
        assertThat(found.reason())
                .contains("to the link address 02:00:00:00:00:fd, but its RTP comes from 02:00:00:00:00:02");
        assertThat(found.cure().orElse("")).contains("ip neigh").contains(CAMERA);
    }

    @ParameterizedTest(name = "route {0}, {1} left of the hop limit, to {2}, which others have {3}, by hand {4}: {5}")
    @CsvSource({
        "direct, 64, ROUTER, false, false, UNPROVEN",
        "direct, 64, ROUTER, true,  false, UNPROVEN",
        "direct, 63, ROUTER, false, false, UNPROVEN",
        "direct, 63, ROUTER, true,  false, DELIVERED",
        "direct, 63, VRRP,   false, false, DELIVERED",
        "direct, 64, VRRP,   false, false, DELIVERED",
        "direct, 64, ITS,    false, true,  DELIVERED",
        "router, 64, ROUTER, true,  false, UNPROVEN",
        "router, 128, VRRP,  true,  false, UNPROVEN",
        "router, 63, ROUTER, true,  false, DELIVERED",
        "router, 60, ROUTER, true,  false, DELIVERED",
        "router, 0,  ROUTER, true,  false, DELIVERED",
        "router, 63, ROUTER, true,  true,  UNPROVEN",
        "router, 63, VRRP,   true,  true,  DELIVERED",
        "router, 63, ITS,    true,  true,  DELIVERED",
        "router, 63, OWN,    true,  false, UNPROVEN",
        "none,   63, OWN,    false, false, UNPROVEN",
        "none,   64, ROUTER, false, false, UNPROVEN",
        "none,   255, VRRP,  false, false, UNPROVEN",
        "none,   63, ROUTER, false, false, DELIVERED",
        "none,   60, ROUTER, false, false, DELIVERED",
        "none,   64, ALL,    false, false, DELIVERED",
        "none,   64, 0,      false, false, DELIVERED",
    })
    void isJudgedByTheRouteAndTheRoutersThatTheRtpCrossed(
            String route, int hopLimit, String to, boolean shared, boolean byHand, Verdict verdict) {
        traffic.route = route.equals("direct") ? DIRECT : route.equals("router") ? BY_A_ROUTER : Optional.empty();
        traffic.hopLimit = hopLimit;
        isShared = shared;
        isWrittenDown = byHand;
        stations(
                ITS,
                switch (to) {
                    case "ROUTER" -> ROUTER;
                    case "VRRP" -> VRRP;
                    case "ITS" -> ITS;
                    case "OWN" -> OWN;
                    case "ALL" -> ALL;
                    default -> 0;
                });

        Finding found = judged(host());

        assertThat(found.verdict()).as(found.reason()).isEqualTo(verdict);
        if (verdict == Verdict.UNPROVEN) {
            assertThat(found.causes()).containsExactly(Cause.OTHER_STATION);
        }
    }

    @ParameterizedTest(name = "written down by hand: {0}")
    @ValueSource(booleans = {false, true})
    void isAWrongNeighbourWhereTheKernelSendsItToTheCameraItself(boolean byHand) {
        traffic.route = DIRECT;
        isWrittenDown = byHand;

        Finding found = judged(host());

        assertUnproven(found);
        assertThat(found.reason()).contains("another device has the camera's address, or this host's neighbour entry");
        assertThat(found.reason().contains("by hand (PERMANENT)")).isEqualTo(byHand);
        assertThat(found.cure().orElse("")).contains("ip neigh del 10.77.0.2 dev eth0", "arping -D -I eth0 10.77.0.2");
    }

    @ParameterizedTest(name = "RTP comes from {0}: {1}")
    @CsvSource({"OWN, DELIVERED", "ITS, UNPROVEN", "both, UNPROVEN", "no station, UNPROVEN"})
    void isBelievedUnderOneAddressOfBothOnlyWhereAllRtpComesFromThatToo(String from, Verdict verdict) {
        traffic.route = BY_A_ROUTER;
        traffic.hopLimit = 63;
        traffic.comes = from.equals("no station") ? LinkEnds.UNKNOWN : new LinkEnds(OWN, OWN, 0);
        traffic.leaves = new LinkEnds(OWN, OWN, 0);

        traffic.flow(4, () -> {
            traffic.delivered();
            if (!from.equals("no station")) {
                boolean isIts = from.equals("ITS") || (from.equals("both") && traffic.comes.source() == OWN);
                traffic.comes = new LinkEnds(isIts ? ITS : OWN, OWN, 0);
            }
        });

        Finding found = traffic.verdicts
                .judge(traffic.now, Coverage.all(), host())
                .get(0)
                .finding();
        assertThat(found.verdict()).as(found.reason()).isEqualTo(verdict);
        if (verdict == Verdict.UNPROVEN) {
            assertThat(found.causes()).containsExactly(Cause.OTHER_STATION);
            assertThat(found.reason()).contains("to the link address 02:00:00:00:00:01 under which it leaves itself");
        }
    }

    @Test
    void isNoDeliveryOfWhatIsTrappedWhereItIsForTheLinkAddressThatSendsIt() {
        traffic.hopLimit = 63;
        traffic.leaves = new LinkEnds(OWN, OWN, 0);

        traffic.flow(4, () -> {
            traffic.delivered();
            traffic.feedback("lo", 40_001, "127.0.0.1", 10);
        });

        assertThat(traffic.verdicts
                        .judge(traffic.now, Coverage.all(), host())
                        .get(0)
                        .verdict())
                .isEqualTo(Verdict.TRAPPED);
    }

    @Test
    void isARouterOnTheCamerasOwnLink() {
        traffic.route = BY_A_ROUTER;
        traffic.hopLimit = 64;

        Finding found = judged(host());

        assertThat(found.verdict()).as(found.reason()).isEqualTo(Verdict.UNPROVEN);
        assertThat(found.causes()).containsExactly(Cause.OTHER_STATION);
        assertThat(found.reason())
                .contains("by the router 10.77.0.253, to the link address 02:00:00:00:00:fd")
                .contains("the camera is on this very link (its hop limit, 64, is whole)");
        assertThat(found.cure().orElse(""))
                .contains("remove the route by the router", "ip route replace 10.77.0.2 dev eth0");
    }

    @Test
    void isARouterOnTheLinkWhereTheKernelKnowsTheCameraThere() {
        traffic.route = BY_A_ROUTER;
        traffic.hopLimit = 50;
        traffic.neighbour = Optional.of(new Neighbour("eth0", State.RESOLVED, Optional.of(LinkEnds.words(ITS))));

        assertThat(judged(host()).causes()).containsExactly(Cause.OTHER_STATION);
    }

    /** Who sends the RTP is a router then, which answers for the camera. */
    @Test
    void isDeliveredWhereTheKernelKnowsTheCameraAtOneWhoHasOtherAddresses() {
        traffic.route = BY_A_ROUTER;
        traffic.hopLimit = 50;
        traffic.neighbour = Optional.of(new Neighbour("eth0", State.RESOLVED, Optional.of(LinkEnds.words(ITS))));
        isShared = true;

        assertThat(judged(host()).verdict()).isEqualTo(Verdict.DELIVERED);
    }

    @Test
    void isRemarkedOnWhereThatOneAnswersForOthers() {
        traffic.route = DIRECT;
        traffic.hopLimit = 62;
        isShared = true;

        Finding found = judged(host());

        assertThat(found.verdict()).as(found.reason()).isEqualTo(Verdict.DELIVERED);
        assertThat(found.causes()).containsExactly(Cause.ASYMMETRIC_ROUTE);
        assertThat(found.reason()).contains("taken for delivered, since that one answers for others, too");
    }

    @Test
    void isTooEarlyToTellBeforeTheNeighboursAreRead() {
        traffic.route = BY_A_ROUTER;
        traffic.hopLimit = 62;
        traffic.flow(1, traffic::delivered);

        Finding found = traffic.verdicts
                .judge(traffic.now, Coverage.all(), host())
                .get(0)
                .finding();

        assertThat(found.verdict()).as(found.reason()).isEqualTo(Verdict.UNPROVEN);
        assertThat(found.causes()).containsExactly(Cause.TOO_EARLY);
        assertThat(judged(host()).verdict()).isEqualTo(Verdict.DELIVERED);
    }

    @Test
    void isToldInACaptureWithoutARoute() {
        traffic.hopLimit = 64;

        Finding found = judged(TestHost.unknown());

        assertUnproven(found);
        assertThat(found.reason()).contains("so a router gets it, or another device with the camera's address");
    }

    @Test
    void isNoDeliveryInTheEvidenceWhichNamesBoth() {
        traffic.route = DIRECT;
        judged(host());

        Evidence evidence = traffic.verdicts
                .judge(traffic.now, Coverage.all(), host())
                .get(0)
                .evidence();

        assertThat(evidence.rtcpOut()).extracting(RtcpFlow::meaning).containsExactly(Meaning.LINK_IN_DOUBT);
        assertThat(evidence.returnPath().link())
                .contains(new LinkPath(
                        "eth0", List.of("02:00:00:00:00:02"), List.of("02:00:00:00:00:fd"), List.of(), List.of()));
    }

    /** As a mirror port shows it: from the camera to its router, and from that one on. */
    @Test
    void isDeliveredWhereACaptureShowsBothSidesOfARouter() {
        traffic.hopLimit = 64;
        traffic.flow(2, () -> {
            traffic.comes = new LinkEnds(traffic.comes.source() == ITS ? ROUTER : ITS, OWN, 0);
            traffic.leaves = new LinkEnds(OWN, VRRP, 0);
            traffic.delivered();
            traffic.leaves = new LinkEnds(ROUTER, ITS, 0);
            traffic.delivered();
        });

        assertThat(traffic.judge().verdict()).isEqualTo(Verdict.DELIVERED);
    }

    @Test
    void beginsWhenItGoesThereAndEndsWhenItGoesToTheCameraAgain() {
        traffic.route = DIRECT;
        stations(ITS, ITS);
        assertThat(judged(host()).verdict()).isEqualTo(Verdict.DELIVERED);
        Instant astray = traffic.now;
        stations(ITS, ROUTER);

        Finding found = judged(host());

        assertThat(found.verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(found.since()).isEqualTo(astray);
        Instant mended = traffic.now;
        stations(ITS, ITS);
        Finding again = judged(host());
        assertThat(again.verdict()).as(again.reason()).isEqualTo(Verdict.DELIVERED);
        assertThat(again.since()).isEqualTo(mended);
    }

    /** It gets the media server's RTP, by the same way. */
    @ParameterizedTest(name = "its reports tell of more: {0}")
    @ValueSource(booleans = {true, false})
    void isDeliveredWhereTheCameraReportsThatMoreAndMoreArrives(boolean rises) {
        traffic.route = DIRECT;
        traffic.flow(4, () -> {
            traffic.delivered();
            ByteBuf report = Unpooled.buffer();
            int highest =
                    rises ? (int) Duration.between(traffic.start, traffic.now).toMillis() : 7;
            RtcpCompound.write(
                    report,
                    List.of(
                            new SenderReport(SSRC, 0, 0, 9, 9, List.of(new ReportBlock(1, 0, 0, highest, 0, 0, 0))),
                            SourceDescription.ofCname(SSRC, "camera")));
            traffic.datagram("eth0", Direction.IN, CAMERA, 5_007, SERVER, 40_001, report);
        });

        Verdict verdict = traffic.verdicts
                .judge(traffic.now, Coverage.all(), host())
                .get(0)
                .verdict();
        assertThat(verdict).isEqualTo(rises ? Verdict.DELIVERED : Verdict.UNPROVEN);
    }

    @ParameterizedTest(name = "to {0}, with {1} left of the hop limit, marked as {2}: {3}")
    @CsvSource({
        "OWN, 63, IN,  UNREACHABLE",
        "OWN, 63, OUT, UNREACHABLE",
        "OWN, 64, IN,  DELIVERED",
        "ITS, 63, OUT, DELIVERED",
        "0,   63, IN,  UNREACHABLE",
        "0,   63, OUT, DELIVERED",
    })
    void isSentBackWhereItComesInAgain(String to, int hopLimit, Direction direction, Verdict verdict) {
        traffic.route = BY_A_ROUTER;
        stations(ROUTER, ROUTER);
        traffic.hopLimit = 64;
        long receiver = to.equals("OWN") ? OWN : to.equals("ITS") ? ITS : 0;
        if (receiver == 0) {
            stations(ROUTER, 0);
        }
        traffic.tap = Optional.of(datagram -> {
            if (datagram.direction() == Direction.OUT) {
                traffic.verdicts.seen(new Datagram(
                        datagram.at().plusMillis(1),
                        datagram.interfaceName(),
                        direction,
                        datagram.source(),
                        datagram.destination(),
                        datagram.payload(),
                        datagram.truncated(),
                        hopLimit,
                        false,
                        new LinkEnds(ROUTER, receiver, 0)));
            }
        });

        Finding found = judged(host());

        assertThat(found.verdict()).as(found.reason()).isEqualTo(verdict);
        if (verdict == Verdict.UNREACHABLE) {
            assertThat(found.causes()).containsExactly(Cause.SENT_BACK);
            assertThat(found.reason()).contains("comes in again: the router 10.77.0.253", "sends it back to this host");
            assertThat(found.cure().orElse("")).contains("give that router a way to 10.77.0.2");
        }
    }

    @ParameterizedTest(name = "RTP on {0}, RTCP on {1}, {2} left of the hop limit: {3}")
    @CsvSource({
        "10, 20, 64, UNPROVEN",
        "10, 20, 60, UNPROVEN",
        "10, 20, 63, DELIVERED",
        "10, 10, 64, DELIVERED",
        "0,  20, 64, DELIVERED",
        "10, 0,  64, DELIVERED",
    })
    void isOnAnotherLinkWhereItHasAnotherVlanTag(int rtp, int rtcp, int hopLimit, Verdict verdict) {
        traffic.hopLimit = hopLimit;
        traffic.comes = new LinkEnds(ITS, OWN, rtp);
        traffic.leaves = new LinkEnds(OWN, ITS, rtcp);

        Finding found = judged(TestHost.unknown());

        assertThat(found.verdict()).as(found.reason()).isEqualTo(verdict);
        boolean another = rtp == 10 && rtcp == 20;
        assertThat(found.causes().contains(Cause.ASYMMETRIC_ROUTE)).isEqualTo(another);
        if (another) {
            assertThat(found.reason()).contains("eth0 (VLAN 20)", "its RTP comes by eth0 (VLAN 10)");
        }
    }
}
