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
import dev.sightline.rtp.ReportBlock;
import dev.sightline.rtp.RtcpCompound;
import dev.sightline.rtp.SenderReport;
import dev.sightline.rtp.SourceDescription;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A camera that a router never refused, which refuses others and rations its answers")
class RouterInDoubtTest {
    private static final String ROUTER = "10.99.0.254";
    private static final int BURST = 6;

    private final Traffic traffic = new Traffic();
    private final Random order = new Random(7);

    /** The cameras of which the router refuses the RTCP, and what it may answer now: as Linux, six at once and one a second. */
    private final Set<Integer> refused = new HashSet<>();

    private double answers = BURST;
    private boolean isInLockstep;
    private String router = ROUTER;
    private Kind kind = Kind.PROHIBITED;
    private Optional<Long> quoted = Optional.of(1L);

    RouterInDoubtTest() {
        traffic.route = by(ROUTER);
    }

    private static Optional<Route> by(String router) {
        return Optional.of(new Route("eth0", Optional.of(address(router)), Optional.empty()));
    }

    private static InetAddress address(String address) {
        return new InetSocketAddress(address, 0).getAddress();
    }

    private static String camera(int number) {
        return "10.77.0." + (2 + number);
    }

    /** RTP of each camera ten times a second, and RTCP for each, in any order. */
    private void flow(List<String> cameras, double seconds, double rtcpPerSecond) {
        List<Integer> numbers =
                new ArrayList<>(IntStream.range(0, cameras.size()).boxed().toList());
        for (int tick = 0; tick < 10 * seconds; tick++) {
            traffic.pass(Duration.ofMillis(100));
            answers = Math.min(BURST, answers + 0.1);
            if (!isInLockstep) {
                Collections.shuffle(numbers, order);
            }
            for (int number : numbers) {
                String camera = cameras.get(number);
                traffic.rtp(camera, 5_006, 40_000 + 2 * number);
                if (order.nextDouble() < rtcpPerSecond / 10) {
                    traffic.feedback("eth0", 40_001 + 2 * number, camera, 5_007);
                    answer(number, camera);
                }
            }
        }
    }

    private void answer(int number, String camera) {
        if (refused.contains(number) && answers >= 1) {
            answers--;
            InetSocketAddress to = new InetSocketAddress(camera, 5_007);
            traffic.icmp("eth0", Direction.IN, kind, router, 40_001 + 2 * number, to, quoted);
        }
    }

    private static List<String> cameras(int count) {
        return IntStream.range(0, count).mapToObj(RouterInDoubtTest::camera).toList();
    }

    private Finding finding(String camera) {
        return traffic.judgeAll().stream()
                .filter(judged -> judged.camera().equals(address(camera)))
                .map(CameraVerdict::finding)
                .findFirst()
                .orElseThrow();
    }

    private Set<Verdict> verdicts(int from, int to) {
        Set<InetAddress> those = new HashSet<>();
        IntStream.range(from, to).forEach(number -> those.add(address(camera(number))));
        Set<Verdict> found = new TreeSet<>();
        traffic.judgeAll().stream()
                .filter(judged -> those.contains(judged.camera()))
                .forEach(judged -> found.add(judged.verdict()));
        return found;
    }

    /** Linux answers for six cameras at once, and then for one of twenty each second. */
    @Test
    void isNeverDeliveredWhileItsTurnHasNotCome() {
        List<String> cameras = cameras(20);
        flow(cameras, 10, 2);
        assertThat(verdicts(0, 20)).containsExactly(Verdict.DELIVERED);

        IntStream.range(0, 20).forEach(refused::add);
        flow(cameras, 5, 2);
        Set<Verdict> found = verdicts(0, 20);
        for (int second = 0; second < 60; second++) {
            assertThat(found).doesNotContain(Verdict.DELIVERED);
            flow(cameras, 1, 2);
            found = verdicts(0, 20);
        }
    }

    /** Six are answered once, and one again and again, since its RTCP is always the first. */
    @Test
    void isInDoubtWhereAllTheAnswersAreAnothersBecauseRtcpLeavesInLockstep() {
        IntStream.range(0, 10).forEach(refused::add);
        isInLockstep = true;

        flow(cameras(10), 60, 10);

        assertThat(verdicts(6, 10)).containsExactly(Verdict.UNPROVEN);
    }

