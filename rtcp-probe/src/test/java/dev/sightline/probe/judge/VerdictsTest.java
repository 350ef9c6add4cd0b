package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Coverage;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.Route;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.host.Routes;
import dev.sightline.probe.judge.seen.WatchRules;
import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.IcmpError;
import dev.sightline.probe.packet.TestPackets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The verdict on a camera")
class VerdictsTest {
    private static final String CAMERA = "10.77.0.2";
    private static final String SERVER = "10.77.0.1";
    private static final long SSRC = 0xcafe_f00dL;

    private final Instant start = Instant.parse("2026-11-24T12:00:00Z");
    private final Verdicts verdicts = new Verdicts(WatchRules.DEFAULT, new PortRange(40_000, 40_999), List.of(), start);
    private Instant now = start;
    private Coverage coverage = Coverage.all();
    private Routes routes = address -> Optional.empty();

    @ParameterizedTest(name = "RTCP on {0} from port {1} to {2}:{3} → {4}")
    @CsvSource({
        "eth0, 40001, 10.77.0.2, 5007, DELIVERED",
        "eth0, 40000, 10.77.0.2, 5006, DELIVERED",
        "lo,   40001, 127.0.0.1,   10, TRAPPED",
        "lo,   40001, 127.0.0.1, 5007, TRAPPED",
        "lo,   40001, 10.77.0.1, 5007, TRAPPED",
        "eth1, 40001, 10.77.0.2, 5007, UNPROVEN",
        "eth0, 40001, 10.77.0.3, 5007, SILENT",
        "eth0, 40001, 10.77.0.2, 5999, UNPROVEN",
        "eth0, 40003, 10.77.0.2, 5007, UNPROVEN",
    })
    void followsFromInterfaceHostAndPort(String on, int from, String host, int to, Verdict expected) {
        for (int second = 0; second < 10; second++) {
            rtp(5_006, 40_000);
            out(on, from, host, to);
            pass(Duration.ofSeconds(1));
        }

        assertThat(judge().verdict()).as(judge().finding().reason()).isEqualTo(expected);
    }

    @Test
    void isTheSameForALookMeanwhileButForTheDatagramThatIsReadOut() {
        flow(Duration.ofSeconds(9), () -> out("eth0", 40_001, CAMERA, 5_007));

        CameraVerdict meanwhile =
                verdicts.look(now, coverage, TestHost.of(routes)).get(0);
        CameraVerdict whole = judge();
        assertThat(whole.evidence().sample()).isPresent();
        assertThat(meanwhile.evidence().sample()).isEmpty();
        assertThat(meanwhile.finding()).isEqualTo(whole.finding());
        assertThat(meanwhile.evidence().rtcpOut()).isEqualTo(whole.evidence().rtcpOut());
    }

    @Test
    void isDeliveredOnTheInterfaceOfTheRouteToo() {
        routes = address -> Optional.of(new Route("eth1", Optional.empty(), Optional.empty()));
        flow(Duration.ofSeconds(9), () -> out("eth1", 40_001, CAMERA, 5_007));

        assertThat(judge().verdict()).isEqualTo(Verdict.DELIVERED);
    }

    @Test
    void isDeliveredOnTheInterfaceOfTheRouteFromTheAddressThatRtpIsSentTo() {
        routes = new FixedRoutes("eth0", Map.of(SERVER, "eth1"), /* pending= */ false);
        flow(Duration.ofSeconds(9), () -> out("eth1", 40_001, CAMERA, 5_007));
        assertThat(judge().verdict()).isEqualTo(Verdict.DELIVERED);

        routes = new FixedRoutes("eth0", Map.of("10.77.0.9", "eth1"), /* pending= */ false);
        assertThat(judge().verdict()).as("by a rule for another source").isEqualTo(Verdict.TRAPPED);
    }

