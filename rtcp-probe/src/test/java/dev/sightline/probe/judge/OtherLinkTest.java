package dev.sightline.probe.judge;

import static dev.sightline.probe.judge.Traffic.CAMERA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Coverage;
import dev.sightline.probe.Evidence;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Neighbour;
import dev.sightline.probe.Neighbour.State;
import dev.sightline.probe.Route;
import dev.sightline.probe.RtcpFlow;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.host.Host;
import dev.sightline.probe.host.Neighbours;
import dev.sightline.probe.host.Routes;
import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.LinkEnds;
import dev.sightline.probe.packet.TestPackets;
import dev.sightline.rtp.ReportBlock;
import dev.sightline.rtp.RtcpCompound;
import dev.sightline.rtp.SenderReport;
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

@DisplayName("RTCP for the camera that leaves by another link than its RTP comes by")
class OtherLinkTest {
    private static final Optional<InetAddress> ROUTER = Optional.of(new InetSocketAddress("10.78.0.2", 0).getAddress());
    private static final Route ETH0 = new Route("eth0", Optional.empty(), Optional.empty());
    private static final Route ETH1 = new Route("eth1", Optional.empty(), Optional.empty());
    private static final Route ETH1_BY_A_ROUTER = new Route("eth1", ROUTER, Optional.empty());

    private final Traffic traffic = new Traffic();
    private boolean onItsLink;
    private boolean marks;
    private Route route = ETH1_BY_A_ROUTER;

    private final Routes routes = new Routes() {
        @Override
        public Optional<Route> to(InetAddress address) {
            return Optional.of(route);
        }

        @Override
        public boolean isOnLink(InetAddress address, String interfaceName) {
            return onItsLink && interfaceName.equals("eth0");
        }

        @Override
        public boolean mayHeedMarks() {
            return marks;
        }
    };

    private Finding judged(Host host) {
        traffic.flow(9, () -> traffic.feedback("eth1", 40_001, CAMERA, 5_007));
        return traffic.verdicts.judge(traffic.now, Coverage.all(), host).get(0).finding();
    }

    private Host host() {
        return new Host(routes, traffic.host().neighbours(), traffic.host().firewall());
    }

    private Finding live() {
        return judged(host());
    }

    private void answersOn(String link) {
        traffic.neighbour = Optional.of(new Neighbour(link, State.RESOLVED));
    }

    private static void assertUnproven(Finding found) {
        assertThat(found.verdict()).as(found.reason()).isEqualTo(Verdict.UNPROVEN);
        assertThat(found.causes()).containsExactly(Cause.ASYMMETRIC_ROUTE);
        assertThat(found.cure().orElse("")).contains("if none comes", "ip rule", "ip route replace 10.77.0.2 dev eth0");
    }

    @ParameterizedTest(name = "in a capture where {0} of the hop limit are left: {1}")
    @CsvSource({
        "64,  UNPROVEN",
        "128, UNPROVEN",
        "255, UNPROVEN",
        "60,  UNPROVEN",
        "0,   UNPROVEN",
        "63,  DELIVERED",
        "125, DELIVERED",
        "250, DELIVERED",
    })
    void isJudgedByTheRoutersThatTheRtpCrossed(int hopLimit, Verdict verdict) {
        traffic.hopLimit = hopLimit;

        Finding found = judged(TestHost.unknown());

        assertThat(found.verdict()).as(found.reason()).isEqualTo(verdict);
        assertThat(found.causes()).contains(Cause.ASYMMETRIC_ROUTE);
        assertThat(found.reason())
                .contains(
                        "its RTP comes by eth0",
                        verdict == Verdict.DELIVERED
                                ? ", through a router: taken for delivered, since behind a router eth1 may lead to it as well"
                                : "whether eth1 leads to it, too, is not seen from here");
    }

    /** Of what this host hands on it has taken one of the hop limit itself. */
    @Test
    void isJudgedByTheHopLimitOfTheLinkByWhichTheRtpComes() {
        for (int i = 0; i < 90; i++) {
            Instant came = traffic.now;
            ByteBuf rtp = Unpooled.wrappedBuffer(TestPackets.rtp(Traffic.SSRC, i));
            traffic.hopLimit = 64;
            traffic.datagram("eth0", Direction.UNKNOWN, CAMERA, 5_006, Traffic.SERVER, 40_000, rtp);
            traffic.hopLimit = 63;
            traffic.now = came.plusNanos(4_000);
            traffic.datagram("vnet0", Direction.UNKNOWN, CAMERA, 5_006, Traffic.SERVER, 40_000, rtp.duplicate());
            traffic.feedback("eth1", 40_001, CAMERA, 5_007);
            traffic.now = came.plusMillis(100);
        }

        assertUnproven(traffic.verdicts
                .judge(traffic.now, Coverage.all(), TestHost.unknown())
                .get(0)
                .finding());
    }

