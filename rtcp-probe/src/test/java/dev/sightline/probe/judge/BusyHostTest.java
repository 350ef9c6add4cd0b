package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.IcmpError;
import dev.sightline.probe.packet.IcmpError.Kind;
import dev.sightline.probe.packet.LinkEnds;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Linux answers a host once a second, whatever it sends to however many of its addresses. */
@DisplayName("What a camera's host refused before it began to answer something else")
class BusyHostTest {
    private static final String OTHER = "10.77.0.3";
    private static final long STATION = 9;

    private final Traffic traffic = new Traffic();
    private int tick;

    BusyHostTest() {
        traffic.hopLimit = 64;
        traffic.comes = new LinkEnds(STATION, 0, 0);
    }

    private void answers(String reporter, int port, Optional<Long> quoted, String told) {
        traffic.verdicts.seen(new IcmpError(
                traffic.now,
                "eth0",
                Direction.IN,
                Kind.PORT_UNREACHABLE,
                new InetSocketAddress(reporter, 0).getAddress(),
                new InetSocketAddress(told, 40_001),
                new InetSocketAddress(reporter, port),
                quoted,
                /* hopLimit= */ 0,
                traffic.comes));
    }

    private void refuses(Optional<Long> quoted) {
        answers(Traffic.CAMERA, 5_007, quoted, Traffic.SERVER);
    }

    /** The camera refuses RTCP, with this SSRC in its answers. */
    private void isRefused(Optional<Long> quoted) {
        flow(2, 1, () -> {});
        flow(2, 1, () -> refuses(quoted));
    }

    /** RTP and RTCP, and something else now and then; judged once a second. */
    private void flow(double seconds, int every, Runnable with) {
        for (int second = 0; second < seconds; second++) {
            traffic.flow(1, () -> {
                traffic.delivered();
                if (tick++ % every == 0) {
                    with.run();
                }
            });
            traffic.judgeAll();
        }
    }

    private void pollsAreRefused() {
        answers(Traffic.CAMERA, 161, Optional.empty(), Traffic.SERVER);
    }

    private Verdict verdict() {
        return traffic.judgeAll().stream()
                .filter(judged -> judged.camera().getHostAddress().equals(Traffic.CAMERA))
                .map(CameraVerdict::verdict)
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest(name = "{0} s ago: {1}")
    @CsvSource({"4, UNPROVEN", "60, UNPROVEN", "298, UNPROVEN", "302, DELIVERED"})
    void isInDoubtForAsLongAsItMayWaitForItsTurn(int ago, Verdict expected) {
        isRefused(Optional.of(1L));

        flow(ago, 10, this::pollsAreRefused);

        assertThat(verdict()).isEqualTo(expected);
    }

    @Test
    void isToldWithWhatItAnswersInstead() {
        isRefused(Optional.of(1L));
        flow(10, 10, this::pollsAreRefused);

        assertThat(traffic.judge().finding().causes()).containsExactly(Cause.PORT_UNREACHABLE);
        assertThat(traffic.judge().finding().reason())
                .contains("10.77.0.2 answered (nothing listens on the port", "last what was for 10.77.0.2:161");
        assertThat(traffic.judge().finding().cure().orElse("")).contains("10.77.0.2:5007", "10.77.0.2:161");
    }

    @Test
    void isUnreachableWithTheNextAnswer() {
        isRefused(Optional.of(1L));
        flow(20, 10, this::pollsAreRefused);
        refuses(Optional.of(1L));
        flow(1, 10, this::pollsAreRefused);

        assertThat(verdict()).isEqualTo(Verdict.UNREACHABLE);
    }

    /** As after a start. */
    @Test
    void isDeliveredAtOnceWhereItAnswersNothingElse() {
        isRefused(Optional.of(1L));

        flow(4, 1, () -> {});

        assertThat(verdict()).isEqualTo(Verdict.DELIVERED);
    }

    /** Then it had an answer left, and gave none. */
    @Test
    void isDeliveredForGoodOnceRtcpWentUnansweredWhileNothingElseWasAnswered() {
        isRefused(Optional.of(1L));
        flow(10, 10, this::pollsAreRefused);
        flow(4, 1, () -> {});
        assertThat(verdict()).isEqualTo(Verdict.DELIVERED);

        flow(10, 10, this::pollsAreRefused);

        assertThat(verdict()).isEqualTo(Verdict.DELIVERED);
    }

    /** Nor does a stranger know the SSRC of RTCP that he does not get. */
    @ParameterizedTest(name = "SSRC {0}: {1}")
    @CsvSource({"1, UNPROVEN", "77, DELIVERED", ", DELIVERED"})
    void isInDoubtOnlyByAnAnswerThatQuotesTheRtcp(Long quoted, Verdict expected) {
        flow(8, 1, () -> {});
        refuses(Optional.ofNullable(quoted));

        flow(8, 10, this::pollsAreRefused);

        assertThat(verdict()).isEqualTo(expected);
    }

    @ParameterizedTest(name = "to {0}: {1}")
    @CsvSource({"10.77.0.1, UNPROVEN", "10.88.0.1, DELIVERED"})
    void isInDoubtWhileItAnswersTheSameAddressOfThisHost(String told, Verdict expected) {
        isRefused(Optional.of(1L));

        flow(10, 10, () -> answers(Traffic.CAMERA, 161, Optional.empty(), told));

        assertThat(verdict()).isEqualTo(expected);
    }

    /** A router's link address is that of all behind it. */
    @ParameterizedTest(name = "from station {0}, hop limit {1}: {2}")
    @CsvSource({"9, 64, UNPROVEN", "8, 64, DELIVERED", "9, 61, DELIVERED"})
    void isInDoubtWhileAnotherAddressOfTheSameStationIsAnsweredFor(long station, int hopLimit, Verdict expected) {
        traffic.hopLimit = hopLimit;
        isRefused(Optional.of(1L));

        flow(10, 10, () -> {
            traffic.comes = new LinkEnds(station, 0, 0);
            answers(OTHER, 5_007, Optional.of(1L), Traffic.SERVER);
            traffic.comes = new LinkEnds(STATION, 0, 0);
        });

        assertThat(verdict()).isEqualTo(expected);
    }

    /** What is refused while the camera is off says nothing of what it takes afterwards. */
    @Test
    void isDeliveredWhereItWasRefusedBeforeTheRtpBegan() {
        for (int i = 0; i < 20; i++) {
            traffic.pass(Duration.ofMillis(100));
            traffic.delivered();
            refuses(Optional.of(1L));
        }
        traffic.pass(Duration.ofMillis(100));

        flow(10, 10, this::pollsAreRefused);

        assertThat(verdict()).isEqualTo(Verdict.DELIVERED);
    }
}