    @Test
    void isDeliveredWhereASocketBoundToNoAddressGoesByTheRouteForNone() {
        routes = new FixedRoutes("eth1", Map.of(SERVER, "eth0"), /* pending= */ false);
        flow(Duration.ofSeconds(9), () -> out("eth1", 40_001, CAMERA, 5_007));

        assertThat(judge().verdict()).isEqualTo(Verdict.DELIVERED);
    }

    @ParameterizedTest(name = "RTCP on {0} to {1}: {2} while the route is asked for")
    @CsvSource({
        "eth1, 10.77.0.2, UNPROVEN",
        "eth0, 10.77.0.2, DELIVERED",
        "lo,   127.0.0.1, TRAPPED",
        "lo,   10.77.0.1, TRAPPED",
    })
    void onlyWhatNeedsNoRouteIsTrappedBeforeTheKernelHasTold(String on, String host, Verdict expected) {
        routes = new FixedRoutes("eth0", Map.of(), /* pending= */ true);
        flow(Duration.ofSeconds(2), () -> out(on, 40_001, host, 5_007));

        assertThat(judge().verdict()).as(judge().finding().reason()).isEqualTo(expected);
    }

    /** Routes by source. */
    private record FixedRoutes(String any, Map<String, String> bySource, boolean pending) implements Routes {
        @Override
        public Optional<Route> to(InetAddress address) {
            return pending ? Optional.empty() : Optional.of(by(any));
        }

        @Override
        public Optional<Route> to(InetAddress address, InetAddress source) {
            return pending ? Optional.empty() : Optional.of(by(bySource.getOrDefault(source.getHostAddress(), any)));
        }

        @Override
        public boolean isPending(InetAddress address, InetAddress source) {
            return pending;
        }

        private static Route by(String interfaceName) {
            return new Route(interfaceName, Optional.empty(), Optional.empty());
        }
    }

    @Test
    void heedsThePortFromWhichTheCameraSendsItsReports() {
        flow(Duration.ofSeconds(9), () -> {
            cameraReport(6_123, 40_001);
            out("eth0", 40_001, CAMERA, 5_006);
        });
        assertThat(judge().verdict()).as("its RTP port takes no RTCP").isEqualTo(Verdict.SILENT);

        flow(Duration.ofSeconds(1), () -> out("eth0", 40_001, CAMERA, 6_123));
        assertThat(judge().verdict()).isEqualTo(Verdict.DELIVERED);
    }

    @Test
    void namesTheStalePortWhenTheCameraStartedAnew() {
        flow(Duration.ofSeconds(2), () -> out("eth0", 40_001, CAMERA, 5_007));
        for (int i = 0; i < 90; i++) {
            rtp(7_006, 40_000);
            out("eth0", 40_001, CAMERA, 5_007);
            pass(Duration.ofMillis(100));
        }

        CameraVerdict camera = judge();
        assertThat(camera.verdict()).isEqualTo(Verdict.SILENT);
        assertThat(camera.finding().reason()).contains("10.77.0.2:5007", "not known to listen");
    }

    @Test
    void isNotSilentBeforeTheFirstFeedbackIsDue() {
        pass(Duration.ofSeconds(2));
        flow(Duration.ofMillis(6_400), () -> {});
        assertThat(judge().verdict()).isEqualTo(Verdict.UNPROVEN);

        flow(Duration.ofMillis(200), () -> {});
        assertThat(judge().verdict()).isEqualTo(Verdict.SILENT);
    }

    @Test
    void ofAStreamThatFlowedBeforeTheWatchIsNotSilentWithinAnUsualGap() {
        flow(Duration.ofMillis(7_900), () -> {});
        assertThat(judge().verdict()).isEqualTo(Verdict.UNPROVEN);

        flow(Duration.ofMillis(300), () -> {});
        assertThat(judge().verdict()).isEqualTo(Verdict.SILENT);
    }

