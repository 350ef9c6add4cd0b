package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Route;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.IcmpError.Kind;
import dev.sightline.probe.packet.LinkEnds;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A camera whose RTCP goes to a link address from which the RTCP of a camera in another network is refused")
class RefusingStationTest {
    private static final String GATEWAY = "10.99.0.254";

    /** Another address of the same router. */
    private static final String REPORTER = "10.99.0.252";

    private static final String OTHER = "10.88.0.3";
    private static final long HOST = 5;
    private static final long ROUTER = 9;

    private final Traffic traffic = new Traffic();
    private String reporter = REPORTER;
    private String answersOn = "eth0";
    private Kind kind = Kind.PROHIBITED;

    RefusingStationTest() {
        traffic.route = Optional.empty();
        traffic.hopLimit = 63;
        traffic.answersLeft = 64;
    }

    private static InetAddress address(String address) {
        return new InetSocketAddress(address, 0).getAddress();
    }

    /** Four seconds, in which one answer in ten datagrams comes. */
    private void flow(LinkEnds toIt, LinkEnds toTheOther, LinkEnds answer) {
        for (int i = 0; i < 40; i++) {
            traffic.comes = LinkEnds.UNKNOWN;
            traffic.leaves = toIt;
            traffic.flow(0.1, traffic::delivered);
            traffic.leaves = toTheOther;
            traffic.rtp(OTHER, 5_006, 40_002);
            traffic.feedback("eth0", 40_003, OTHER, 5_007);
            traffic.comes = answer;
            if (i % 10 == 0) {
                InetSocketAddress refused = new InetSocketAddress(OTHER, 5_007);
                traffic.icmp(answersOn, Direction.IN, kind, reporter, 40_003, refused, Optional.of(1L));
            }
        }
    }

    private void flow() {
        flow(to(ROUTER), to(ROUTER), from(ROUTER));
    }

    private static LinkEnds to(long station) {
        return new LinkEnds(HOST, station, 0);
    }

    private static LinkEnds from(long station) {
        return new LinkEnds(station, HOST, 0);
    }

    private Finding found(String camera) {
        return traffic.judgeAll().stream()
                .filter(judged -> judged.camera().equals(address(camera)))
                .map(CameraVerdict::finding)
                .findFirst()
                .orElseThrow();
    }

    private void isFound(Verdict expected) {
        Finding found = found(Traffic.CAMERA);
        assertThat(found.verdict()).as(found.reason()).isEqualTo(expected);
    }

    @Test
    void isInDoubtAndIsToldWhoRefuses() {
        flow();

        isFound(Verdict.UNPROVEN);
        assertThat(found(Traffic.CAMERA).causes()).containsExactly(Cause.PROHIBITED);
        assertThat(found(Traffic.CAMERA).reason()).contains(REPORTER + " refuses RTCP");
        assertThat(found(OTHER).verdict()).isEqualTo(Verdict.UNREACHABLE);
    }

    @ParameterizedTest(name = "to {0}, the other''s to {1}, refused by {2}: {3}")
    @CsvSource({
        "9, 9, 9, UNPROVEN",
        "9, 8, 9, UNPROVEN",
        "8, 9, 9, DELIVERED",
        "9, 9, 8, DELIVERED",
        "9, 9, 0, DELIVERED",
        "0, 0, 9, DELIVERED",
    })
    void isInDoubtOnlyWhereTheStationIsTheSame(long to, long otherTo, long by, Verdict expected) {
        flow(to(to), to(otherTo), from(by));

        isFound(expected);
    }

    /** What a router behind it refuses is about the network there, and comes by the same station. */
    @ParameterizedTest(name = "{0} left of the answers'' hop limit: {1}")
    @CsvSource({"64, UNPROVEN", "255, UNPROVEN", "60, DELIVERED", "0, UNPROVEN", "63, DELIVERED", "254, DELIVERED"})
    void isInDoubtOnlyWhereNoRouterHandedTheAnswersOn(int left, Verdict expected) {
        traffic.answersLeft = left;

        flow();

        isFound(expected);
    }

    /** Routers that stand in for each other are sent to under one link address and answer under another. */
    @ParameterizedTest(name = "{0} left of the answers'' hop limit, in VLAN {1}: {2}")
    @CsvSource({"64, 0, UNPROVEN", "0, 0, DELIVERED", "63, 0, DELIVERED", "64, 7, DELIVERED"})
    void isInDoubtWhereTheStationIsAVirtualRouters(int left, long otherVlan, Verdict expected) {
        long virtual = 0x00005e_000101L;
        traffic.answersLeft = left;

        flow(to(virtual), new LinkEnds(HOST, virtual, otherVlan), from(8));

        isFound(expected);
    }

    /** A mirror port may tag what goes one way alone. */
    @ParameterizedTest(name = "sent in VLAN {0}, answered in VLAN {1} to {2} on {3}: {4}")
    @CsvSource({
        "7, 7, 5, eth0, UNPROVEN",
        "7, 0, 5, eth0, UNPROVEN",
        "0, 7, 5, eth0, UNPROVEN",
        "7, 8, 5, eth0, DELIVERED",
        "7, 0, 6, eth0, DELIVERED",
        "0, 0, 6, eth0, DELIVERED",
        "0, 0, 5, eth1, DELIVERED",
    })
    void isInDoubtOnlyWhereTheVirtualRouterCanBeWhoAnswers(
            long sentIn, long answeredIn, long answerTo, String answeredOn, Verdict expected) {
        LinkEnds sent = new LinkEnds(HOST, 0x00005e_000101L, sentIn);
        answersOn = answeredOn;

        flow(sent, sent, new LinkEnds(8, answerTo, answeredIn));

        isFound(expected);
    }

    @Test
    void isDeliveredWhereOnlyAHostCannotBeReached() {
        kind = Kind.HOST_UNREACHABLE;

        flow();

        isFound(Verdict.DELIVERED);
        assertThat(found(OTHER).verdict()).isEqualTo(Verdict.UNREACHABLE);
    }

    /** It hands on for others, and refuses that; what is for itself is another matter. */
    @Test
    void isDeliveredWhereItIsTheRouterItself() {
        reporter = Traffic.CAMERA;

        flow();

        isFound(Verdict.DELIVERED);
    }

    @ParameterizedTest(name = "the kernel sends it to {0}, {1} left of the RTP''s hop limit: {2}")
    @CsvSource({
        "10.99.0.254, 63, UNPROVEN",
        "10.99.0.254, 64, UNPROVEN",
        ",            63, UNPROVEN",
    })
    void isInDoubtLiveWhereTheRouterAnswersUnderAnotherAddress(String gateway, int hopLimit, Verdict expected) {
        traffic.hopLimit = hopLimit;
        traffic.routes.put(Traffic.CAMERA, by(Optional.ofNullable(gateway)));
        traffic.routes.put(OTHER, by(Optional.of(GATEWAY)));

        flow();

        isFound(expected);
    }

    private static Optional<Route> by(Optional<String> gateway) {
        return Optional.of(new Route("eth0", gateway.map(RefusingStationTest::address), Optional.empty()));
    }
}