    @Test
    void isUnprovenByARouterWhileTheCameraIsOnTheVeryLink() {
        onItsLink = true;

        Finding found = live();

        assertUnproven(found);
        assertThat(found.reason())
                .contains("the camera is on that very link", "the kernel's route for it is by eth1 via 10.78.0.2");
    }

    @Test
    void isUnprovenByARouterWhileTheCameraAnswersOnTheVeryLink() {
        answersOn("eth0");

        assertUnproven(live());
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(ints = {64, 128, 255})
    void isUnprovenByARouterWhileTheRtpCrossedNone(int hopLimit) {
        traffic.hopLimit = hopLimit;

        assertUnproven(live());
    }

    @Test
    void isNotProvenByACameraThatAnswersThereWhereARouterIsTheNextHop() {
        onItsLink = true;
        answersOn("eth1");

        assertUnproven(live());
    }

    @Test
    void isDeliveredWithARemarkWhereTheCameraAnswersThere() {
        onItsLink = true;
        route = ETH1;
        answersOn("eth1");

        Finding found = live();

        assertThat(found.verdict()).as(found.reason()).isEqualTo(Verdict.DELIVERED);
        assertThat(found.causes()).containsExactly(Cause.ASYMMETRIC_ROUTE);
        assertThat(found.reason()).contains("its RTP comes by eth0, but 10.77.0.2 answers on eth1, too");
        assertThat(found.cure()).isEmpty();
    }

    @ParameterizedTest(name = "RTP from {0} with {2} left of the hop limit, RTCP to {1}: {3}")
    @CsvSource({
        "2, 2, 64,  DELIVERED",
        "2, 9, 64,  UNPROVEN",
        "2, 9, 128, UNPROVEN",
        "2, 9, 255, UNPROVEN",
        "2, 9, 63,  DELIVERED",
        "2, 9, 60,  DELIVERED",
        "2, 9, 0,   DELIVERED",
        "2, 0, 64,  DELIVERED",
        "0, 9, 64,  DELIVERED",
        "2, 0x5e000107, 64, DELIVERED",
    })
    void isNotProvenByAnotherDeviceThatAnswersThereUnderItsAddress(Long from, Long to, int hopLimit, Verdict verdict) {
        onItsLink = true;
        route = ETH1;
        answersOn("eth1");
        stations(from, to, hopLimit);

        assertNamesake(live(), verdict);
    }

    @ParameterizedTest(name = "known there: {0}, at a station of others too: {1}, {2} left of the hop limit: {3}")
    @CsvSource({
        "02:00:00:00:00:02, false, 60, UNPROVEN",
        "02:00:00:00:00:02, false, 0,  UNPROVEN",
        "02:00:00:00:00:02, false, 63, DELIVERED",
        "02:00:00:00:00:02, true,  60, DELIVERED",
        "02:00:00:00:00:03, false, 60, DELIVERED",
    })
    void isNotProvenByAnotherDeviceWhereTheKernelKnowsTheCameraAtTheStationThatSendsItsRtp(
            String known, boolean shared, int hopLimit, Verdict verdict) {
        onItsLink = true;
        route = ETH1;
        stations(2L, 9L, hopLimit);
        Neighbours both = new Neighbours() {
            @Override
            public Optional<Neighbour> of(InetAddress address) {
                return Optional.of(new Neighbour("eth1", State.RESOLVED, Optional.of("02:00:00:00:00:09")));
            }

            @Override
            public Optional<String> linkAddress(InetAddress address, String interfaceName) {
                return Optional.of(interfaceName.equals("eth0") ? known : "02:00:00:00:00:09");
            }

            @Override
            public boolean isShared(InetAddress address, String linkAddress) {
                return shared;
            }
        };

        assertNamesake(judged(new Host(routes, both, traffic.host().firewall())), verdict);
    }

    /** It gets the media server's RTP, by the same way. */
    @ParameterizedTest(name = "its reports tell of more: {0}")
    @CsvSource({"true, DELIVERED", "false, UNPROVEN"})
    void isProvenByACameraThatReportsThatMoreAndMoreArrives(boolean rises, Verdict verdict) {
        onItsLink = true;
        route = ETH1;
        answersOn("eth1");
        stations(2L, 9L, 64);
        traffic.flow(4, () -> {
            traffic.feedback("eth1", 40_001, CAMERA, 5_007);
            ByteBuf report = Unpooled.buffer();
            int highest =
                    rises ? (int) Duration.between(traffic.start, traffic.now).toMillis() : 7;
            RtcpCompound.write(
                    report,
                    List.of(new SenderReport(
                            Traffic.SSRC, 0, 0, 9, 9, List.of(new ReportBlock(1, 0, 0, highest, 0, 0, 0)))));
            traffic.datagram("eth0", Direction.IN, CAMERA, 5_007, Traffic.SERVER, 40_001, report);
        });

        assertNamesake(
                traffic.verdicts
                        .judge(traffic.now, Coverage.all(), host())
                        .get(0)
                        .finding(),
                verdict);
    }

    @Test
    void isDeliveredSinceItGoesToTheCameraAgain() {
        onItsLink = true;
        route = ETH1;
        answersOn("eth1");
        stations(2L, 9L, 64);
        live();
        Instant mended = traffic.now;
        stations(2L, 2L, 64);

        assertThat(live().since()).isEqualTo(mended);
    }

    private void stations(Long from, Long to, int hopLimit) {
        traffic.comes = new LinkEnds(station(from), 0x02_00_00_00_00_01L, 0);
        traffic.leaves = new LinkEnds(0x02_00_00_00_00_0aL, station(to), 0);
        traffic.hopLimit = hopLimit;
    }

    private static long station(long number) {
        return number == 0 || number > 0xff ? number : 0x02_00_00_00_00_00L + number;
    }

    private static void assertNamesake(Finding found, Verdict verdict) {
        assertThat(found.verdict()).as(found.reason()).isEqualTo(verdict);
        if (verdict == Verdict.DELIVERED) {
            assertThat(found.causes()).containsExactly(Cause.ASYMMETRIC_ROUTE);
            assertThat(found.reason()).contains("10.77.0.2 answers on eth1, too");
            return;
        }
        assertThat(found.causes()).containsExactly(Cause.ASYMMETRIC_ROUTE, Cause.OTHER_STATION);
        assertThat(found.reason())
                .contains(
                        "left by eth1 for 10.77.0.2:5007, to the link address 02:00:00:00:00:09",
                        "its RTP comes by eth0, from 02:00:00:00:00:02",
                        "another device has the camera's address on eth1");
        assertThat(found.cure().orElse(""))
                .contains("arping -D -I eth1 10.77.0.2", "take the address from the other device")
                .contains("ip route replace 10.77.0.2 dev eth0");
    }

    /** By hand, or from hours ago. */
    @Test
    void isNotProvenByACameraThatIsOnlyWrittenDownThere() {
        onItsLink = true;
        route = ETH1;
        Neighbours writtenDown = new Neighbours() {
            @Override
            public Optional<Neighbour> of(InetAddress address) {
                return Optional.of(new Neighbour("eth1", State.RESOLVED));
            }

            @Override
            public boolean isListed(InetAddress address, String interfaceName) {
                return interfaceName.equals("eth1");
            }

            @Override
            public boolean answers(InetAddress address, String interfaceName) {
                return false;
            }
        };

        assertUnproven(judged(new Host(routes, writtenDown, traffic.host().firewall())));
    }

    @Test
    void isDeliveredWithARemarkWhereTheCameraIsBehindRouters() {
        Finding found = live();

        assertThat(found.reason())
                .contains("taken for delivered, since nothing shows that the camera is on that link")
                .doesNotContain("not seen from here");

        assertThat(found.verdict()).as(found.reason()).isEqualTo(Verdict.DELIVERED);
        assertThat(found.causes()).containsExactly(Cause.ASYMMETRIC_ROUTE);
        assertThat(found.cure().orElse("")).contains("see whether the camera counts the RTCP");
    }

    @ParameterizedTest(name = "with {0} left of the hop limit")
    @ValueSource(ints = {0, 63, 64})
    void isUnprovenAgainstTheRouteWhereARuleForAMarkMayLeadIt(int hopLimit) {
        traffic.hopLimit = hopLimit;
        route = ETH0;
        marks = true;

        Finding found = live();

        assertUnproven(found);
        assertThat(found.reason()).contains("by eth0, and a policy rule for a mark may lead it elsewhere");
    }

    @Test
    void isTrappedAgainstTheRouteWhereNoRuleLeadsIt() {
        route = ETH0;

        assertThat(live().verdict()).isEqualTo(Verdict.TRAPPED);
    }

    @Test
    void takesThePlaceOfWhatWasDeliveredBefore() {
        onItsLink = true;
        traffic.flow(9, traffic::delivered);

        assertUnproven(live());
    }

    @Test
    void isNamedInTheEvidence() {
        onItsLink = true;
        live();
        Evidence evidence = traffic.verdicts
                .judge(traffic.now, Coverage.all(), host())
                .get(0)
                .evidence();

        assertThat(evidence.rtcpOut()).extracting(RtcpFlow::meaning).containsExactly(Meaning.LINK_IN_DOUBT);
    }

    /** A bridge, a bond, a VLAN: the very same datagrams are seen on both. */
    @Test
    void isNoneWhereOneLinkHasTwoNames() {
        onItsLink = true;
        route = new Route("br0", Optional.empty(), Optional.empty());
        traffic.tap = Optional.of(datagram -> traffic.verdicts.seen(new Datagram(
                datagram.at(),
                "br0",
                datagram.direction(),
                datagram.source(),
                datagram.destination(),
                datagram.payload(),
                datagram.truncated())));
        traffic.flow(9, traffic::delivered);

        Finding found = traffic.verdicts
                .judge(traffic.now, Coverage.all(), host())
                .get(0)
                .finding();
        assertThat(found.verdict()).isEqualTo(Verdict.DELIVERED);
        assertThat(found.causes()).isEmpty();
    }
}