    @Test
    void isLostAfterEightSecondsOrThreeIntervals() {
        flow(Duration.ofSeconds(2), () -> out("eth0", 40_001, CAMERA, 5_007));
        flow(Duration.ofMillis(7_800), () -> {});
        assertThat(judge().verdict()).isEqualTo(Verdict.DELIVERED);
        flow(Duration.ofMillis(500), () -> {});
        CameraVerdict lost = judge();
        assertThat(lost.verdict()).isEqualTo(Verdict.SILENT);
        assertThat(lost.finding().reason()).contains("was delivered, but the last left");
        assertThat(lost.finding().since()).isAfter(start);
    }

    @Test
    void allowsForLongIntervals() {
        for (int report = 0; report < 3; report++) {
            out("eth0", 40_001, CAMERA, 5_007);
            flow(Duration.ofSeconds(5), () -> {});
        }
        flow(Duration.ofSeconds(9), () -> {});
        assertThat(judge().verdict()).isEqualTo(Verdict.DELIVERED);

        flow(Duration.ofSeconds(2), () -> {});
        assertThat(judge().verdict()).isEqualTo(Verdict.SILENT);
    }

    @ParameterizedTest(name = "{0} s after the last: {1}")
    @CsvSource({"30, DELIVERED", "31, SILENT"})
    void isLostAfterTheLongestGapHoweverSlowItsFeedbackIs(int seconds, Verdict expected) {
        for (int report = 0; report < 4; report++) {
            flow(Duration.ofSeconds(14), () -> {});
            out("eth0", 40_001, CAMERA, 5_007);
        }
        flow(Duration.ofSeconds(seconds), () -> {});

        assertThat(judge().verdict()).isEqualTo(expected);
    }

    /** As one of an interface that is read after others. */
    @Test
    void isNotLostSoonerForOneThatIsReadLate() {
        flow(Duration.ofSeconds(3), () -> out("eth0", 40_001, CAMERA, 5_007));
        Instant last = now;
        now = last.minusMillis(1_500);
        out("eth0", 40_001, CAMERA, 5_007);
        now = last;
        flow(Duration.ofMillis(7_800), () -> {});

        assertThat(judge().verdict()).isEqualTo(Verdict.DELIVERED);
    }

    @Test
    void keepsWhatExplainsWhyTheCameraStopped() {
        flow(Duration.ofSeconds(10), () -> out("lo", 40_001, "127.0.0.1", 10));
        judge();
        pass(Duration.ofSeconds(5));
        judge();
        pass(Duration.ofSeconds(5));

        CameraVerdict camera = judge();
        assertThat(camera.verdict()).isEqualTo(Verdict.TRAPPED);
        assertThat(camera.finding().reason()).containsOnlyOnce("then the camera stopped");
        assertThat(camera.finding().since()).isEqualTo(start);
    }

    @Test
    void isNoMediaOnceAHealthyStreamEnds() {
        flow(Duration.ofSeconds(4), () -> out("eth0", 40_001, CAMERA, 5_007));
        judge();
        pass(Duration.ofSeconds(4));

        assertThat(judge().verdict()).isEqualTo(Verdict.NO_MEDIA);
    }

    @Test
    void isNotLearntLateByFeedbackThatPausedAndCameAgain() {
        flow(Duration.ofSeconds(2), () -> out("eth0", 40_001, CAMERA, 5_007));
        flow(Duration.ofSeconds(12), () -> {});
        flow(Duration.ofSeconds(2), () -> out("eth0", 40_001, CAMERA, 5_007));

        CameraVerdict camera = judge();
        assertThat(camera.verdict()).isEqualTo(Verdict.DELIVERED);
        assertThat(camera.finding().reason()).doesNotContain("the first");
        assertThat(camera.finding().causes()).doesNotContain(Cause.LEARNT_LATE);
    }

    /** Feedback that went on meanwhile was of no use. */
    @Test
    void isDeliveredSinceTheMediaCameAgain() {
        flow(Duration.ofSeconds(4), () -> out("eth0", 40_001, CAMERA, 5_007));
        judge();
        pass(Duration.ofSeconds(4));
        assertThat(judge().verdict()).isEqualTo(Verdict.NO_MEDIA);

        Instant again = now;
        flow(Duration.ofSeconds(2), () -> out("eth0", 40_001, CAMERA, 5_007));

        CameraVerdict camera = judge();
        assertThat(camera.verdict()).isEqualTo(Verdict.DELIVERED);
        assertThat(camera.finding().since()).isBetween(again, again.plusMillis(100));
    }

