package dev.sightline.probe.judge;

import static dev.sightline.probe.judge.Traffic.CAMERA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Negotiation;
import dev.sightline.probe.RtcpFlow;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.packet.IcmpError.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A negotiated camera behind a NAT that changes its ports")
class TranslatedPortsTest {
    private static final int RTP = 31_000;
    private static final int REPORTS = 31_500;

    private final Traffic traffic = new Traffic();

    private void negotiated(String line) {
        traffic.verdicts.negotiated(new Negotiation(
                "gate",
                1,
                Optional.empty(),
                NegotiatedTest.OFFER.replace("a=sendonly", "a=" + line),
                NegotiatedTest.ANSWER));
    }

    private void flow(double seconds, int from, @Nullable Integer reports, int to) {
        traffic.flow(seconds, from, () -> {
            if (reports != null) {
                traffic.report(CAMERA, reports, 40_001, "camera");
            }
            traffic.feedback("eth0", 40_001, CAMERA, to);
        });
    }

    private Finding found() {
        return traffic.judgeNegotiated("gate").finding();
    }

    @ParameterizedTest(name = "{0}, reports from {1}, RTCP to {2}: {3}")
    @CsvSource({
        "sendonly,  31500, 5007,  UNPROVEN,  PORT_IN_DOUBT",
        "sendonly,  31001, 5007,  UNPROVEN,  PORT_IN_DOUBT",
        "sendonly,  31000, 5007,  UNPROVEN,  PORT_IN_DOUBT",
        "rtcp:5017, 31500, 5017,  UNPROVEN,  PORT_IN_DOUBT",
        "rtcp:5017, 31500, 5007,  SILENT,    WRONG_PORT",
        "sendonly,  31500, 6123,  SILENT,    WRONG_PORT",
        "sendonly,       , 5007,  SILENT,    WRONG_PORT",
        "sendonly,  31500, 31500, DELIVERED, ",
        "sendonly,  5007,  5007,  DELIVERED, ",
    })
    void isInDoubtWhereItsRtcpGoesToThePortOfItsOffer(
            String line, @Nullable Integer reports, int to, Verdict verdict, @Nullable Cause cause) {
        negotiated(line);
        flow(8, RTP, reports, to);

        assertThat(found().verdict()).as(found().reason()).isEqualTo(verdict);
        assertThat(found().causes()).isEqualTo(cause == null ? List.of() : List.of(cause));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"sendonly", "rtcp:5007"})
    void isInDoubtAsSoonAsItReports(String line) {
        negotiated(line);
        flow(1, RTP, REPORTS, 5_007);

        assertThat(found().causes()).as(found().reason()).containsExactly(Cause.PORT_IN_DOUBT);
        assertThat(found().reason())
                .contains(line.equals("sendonly") ? "the one of the offer's m= line" : "the port that the offer names")
                .contains("sends its own from port " + REPORTS);
        assertThat(found().cure().orElse("")).contains("policy comedia");
        assertThat(traffic.judgeNegotiated("gate").evidence().rtcpOut())
                .extracting(RtcpFlow::meaning)
                .containsExactly(Meaning.IN_DOUBT);
    }

    @Test
    void isMisaddressedWhereItsHostRefusesThePort() {
        negotiated("sendonly");
        traffic.flow(8, RTP, () -> {
            traffic.report(CAMERA, REPORTS, 40_001, "camera");
            traffic.delivered();
            traffic.icmp(Kind.PORT_UNREACHABLE, CAMERA, 5_007);
        });

        assertThat(found().verdict()).as(found().reason()).isEqualTo(Verdict.SILENT);
        assertThat(found().causes()).containsExactly(Cause.WRONG_PORT);
    }

    /** As where its Wi-Fi stalls: neither RTP nor the next report is there, and both have the ports that they had. */
    @ParameterizedTest(name = "with the same source {0}, from another port before {1}: SILENT {2}")
    @CsvSource({"true, false, false", "true, true, false", "false, false, true"})
    void isNotSaidToHaveLeftThePortOfItsReportsWhereItsRtpPaused(boolean sameSource, boolean moved, boolean silent) {
        negotiated("direction:active");
        if (moved) {
            flow(20, RTP - 100, REPORTS, REPORTS);
        }
        List<Finding> found = new ArrayList<>();
        for (int tick = 0; tick < 450; tick++) {
            boolean stalls = tick >= 230 && tick < 270;
            traffic.rtpSource = sameSource || tick < 230 ? Traffic.SSRC : 7;
            if (!stalls) {
                traffic.rtp(CAMERA, RTP, 40_000);
            }
            if (tick % 200 == 0) {
                traffic.report(CAMERA, REPORTS, 40_001, traffic.rtpSource);
            }
            if (tick % 5 == 0) {
                traffic.feedback("eth0", 40_001, CAMERA, REPORTS, traffic.rtpSource, Optional.of(1_000_000L));
                found.add(found());
            }
            traffic.pass(Duration.ofMillis(100));
        }

        assertThat(found.get(found.size() - 1).verdict())
                .as(found.get(found.size() - 1).reason())
                .isEqualTo(Verdict.DELIVERED);
        assertThat(found.stream().filter(finding -> finding.verdict() == Verdict.SILENT))
                .allMatch(finding -> finding.causes().equals(List.of(Cause.STALE_PORT)))
                .matches(some -> some.isEmpty() != silent);
        assertThat(found.stream().filter(finding -> finding.causes().contains(Cause.PORT_IN_DOUBT)))
                .allMatch(finding -> finding.reason().contains("its next report tells"))
                .matches(some -> some.isEmpty() == silent);
    }

    /** What it offered was right before. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({"sendonly, 5007", "rtcp:5017, 5017"})
    void hasLeftThePortOfItsOfferWhereItStartedAnew(String line, int offered) {
        negotiated(line);
        flow(8, 5_006, offered, offered);
        assertThat(found().verdict()).as(found().reason()).isEqualTo(Verdict.DELIVERED);
        flow(12, RTP, REPORTS, offered);

        assertThat(found().verdict()).as(found().reason()).isEqualTo(Verdict.SILENT);
        assertThat(found().causes()).containsExactly(Cause.STALE_PORT);
    }

    @Test
    void isNotInDoubtWhereNoOfferIsKnown() {
        flow(8, RTP, REPORTS, 5_007);

        assertThat(traffic.judge().finding().causes()).containsExactly(Cause.WRONG_PORT);
    }
}