    @Test
    void isToldHowManyAreRefusedAndHowSeldomItIsAnswered() {
        List<String> cameras = cameras(4);
        answers = 0;
        refused.addAll(List.of(1, 2, 3));
        flow(cameras, 6, 2);

        Finding found = finding(camera(0));

        assertThat(found.verdict()).as(found.reason()).isEqualTo(Verdict.UNPROVEN);
        assertThat(found.causes()).containsExactly(Cause.PROHIBITED);
        assertThat(found.reason()).contains(ROUTER + " refuses RTCP that goes the same way for ", " other cameras");
        assertThat(found.cure().orElse("")).contains(ROUTER, camera(0));
    }

    @Test
    void isDeliveredOnceItWouldHaveBeenAnsweredLongSince() {
        List<String> cameras = cameras(8);
        flow(cameras, 10, 2);
        IntStream.range(4, 8).forEach(refused::add);
        flow(cameras, 10, 2);
        assertThat(verdicts(0, 4)).containsExactly(Verdict.UNPROVEN);

        flow(cameras, 90, 2);

        assertThat(verdicts(0, 4)).containsExactly(Verdict.DELIVERED);
        assertThat(verdicts(4, 8)).containsExactly(Verdict.UNREACHABLE);
    }

    /** A camera that starts again says nothing new of the router. */
    @Test
    void staysDeliveredWhenAnotherBeginsThatIsRefused() {
        flow(cameras(8), 10, 2);
        IntStream.range(4, 9).forEach(refused::add);
        flow(cameras(8), 120, 2);

        for (int second = 0; second < 20; second++) {
            flow(cameras(9), 1, 2);
            assertThat(verdicts(0, 4)).containsExactly(Verdict.DELIVERED);
        }
    }

    @Test
    void isInDoubtAgainWhenTheRouterRefusesMore() {
        List<String> cameras = cameras(12);
        flow(cameras, 10, 2);
        IntStream.range(8, 12).forEach(refused::add);
        flow(cameras, 120, 2);
        assertThat(verdicts(0, 8)).containsExactly(Verdict.DELIVERED);

        IntStream.range(0, 12).forEach(refused::add);
        for (int second = 0; second < 12; second++) {
            flow(cameras, 1, 2);
        }
        for (int second = 0; second < 30; second++) {
            flow(cameras, 1, 2);
            assertThat(verdicts(0, 12)).doesNotContain(Verdict.DELIVERED);
        }
    }

    /** A rule for one camera: Linux answers half of its RTCP. */
    @Test
    void staysDeliveredBesideASingleOneThatIsRefused() {
        List<String> cameras = cameras(10);
        flow(cameras, 10, 2);
        refused.add(9);
        for (int half = 0; half < 120; half++) {
            flow(cameras, 0.5, 2);
            assertThat(verdicts(0, 9)).as(half + " half seconds later").containsExactly(Verdict.DELIVERED);
        }
        assertThat(verdicts(9, 10)).containsExactly(Verdict.UNREACHABLE);
    }