    @Test
    void followsTheCameraToItsNextPort() {
        flow(Duration.ofSeconds(5), () -> out("lo", 40_001, "127.0.0.1", 10));
        assertThat(judge().verdict()).isEqualTo(Verdict.TRAPPED);
        for (int i = 0; i < 5; i++) {
            pass(Duration.ofMillis(100));
            rtp(5_006, 40_100);
            out("eth0", 40_101, CAMERA, 5_007);
        }

        CameraVerdict camera = judge();
        assertThat(camera.verdict()).isEqualTo(Verdict.DELIVERED);
        assertThat(camera.streams())
                .extracting(stream -> stream.finding().verdict())
                .containsExactly(Verdict.TRAPPED, Verdict.DELIVERED);
    }

    @ParameterizedTest(name = "from port {0}")
    @ValueSource(ints = {5_006, 6_006})
    void isNotThatOfAStreamThatWentOnElsewhereOnceAllHaveEnded(int port) {
        flow(Duration.ofSeconds(5), () -> out("lo", 40_001, "127.0.0.1", 10));
        assertThat(judge().verdict()).isEqualTo(Verdict.TRAPPED);
        for (int i = 0; i < 50; i++) {
            pass(Duration.ofMillis(100));
            rtp(port, 40_100);
            out("eth0", 40_101, CAMERA, port + 1);
        }
        assertThat(judge().verdict()).isEqualTo(Verdict.DELIVERED);
        pass(Duration.ofSeconds(4));

        assertThat(judge().verdict()).isEqualTo(Verdict.NO_MEDIA);
    }

    @Test
    void isThatOfItsWorstStream() {
        for (int i = 0; i < 100; i++) {
            rtp(5_006, 40_000);
            rtp(5_008, 40_002);
            cameraReport(5_009, 40_003);
            out("eth0", 40_001, CAMERA, 5_007);
            pass(Duration.ofMillis(100));
        }

        CameraVerdict camera = judge();
        assertThat(camera.verdict()).isEqualTo(Verdict.SILENT);
        assertThat(camera.finding().reason()).contains(":5008");
        assertThat(camera.evidence().rtpPackets()).isEqualTo(200);
        assertThat(camera.evidence().delivered()).isEqualTo(100);
    }

    @Test
    void takesTheSsrcForAHintOnly() {
        flow(Duration.ofSeconds(9), () -> out("lo", 40_777, "127.0.0.1", 10));

        CameraVerdict camera = judge();
        assertThat(camera.verdict()).isEqualTo(Verdict.SILENT);
        assertThat(camera.finding().reason()).contains("names its SSRC", "40777", "perhaps");
    }

    @Test
    void doesNotMixUpStreamsThatShareTheirSsrc() {
        for (int i = 0; i < 100; i++) {
            rtp(5_006, 40_000);
            rtpFrom("10.77.0.3", 5_006, 40_002);
            out("eth0", 40_001, CAMERA, 5_007);
            pass(Duration.ofMillis(100));
        }

        List<CameraVerdict> cameras = verdicts.judge(now, coverage, TestHost.of(routes));
        assertThat(cameras).extracting(CameraVerdict::verdict).containsExactly(Verdict.DELIVERED, Verdict.SILENT);
        assertThat(cameras.get(1).finding().reason()).doesNotContain("SSRC");
    }

    @Test
    void isUnprovenWhereTheCaptureIsBlind() {
        flow(Duration.ofSeconds(9), () -> {});

        coverage = new Coverage(Set.of("eth0"), false, false);
        assertThat(judge().finding().reason()).contains("lo is not captured");
        coverage = new Coverage(Set.of("lo"), true, false);
        assertThat(judge().finding().reason()).contains("eth0", "is not captured");
        coverage = Coverage.all();
        verdicts.lost("eth0", 12, now);
        assertThat(judge().finding().reason()).contains("12 captured packets were lost on eth0");
        assertThat(judge().verdict()).isEqualTo(Verdict.UNPROVEN);
    }

