package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Route;
import dev.sightline.probe.StreamVerdict;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.IcmpError.Kind;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Linux answers a host once a second, whatever it sends, and so do others, or less. */
@DisplayName("What a router refuses and answers now and then")
class RationedAnswersTest {
    private static final String ROUTER = "10.77.0.254";

    private final Traffic traffic = new Traffic();

    RationedAnswersTest() {
        traffic.route = Optional.of(
                new Route("eth0", Optional.of(new InetSocketAddress(ROUTER, 0).getAddress()), Optional.empty()));
    }

    private static String camera(int number) {
        return "10.77.0." + (2 + number);
    }

    /** RTP of some cameras and RTCP for each, ten times a second. */
    private void flow(int cameras, double seconds, Runnable with) {
        traffic.flow(seconds, () -> {
            traffic.delivered();
            for (int i = 1; i < cameras; i++) {
                traffic.rtp(camera(i), 5_006, 40_000 + 2 * i);
                traffic.feedback("eth0", 40_001 + 2 * i, camera(i), 5_007);
            }
            with.run();
        });
    }

    private void refused(int camera, Kind kind, Optional<Long> quoted) {
        InetSocketAddress to = new InetSocketAddress(camera(camera), 5_007);
        traffic.icmp("eth0", Direction.IN, kind, ROUTER, 40_001 + 2 * camera, to, quoted);
    }

    private Verdict verdict(int camera) {
        return traffic.judgeAll().stream()
                .filter(judged -> judged.camera().equals(new InetSocketAddress(camera(camera), 0).getAddress()))
                .map(CameraVerdict::verdict)
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest(name = "{0}, quoting SSRC {1}, {2} s ago: {3}")
    @CsvSource({
        "PROHIBITED, 1, 3, UNREACHABLE",
        "PROHIBITED, 1, 29, UNREACHABLE",
        "HOST_UNREACHABLE, 1, 29, UNREACHABLE",
        "PORT_UNREACHABLE, 1, 29, UNREACHABLE",
        "PROHIBITED, 1, 31, DELIVERED",
        "PROHIBITED, 77, 3, DELIVERED",
        "PROHIBITED, , 3, DELIVERED",
    })
    void isRefusedForAWhile(Kind kind, Long quoted, int ago, Verdict expected) {
        flow(1, 2, () -> {});
        flow(1, 2, () -> refused(0, kind, Optional.ofNullable(quoted)));

        flow(1, ago, () -> {});

        assertThat(verdict(0)).isEqualTo(expected);
    }

    /** Nor does it matter when the RTP begins; a host that was off is reached again. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"PROHIBITED, UNREACHABLE", "HOST_UNREACHABLE, DELIVERED"})
    void isRefusedWhetherOrNotTheCameraStartsAnew(Kind kind, Verdict expected) {
        flow(1, 2, () -> {});
        for (int i = 0; i < 20; i++) {
            traffic.pass(Duration.ofMillis(100));
            traffic.delivered();
            refused(0, kind, Optional.of(1L));
        }

        flow(1, 4, () -> {});

        assertThat(verdict(0)).isEqualTo(expected);
    }

    @Test
    void isDeliveredNoSoonerThanItWasRefusedLast() {
        flow(1, 2, () -> {});
        refused(0, Kind.PROHIBITED, Optional.of(1L));
        flow(1, 2, () -> {});
        assertThat(traffic.judge().verdict()).isEqualTo(Verdict.UNREACHABLE);
        flow(1, 10, () -> {});
        refused(0, Kind.PROHIBITED, Optional.of(1L));
        var last = traffic.now;

        flow(1, 31, () -> {});

        assertThat(traffic.judge().verdict()).isEqualTo(Verdict.DELIVERED);
        assertThat(traffic.judge().finding().since()).isEqualTo(last);
    }

    @ParameterizedTest(name = "{0} for another, every {1} tenths, quoting SSRC {2}, which ended {3} s ago: {4}")
    @CsvSource({
        "PROHIBITED, 10, 1, 0, UNREACHABLE",
        "PROHIBITED, 10, 1, 29, UNREACHABLE",
        "PROHIBITED, 10, 1, 31, DELIVERED",
        "PROHIBITED, 1, 1, 0, DELIVERED",
        "PROHIBITED, 10, 77, 0, DELIVERED",
        "NETWORK_UNREACHABLE, 10, 1, 0, DELIVERED",
    })
    void isRefusedWhileAnotherIsThatTakesItsAnswers(Kind kind, int every, long quoted, int ago, Verdict expected) {
        flow(2, 2, () -> {});
        refused(0, Kind.PROHIBITED, Optional.of(1L));
        int[] tick = {0};
        flow(2, 35, () -> {
            if (tick[0]++ % every == 0) {
                refused(1, kind, Optional.of(quoted));
            }
        });

        flow(2, ago, () -> {});

        assertThat(verdict(0)).isEqualTo(expected);
    }

    /** Each host that is switched off is one for itself. */
    @Test
    void isReachedAgainThoughAnotherHostIsNot() {
        flow(2, 2, () -> {});
        refused(0, Kind.HOST_UNREACHABLE, Optional.of(1L));
        int[] tick = {0};
        flow(2, 35, () -> {
            if (tick[0]++ % 10 == 0) {
                refused(1, Kind.HOST_UNREACHABLE, Optional.of(1L));
            }
        });

        assertThat(verdict(0)).isEqualTo(Verdict.DELIVERED);
        assertThat(verdict(1)).isEqualTo(Verdict.UNREACHABLE);
    }

    /** It may be busy with those: that nothing of this camera is answered meanwhile shows nothing. */
    @ParameterizedTest(name = "it answers another camera meanwhile {0}: {1}")
    @CsvSource({"false, DELIVERED", "true, UNREACHABLE"})
    void isRefusedNoMoreOnlyWhereItsRouterAnswersNothingElseEither(boolean answersAnother, Verdict expected) {
        int[] tick = {0};
        flow(2, 12, () -> {
            if (tick[0]++ % 10 == 0) {
                refused(0, Kind.PROHIBITED, Optional.of(1L));
            }
        });
        assertThat(verdict(0)).isEqualTo(Verdict.UNREACHABLE);

        flow(2, 14, () -> {
            if (answersAnother && tick[0]++ % 10 == 0) {
                refused(1, Kind.NETWORK_UNREACHABLE, Optional.of(1L));
            }
        });

        assertThat(verdict(0)).isEqualTo(expected);
    }

    /** Or another camera behind the same address: what is for a host is answered in turn. */
    @Test
    void isInDoubtWhereOnlyWhatIsForAnotherStreamOfTheSameHostWasAnswered() {
        int[] tick = {0};
        flow(3, 10, () -> {
            traffic.rtpSource = 0x51;
            traffic.rtp(camera(0), 6_006, 40_100);
            traffic.rtpSource = Traffic.SSRC;
            traffic.feedback("eth0", 40_101, camera(0), 6_007, 0x51, Optional.empty());
            if (tick[0]++ % 10 == 0) {
                refused(tick[0] / 10 % 3, Kind.PROHIBITED, Optional.of(1L));
            }
        });

        assertThat(verdict(0)).isEqualTo(Verdict.UNREACHABLE);
        assertThat(traffic.judgeAll().get(0).streams())
                .filteredOn(stream -> stream.destination().getPort() == 40_100)
                .extracting(StreamVerdict::finding)
                .singleElement()
                .satisfies(
                        found -> assertThat(found.verdict()).as(found.reason()).isEqualTo(Verdict.UNPROVEN))
                .satisfies(found -> assertThat(found.causes()).containsExactly(Cause.PROHIBITED));
    }
}