    @ParameterizedTest(name = "{0} quoting SSRC {1}, to {2}/s of RTCP: {3}")
    @CsvSource({
        "PROHIBITED, 1, 10, UNPROVEN",
        "PORT_UNREACHABLE, 1, 10, UNPROVEN",
        "NETWORK_UNREACHABLE, 1, 10, UNPROVEN",
        "TIME_EXCEEDED, 1, 10, UNPROVEN",
        "HOST_UNREACHABLE, 1, 10, DELIVERED",
        "PROHIBITED, 77, 10, DELIVERED",
        "PROHIBITED, , 10, DELIVERED",
        "PROHIBITED, 1, 1, DELIVERED",
    })
    void isInDoubtByWhatIsSaidOfMany(Kind said, Long quotedSsrc, double rtcpPerSecond, Verdict expected) {
        kind = said;
        quoted = Optional.ofNullable(quotedSsrc);
        answers = 1;
        refused.add(1);
        flow(cameras(2), 4, rtcpPerSecond);

        Finding found = finding(camera(0));

        assertThat(found.verdict()).as(found.reason()).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} by {1}, beside {2} by {3}, which {4} refuses: {5}")
    @CsvSource({
        "10.77.0.2, 10.99.0.254, 10.77.0.3, 10.99.0.254, 10.99.0.254, UNPROVEN",
        "10.77.0.2, 10.99.0.254, 10.88.0.3, 10.99.0.254, 10.99.0.254, UNPROVEN",
        "10.77.0.2, 10.99.0.254, 10.77.0.3, 10.99.0.254, 10.66.0.254, UNPROVEN",
        "10.77.0.2, 10.99.0.254, 10.88.0.3, 10.99.0.254, 10.66.0.254, DELIVERED",
        "10.77.0.2, 10.99.0.253, 10.77.0.3, 10.99.0.254, 10.99.0.254, DELIVERED",
        "10.77.0.2, ,            10.77.0.3, 10.99.0.254, 10.99.0.254, DELIVERED",
    })
    void isInDoubtOnTheSameWay(
            String camera, String by, String other, String otherBy, String reporter, Verdict expected) {
        Optional<Route> direct = Optional.of(new Route("eth0", Optional.empty(), Optional.empty()));
        traffic.routes.put(camera, by == null ? direct : by(by));
        traffic.routes.put(other, by(otherBy));
        router = reporter;
        answers = 1;
        refused.add(1);
        flow(List.of(camera, other), 4, 10);

        Finding found = finding(camera);

        assertThat(found.verdict()).as(found.reason()).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} left of the hop limit, to station {1}, the other to {2}, of network {3}: {4}")
    @CsvSource({
        "63, 9, 9, 77, UNPROVEN",
        "63, 0, 0, 77, UNPROVEN",
        "63, 9, 9, 88, DELIVERED",
        "63, 9, 8, 77, DELIVERED",
        "64, 9, 9, 77, DELIVERED",
        "0,  9, 9, 77, UNPROVEN",
    })
    void isInDoubtInACaptureOnTheSameWay(int hopLimit, long to, long otherTo, int network, Verdict expected) {
        traffic.route = Optional.empty();
        traffic.hopLimit = hopLimit;
        String other = "10." + network + ".0.3";
        refused.add(1);
        answers = 1;
        for (int i = 0; i < 40; i++) {
            traffic.leaves = new LinkEnds(5, to, 0);
            flow(List.of(camera(0)), 0.1, 10);
            traffic.leaves = new LinkEnds(5, otherTo, 0);
            traffic.rtp(other, 5_006, 40_002);
            traffic.feedback("eth0", 40_003, other, 5_007);
            answer(1, other);
        }

        Finding found = finding(camera(0));

        assertThat(found.verdict()).as(found.reason()).isEqualTo(expected);
    }

    @Test
    void isDeliveredWhereItsReportsShowThatTheServersMediaArrives() {
        refused.add(1);
        for (int second = 1; second < 6; second++) {
            flow(cameras(2), 1, 10);
            ByteBuf report = Unpooled.buffer();
            RtcpCompound.write(
                    report,
                    List.of(
                            new SenderReport(
                                    Traffic.SSRC, 0, 0, 9, 9, List.of(new ReportBlock(1, 0, 0, 50L * second, 0, 0, 0))),
                            SourceDescription.ofCname(Traffic.SSRC, "camera")));
            traffic.datagram("eth0", Direction.IN, camera(0), 5_007, Traffic.SERVER, 40_001, report);
        }

        Finding found = finding(camera(0));

        assertThat(found.verdict()).as(found.reason()).isEqualTo(Verdict.DELIVERED);
    }

    /** What the router answers of that time goes to nobody else. */
    @Test
    void isReachedAgainWhenAsMuchIsNotAnsweredAsWasTenTimes() {
        refused.add(0);
        flow(cameras(2), 20, 2);
        refused.clear();

        flow(cameras(2), 6, 2);
        assertThat(finding(camera(0)).verdict()).isEqualTo(Verdict.UNREACHABLE);

        flow(cameras(2), 9, 2);
        assertThat(finding(camera(0)).verdict()).isEqualTo(Verdict.DELIVERED);
    }

    @Test
    void isStillRefusedWhenTheRouterAnswersAnotherInstead() {
        refused.add(0);
        flow(cameras(2), 20, 2);
        refused.clear();
        refused.add(1);

        flow(cameras(2), 25, 2);

        assertThat(finding(camera(0)).verdict()).isEqualTo(Verdict.UNREACHABLE);
    }
}