    @ParameterizedTest(name = "fed: {0}")
    @ValueSource(booleans = {true, false})
    void endsWithTheInterfaceThatIsSetDown(boolean fed) {
        flow(Duration.ofSeconds(9), fed ? () -> out("eth0", 40_001, CAMERA, 5_007) : () -> {});
        judge();
        now = now.plusSeconds(4);
        coverage = Coverage.all().without(Set.of("eth0"));

        assertThat(judge().verdict()).isEqualTo(fed ? Verdict.NO_MEDIA : Verdict.SILENT);
        assertThat(judge().finding().causes()).doesNotContain(Cause.CAMERA_STOPPED);
        assertThat(judge().finding().causes()).contains(Cause.INTERFACE_DOWN);
        assertThat(judge().finding().reason()).contains("RTP stopped").endsWith("and eth0, by which it came, is down");
        assertThat(judge().finding().cure().orElse("")).startsWith("set the interface up again (ip link set eth0 up)");
    }

    @ParameterizedTest(name = "fed: {0}")
    @ValueSource(booleans = {true, false})
    void endsWithTheInterfaceThatVanishes(boolean fed) {
        flow(Duration.ofSeconds(9), fed ? () -> out("eth0", 40_001, CAMERA, 5_007) : () -> {});
        judge();
        now = now.plusSeconds(4);
        coverage = new Coverage(Set.of("lo", "eth1"), true, false).afterLosing(Set.of("eth0"));

        assertThat(judge().verdict()).isEqualTo(fed ? Verdict.NO_MEDIA : Verdict.SILENT);
        assertThat(judge().finding().causes())
                .contains(Cause.INTERFACE_DOWN)
                .doesNotContain(Cause.NOT_CAPTURED, Cause.CAMERA_STOPPED);
        assertThat(judge().finding().reason())
                .contains("RTP stopped")
                .endsWith("and eth0, by which it came, has vanished from this host");
        assertThat(judge().finding().cure().orElse(""))
                .startsWith("see who removed eth0")
                .doesNotContain("--interface");
    }

    @Test
    void doesNotSayOfACameraWithoutFeedbackThatItStoppedWhereItsInterfaceIsGone() {
        flow(Duration.ofSeconds(9), () -> {});
        judge();
        now = now.plusSeconds(4);
        coverage = new Coverage(Set.of("lo", "eth1"), true, false);

        assertThat(judge().verdict()).isEqualTo(Verdict.SILENT);
        assertThat(judge().finding().causes()).contains(Cause.NOT_CAPTURED).doesNotContain(Cause.CAMERA_STOPPED);
        assertThat(judge().finding().reason()).endsWith("eth0, by which its RTP came, was no longer captured");
    }

    /** Its link answers for a moment that it is gone; its RTP does not go on after that. */
    @Test
    void isNotUnreachableForEverWhereItWasSwitchedOff() {
        Traffic traffic = new Traffic();
        traffic.flow(9, traffic::delivered);
        traffic.pass(Duration.ofMillis(200));
        traffic.icmp(IcmpError.Kind.HOST_UNREACHABLE, Traffic.SERVER, 5_007);
        traffic.delivered();
        assertThat(traffic.judge().verdict()).isEqualTo(Verdict.UNREACHABLE);

        traffic.pass(Duration.ofSeconds(10));

        assertThat(traffic.judge().verdict()).isEqualTo(Verdict.NO_MEDIA);
    }

