package dev.sightline.probe.judge;

import static dev.sightline.probe.judge.Traffic.CAMERA;
import static dev.sightline.probe.judge.Traffic.SERVER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Coverage;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.judge.seen.WatchRules;
import dev.sightline.probe.packet.Datagram.Direction;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A viewer's transport")
class ViewersTest {
    private final Traffic traffic = new Traffic();

    private static ByteBuf stun() {
        return Unpooled.wrappedBuffer(HexFormat.of().parseHex("000100002112a442616161616161616161616161"));
    }

    private void asks() {
        traffic.datagram("eth0", Direction.IN, CAMERA, 5_006, SERVER, 40_000, stun());
    }

    private void answers(Direction direction) {
        traffic.datagram("eth0", direction, SERVER, 40_000, CAMERA, 5_006, stun());
    }

    private List<CameraVerdict> judge() {
        return traffic.verdicts.judge(traffic.now, Coverage.all(), traffic.host());
    }

    @Test
    void isNoneWhereSomebodyAnswersInTheMediaServersNameFromOutside() {
        traffic.flow(2, () -> traffic.feedback("lo", 40_001, "127.0.0.1", 10));
        asks();
        answers(Direction.IN);
        traffic.flow(8, () -> traffic.feedback("lo", 40_001, "127.0.0.1", 10));

        assertThat(judge()).singleElement().extracting(CameraVerdict::verdict).isEqualTo(Verdict.TRAPPED);
    }

    @Test
    void isOneWhereItIsForwarded() {
        asks();
        answers(Direction.UNKNOWN);
        traffic.flow(2, () -> {});

        assertThat(judge()).isEmpty();
    }

    @Test
    void isNoneLongerThanConsentHolds() {
        asks();
        answers(Direction.OUT);
        traffic.flow(29, () -> {});
        assertThat(judge()).isEmpty();

        traffic.flow(2, () -> {});
        assertThat(judge()).hasSize(1);
    }

    @Test
    void isOneWhileItAsksAgain() {
        for (int i = 0; i < 12; i++) {
            asks();
            answers(Direction.OUT);
            traffic.flow(5, () -> {});
        }

        assertThat(judge()).isEmpty();
    }

    @ParameterizedTest(name = "to port {0}")
    @ValueSource(ints = {40_000, 40_001})
    void isNoneOfWhoReportsInTheClear(int to) {
        asks();
        answers(Direction.OUT);
        traffic.flow(8, () -> {
            traffic.report(CAMERA, 5_007, to, "camera");
            traffic.feedback("lo", 40_001, "127.0.0.1", 10);
        });

        assertThat(judge()).singleElement().extracting(CameraVerdict::verdict).isEqualTo(Verdict.TRAPPED);
    }

    @Test
    void isNotPushedOutByStrangersThatNobodyAnswers() {
        asks();
        answers(Direction.OUT);
        for (int port = 1; port <= WatchRules.DEFAULT.maxStreams() + 1; port++) {
            traffic.datagram("eth0", Direction.IN, "192.0.2.66", port, SERVER, 40_000, stun());
        }
        traffic.flow(2, () -> {});

        assertThat(judge()).isEmpty();
    }

    @Test
    void isNamedWhereItIsAllOfACameraThatIsNamed() {
        Traffic named = new Traffic(CAMERA);
        named.datagram("eth0", Direction.IN, CAMERA, 5_006, SERVER, 40_000, stun());
        named.datagram("eth0", Direction.OUT, SERVER, 40_000, CAMERA, 5_006, stun());
        named.flow(12, () -> {});

        assertThat(named.judge().verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(named.judge().finding().causes()).containsExactly(Cause.WEBRTC_TRANSPORT);
        assertThat(named.judge().finding().reason())
                .contains("10.77.0.2:5006 arrives for 10.77.0.1:40000", "left out as a viewer's");
    }
}
