package dev.sightline.probe.judge;

import static dev.sightline.probe.judge.Traffic.CAMERA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Coverage;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Negotiation;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.packet.IcmpError.Kind;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RTCP for a port of the camera that nobody names")
class PortUntoldTest {
    private final Traffic traffic = new Traffic();

    @ParameterizedTest(name = "from {0} to {1}, after {2} s")
    @CsvSource({
        "40001, 5017, 2",
        "40001, 5017, 20",
        "40000, 5017, 20",
        "40001, 5006, 20",
    })
    void isInDoubtWhereTheCameraSendsNoReports(int from, int to, int seconds) {
        traffic.flow(seconds, () -> traffic.feedback("eth0", from, CAMERA, to));

        Finding found = traffic.judge().finding();
        assertThat(found.verdict()).as(found.reason()).isEqualTo(Verdict.UNPROVEN);
        assertThat(found.causes()).containsExactly(Cause.PORT_IN_DOUBT);
        assertThat(found.reason())
                .contains("for 10.77.0.2:" + to + ", not for port 5007, the one above its RTP", "sends no reports");
        assertThat(found.cure().orElse(""))
                .contains("settings", "a=rtcp-mux", "listens for RTCP on port " + to, "capture on its side");
    }

    @Test
    void isWrongWhereTheCamerasHostRefusesIt() {
        traffic.flow(8, () -> {
            traffic.feedback("eth0", 40_001, CAMERA, 5_017);
            traffic.icmp(Kind.PORT_UNREACHABLE, CAMERA, 5_017);
        });

        Finding found = traffic.judge().finding();
        assertThat(found.verdict()).as(found.reason()).isEqualTo(Verdict.SILENT);
        assertThat(found.causes()).containsExactly(Cause.WRONG_PORT);
        assertThat(found.reason()).endsWith("10.77.0.2 refuses it");
    }

    /** The camera may begin to listen a little after it began to send. */
    @Test
    void isInDoubtAtFirstThoughTheCamerasHostRefusesIt() {
        traffic.flow(3, () -> {
            traffic.feedback("eth0", 40_001, CAMERA, 5_017);
            traffic.icmp(Kind.PORT_UNREACHABLE, CAMERA, 5_017);
        });

        assertThat(traffic.judge().finding().causes()).containsExactly(Cause.PORT_IN_DOUBT);
    }

    /** What is seen to be refused needs no other interface to prove it. */
    @Test
    void isWrongWhereItIsRefusedThoughTheLoopbackIsNotCaptured() {
        traffic.flow(12, () -> {
            traffic.feedback("eth0", 40_001, CAMERA, 5_017);
            traffic.icmp(Kind.PORT_UNREACHABLE, CAMERA, 5_017);
        });

        Finding found = traffic.verdicts
                .judge(
                        traffic.now,
                        new Coverage(Set.of("eth0"), /* loopback= */ false, /* everything= */ false),
                        traffic.host())
                .get(0)
                .finding();

        assertThat(found.verdict()).as(found.reason()).isEqualTo(Verdict.SILENT);
        assertThat(found.causes()).containsExactly(Cause.WRONG_PORT);
        assertThat(found.reason()).endsWith("10.77.0.2 refuses it");
    }

    @ParameterizedTest(name = "of an offer without an address, port {0}")
    @CsvSource({"9", "10"})
    void isWrongWhereItIsNoPortOfAnyCamera(int to) {
        traffic.flow(8, () -> traffic.feedback("eth0", 40_001, CAMERA, to));

        assertThat(traffic.judge().finding().causes()).containsExactly(Cause.WRONG_PORT);
    }

    @ParameterizedTest(name = "the camera reports from {0} to {1}, RTCP goes to {2}: {3}")
    @CsvSource({
        "5007, 40001, 5017, SILENT, WRONG_PORT",
        "5007, 40011, 5017, SILENT, WRONG_PORT",
        "5017, 40011, 5017, UNPROVEN, PORT_IN_DOUBT",
        "5017, 40001, 5017, DELIVERED, ",
    })
    void isToldByWhereTheCameraReportsFrom(int reports, int server, int to, Verdict verdict, Cause cause) {
        traffic.flow(8, () -> {
            traffic.report(CAMERA, reports, server, "camera");
            traffic.feedback("eth0", 40_001, CAMERA, to);
        });

        Finding found = traffic.judge().finding();
        assertThat(found.verdict()).as(found.reason()).isEqualTo(verdict);
        assertThat(found.causes()).isEqualTo(Optional.ofNullable(cause).stream().toList());
        if (verdict == Verdict.UNPROVEN) {
            assertThat(found.reason()).contains("from which the camera sends its own, but for 10.77.0.1:40011");
            assertThat(found.cure().orElse("")).contains("whether it listens for RTCP on port " + to);
        }
    }

    /** There the offer names one, and another policy can be tried. */
    @ParameterizedTest(name = "to {0}")
    @ValueSource(ints = {5_017, 5_006})
    void isWrongWhereAnotherWasOffered(int to) {
        traffic.verdicts.negotiated(new Negotiation(
                "gate",
                1,
                Optional.empty(),
                "v=0\no=- 1 1 IN IP4 10.77.0.2\ns=-\nc=IN IP4 10.77.0.2\nt=0 0\nm=video 5006 RTP/AVPF 96\n",
                "v=0\no=- 1 1 IN IP4 10.77.0.1\ns=-\nc=IN IP4 10.77.0.1\nt=0 0\nm=video 40000 RTP/AVPF 96\n"));

        traffic.flow(8, () -> traffic.feedback("eth0", 40_001, CAMERA, to));

        Finding found = traffic.judgeNegotiated("gate").finding();
        assertThat(found.verdict()).as(found.reason()).isEqualTo(Verdict.SILENT);
        assertThat(found.causes()).containsExactly(Cause.WRONG_PORT);
    }

    /** What it sends from a third port, and to another, tells nothing of this one. */
    @Test
    void isInDoubtForWhereTheCameraReportsFromAndNotForWhatItSendsElsewhere() {
        traffic.flow(8, () -> {
            traffic.report(CAMERA, 5_017, 40_001, "camera");
            traffic.report(CAMERA, 5_019, 40_011, "camera");
            traffic.feedback("eth0", 40_001, CAMERA, 5_007);
        });

        Finding found = traffic.judge().finding();
        assertThat(found.verdict()).as(found.reason()).isEqualTo(Verdict.UNPROVEN);
        assertThat(found.causes()).containsExactly(Cause.PORT_IN_DOUBT);
        assertThat(found.reason()).contains("the port above its RTP, but the camera sends its own from port 5017");
    }
}