    @ParameterizedTest(name = "{0}, answered {1}: camera {2}")
    @CsvSource({
        "010100002112a442000000000000000000000000, true, false",
        "010100002112a442000000000000000000000000, false, true",
        "010100000112a442000000000000000000000000, true, true",
        "01010000, true, true",
        "16feff00000000000000000000, true, false",
        "16fefd00000000000000000000, true, false",
        "16fefd00000000000000000000, false, true",
        "16030300000000000000000000, true, true",
        "16fefd, true, true",
        "30, true, true",
    })
    void isNotGivenForAViewersTransport(String octets, boolean answered, boolean camera) {
        ByteBuf packet = Unpooled.wrappedBuffer(HexFormat.of().parseHex(octets));
        datagram("eth0", Direction.IN, CAMERA, 5_006, SERVER, 40_000, packet);
        if (answered) {
            datagram("eth0", Direction.OUT, SERVER, 40_000, CAMERA, 5_006, packet);
        }
        flow(Duration.ofSeconds(1), () -> {});

        assertThat(verdicts.judge(now, coverage, TestHost.of(routes))).hasSize(camera ? 1 : 0);
    }

    @Test
    void ofStreamsOnNeighbouringPortsIsToldApart() {
        for (int i = 0; i < 100; i++) {
            rtp(5_006, 40_000);
            rtp(5_007, 40_001);
            out("eth0", 40_001, CAMERA, 5_007);
            pass(Duration.ofMillis(100));
        }

        assertThat(judge().streams())
                .extracting(stream -> stream.finding().verdict())
                .containsExactly(Verdict.SILENT, Verdict.DELIVERED);
    }

    @Test
    void isNotDisturbedByRtpThatAnyoneSendsToTheRtcpPort() {
        for (int i = 0; i < 100; i++) {
            rtp(5_006, 40_000);
            rtpFrom("192.0.2.66", 6_666, 40_001);
            out("eth0", 40_001, CAMERA, 5_007);
            pass(Duration.ofMillis(100));
        }

        assertThat(judge().verdict()).isEqualTo(Verdict.DELIVERED);
    }

    @Test
    void isInDoubtWhereAnotherStreamIsBesideTheOneThatIsServed() {
        flow(Duration.ofSeconds(2), () -> out("eth0", 40_001, CAMERA, 5_007));
        flow(Duration.ofSeconds(9), () -> {
            out("eth0", 40_001, CAMERA, 5_007);
            rtp(7_777, 40_000);
        });

        assertThat(judge().verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(judge().finding().causes()).containsExactly(Cause.STREAM_IN_DOUBT);
        assertThat(judge().streams()).hasSize(2);
    }

    @Test
    void isNotDecidedByAFewPacketsForAnotherPort() {
        for (int i = 0; i < 200; i++) {
            rtp(5_006, 40_000);
            out("eth0", 40_001, CAMERA, 5_007);
            if (i % 20 == 0) {
                rtp(7_777, 40_100);
            }
            pass(Duration.ofMillis(100));
        }

        assertThat(judge().verdict()).isEqualTo(Verdict.DELIVERED);
        assertThat(judge().streams()).hasSize(2);
    }

    @ParameterizedTest(name = "source {0}, reports {1}, feedback on {2}: {3}")
    @CsvSource({
        "0x51,       false, ,     UNPROVEN",
        "0x51,       true,  ,     SILENT",
        "0x51,       false, lo,   TRAPPED",
        "0xcafef00d, false, ,     UNPROVEN",
    })
    void isDecidedByAnotherStreamAsFarAsItIsKnownToBeTheCameras(
            long ssrc, boolean reports, String on, Verdict expected) {
        flow(Duration.ofSeconds(12), () -> {
            out("eth0", 40_001, CAMERA, 5_007);
            ByteBuf packet = Unpooled.wrappedBuffer(TestPackets.rtp(ssrc, sequence));
            datagram("eth0", Direction.IN, CAMERA, 7_776, SERVER, 40_100, packet);
            if (reports) {
                cameraReport(7_777, 40_101);
            }
            if (on != null) {
                out(on, 40_101, "127.0.0.1", 10);
            }
        });

        CameraVerdict camera = judge();
        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(expected);
        assertThat(camera.streams()).hasSize(2);
        assertThat(camera.finding().causes().contains(Cause.STREAM_IN_DOUBT)).isEqualTo(expected == Verdict.UNPROVEN);
    }

    @Test
    void isThatOfAStreamWhoseSourceOthersTryToCrowdOut() {
        flow(Duration.ofSeconds(1), () -> out("eth0", 40_001, CAMERA, 5_007));
        flow(Duration.ofSeconds(3), () -> {
            out("eth0", 40_001, CAMERA, 5_007);
            for (int stranger = 0; stranger < 20; stranger++) {
                ByteBuf packet = Unpooled.wrappedBuffer(TestPackets.rtp(0x1000 + 20L * sequence + stranger, stranger));
                datagram("eth0", Direction.IN, CAMERA, 5_006, SERVER, 40_000, packet);
            }
        });

        assertThat(judge().verdict()).isEqualTo(Verdict.DELIVERED);
        assertThat(judge().streams())
                .singleElement()
                .satisfies(stream -> assertThat(stream.ssrc()).isEqualTo(SSRC));
    }

    @Test
    void isNotInDoubtBecauseAnyoneReportsFromAnotherPortThanTheCamera() {
        int[] second = {0};
        flow(Duration.ofSeconds(6), () -> {
            if (second[0]++ % 10 == 0) {
                cameraReport(5_007, 40_001);
            }
            out("eth0", 40_001, CAMERA, 5_007);
            cameraReport(9_999, 40_001);
        });

        assertThat(judge().verdict()).isEqualTo(Verdict.DELIVERED);
    }

    @Test
    void isNotForgottenHoweverManyStrangersSendRtcp() {
        flow(Duration.ofSeconds(3), () -> {
            cameraReport(6_123, 40_001);
            out("eth0", 40_001, CAMERA, 6_123);
        });
        byte[] report = TestPackets.senderReport(5);
        for (int i = 0; i <= WatchRules.DEFAULT.maxFlows(); i++) {
            String stranger = "10.9." + (i >> 8) + "." + (i & 255);
            datagram("eth0", Direction.IN, stranger, 40_001, SERVER, 40_001, Unpooled.wrappedBuffer(report));
        }
        flow(Duration.ofSeconds(1), () -> {});

        CameraVerdict camera = judge();
        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(Verdict.DELIVERED);
        assertThat(camera.evidence().rtcpIn()).isNotEmpty();
    }

    /** From a port of this host for the camera's, before this host has sent anything by it. */
    @Test
    void isNotTakenFromFeedbackByWhoForgedItBeforeItWasSent() {
        ByteBuf forged = Unpooled.wrappedBuffer(TestPackets.senderReport(7));
        datagram("eth0", Direction.IN, SERVER, 40_001, CAMERA, 5_007, forged);
        flow(Duration.ofSeconds(7), () -> out("eth0", 40_001, CAMERA, 5_007));

        CameraVerdict camera = judge();
        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(Verdict.DELIVERED);
    }

    /** As seen where this host forwards both ways. */
    @Test
    void isNotGivenOnAMediaServerThatSendsRtpBack() {
        for (int i = 0; i < 50; i++) {
            ByteBuf there = Unpooled.wrappedBuffer(TestPackets.rtp(SSRC, i));
            ByteBuf back = Unpooled.wrappedBuffer(TestPackets.rtp(1, i));
            datagram("eth0", Direction.UNKNOWN, CAMERA, 40_500, SERVER, 40_000, there);
            datagram("eth0", Direction.UNKNOWN, SERVER, 40_000, CAMERA, 40_500, back);
            pass(Duration.ofMillis(100));
        }

        assertThat(verdicts.judge(now, coverage, TestHost.of(routes)))
                .extracting(camera -> camera.camera().getHostAddress())
                .containsExactly(CAMERA);
    }

    /** Reports may be the same each time. */
    @Test
    void takesTheSameReportByAnotherInterfaceLaterForNoCopy() {
        for (int second = 0; second < 10; second++) {
            rtp(5_006, 40_000);
            out(second % 2 == 0 ? "eth0" : "eth1", 40_001, CAMERA, 5_007);
            pass(Duration.ofSeconds(1));
        }

        assertThat(judge().evidence().rtcpOut())
                .hasSize(2)
                .allSatisfy(flow -> assertThat(flow.alsoOn()).isEmpty());
    }

    @Test
    void isNotGivenForStrayDatagrams() {
        rtp(5_006, 40_000);
        rtp(5_006, 40_000);

        assertThat(verdicts.judge(now, coverage, TestHost.of(routes))).isEmpty();
    }

    @Test
    void isGivenForACameraThatWasNamedThoughNothingIsSeen() throws Exception {
        InetAddress camera = InetAddress.getByName("192.0.2.9");
        Verdicts named = new Verdicts(WatchRules.DEFAULT, new PortRange(40_000, 40_999), List.of(camera), start);

        assertThat(named.judge(start.plusSeconds(1), coverage, TestHost.of(routes)))
                .singleElement()
                .satisfies(found -> assertThat(found.verdict()).isEqualTo(Verdict.UNPROVEN));
        assertThat(named.judge(start.plusSeconds(4), coverage, TestHost.of(routes)))
                .singleElement()
                .satisfies(found -> assertThat(found.verdict()).isEqualTo(Verdict.NO_MEDIA));
    }

    @Test
    void remembersNoMoreStreamsThanItMay() {
        for (int port = 1; port <= 6_000; port++) {
            for (int i = 0; i < 3; i++) {
                rtp(port, 40_000);
            }
        }

        assertThat(judge().streams()).hasSize(WatchRules.DEFAULT.maxStreams());
    }

    @Test
    void readsRtcpThatTheSnapLengthCut() {
        byte[] whole = TestPackets.feedback(SSRC);
        flow(
                Duration.ofSeconds(3),
                () -> verdicts.seen(new Datagram(
                        now,
                        "eth0",
                        Direction.OUT,
                        new InetSocketAddress(SERVER, 40_001),
                        new InetSocketAddress(CAMERA, 5_007),
                        Unpooled.wrappedBuffer(whole, 0, whole.length - 3),
                        true)));

        assertThat(judge().evidence().rtcpOut())
                .singleElement()
                .satisfies(flow -> assertThat(flow.types()).containsOnlyKeys("OTHER", "RR", "SDES"));
    }

    private int sequence;

    /** RTP ten times a second, and something else with it. */
    private void flow(Duration duration, Runnable with) {
        for (Instant end = now.plus(duration); now.isBefore(end); ) {
            rtp(5_006, 40_000);
            with.run();
            pass(Duration.ofMillis(100));
        }
    }

    private void pass(Duration duration) {
        now = now.plus(duration);
    }

    private void rtp(int from, int to) {
        rtpFrom(CAMERA, from, to);
    }

    private void rtpFrom(String camera, int from, int to) {
        ByteBuf packet = Unpooled.wrappedBuffer(TestPackets.rtp(SSRC, sequence++));
        datagram("eth0", Direction.IN, camera, from, SERVER, to, packet);
    }

    private void cameraReport(int from, int to) {
        ByteBuf packet = Unpooled.wrappedBuffer(TestPackets.senderReport(SSRC));
        datagram("eth0", Direction.IN, CAMERA, from, SERVER, to, packet);
    }

    private void out(String on, int from, String host, int to) {
        Direction direction = on.equals("lo") ? Direction.LOCAL : Direction.OUT;
        String source = host.equals("127.0.0.1") ? host : SERVER;
        datagram(on, direction, source, from, host, to, Unpooled.wrappedBuffer(TestPackets.feedback(SSRC)));
    }

    private void datagram(
            String on, Direction direction, String from, int fromPort, String to, int toPort, ByteBuf payload) {
        verdicts.seen(new Datagram(
                now,
                on,
                direction,
                new InetSocketAddress(from, fromPort),
                new InetSocketAddress(to, toPort),
                payload,
                false));
    }

    private CameraVerdict judge() {
        return verdicts.judge(now, coverage, TestHost.of(routes)).get(0);
    }
}
