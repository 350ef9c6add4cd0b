package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Coverage;
import dev.sightline.probe.Finding;
import dev.sightline.probe.RtcpFlow;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.Verdict;
import dev.sightline.rtp.Bye;
import dev.sightline.rtp.ReceiverReport;
import dev.sightline.rtp.ReportBlock;
import dev.sightline.rtp.RtcpPacket;
import dev.sightline.rtp.SourceDescription;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("RTCP that says BYE")
class FarewellTest {
    private static final Bye BYE = new Bye(List.of(1L), Optional.empty());
    private static final ReceiverReport EMPTY = new ReceiverReport(1, List.of());
    private static final ReceiverReport REPORT =
            new ReceiverReport(1, List.of(new ReportBlock(Traffic.SSRC, 0, 0, 7, 0, 0, 0)));

    private final Traffic traffic = new Traffic();

    private static Stream<Arguments> compounds() {
        return Stream.of(
                Arguments.of("BYE", new RtcpPacket[] {BYE}, Verdict.SILENT),
                Arguments.of(
                        "RR without blocks, SDES and BYE",
                        new RtcpPacket[] {EMPTY, SourceDescription.ofCname(1, "server"), BYE},
                        Verdict.SILENT),
                Arguments.of("RR with a block, and BYE", new RtcpPacket[] {REPORT, BYE}, Verdict.DELIVERED),
                Arguments.of("RR without blocks", new RtcpPacket[] {EMPTY}, Verdict.DELIVERED));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("compounds")
    void aloneIsNoFeedback(String what, RtcpPacket[] packets, Verdict verdict) {
        traffic.flow(9, () -> {
            traffic.report(true);
            traffic.sends(packets);
        });

        Finding found = traffic.judge().finding();
        assertThat(found.verdict()).as(found.reason()).isEqualTo(verdict);
        if (verdict == Verdict.SILENT) {
            assertThat(found.causes()).containsExactly(Cause.NO_FEEDBACK);
            assertThat(found.reason()).contains("of RTCP nothing except BYE leaves for it: 90 RTCP datagrams (BYE 90");
            assertThat(traffic.judge().evidence().rtcpOut())
                    .extracting(RtcpFlow::meaning, RtcpFlow::datagrams)
                    .containsExactly(tuple(Meaning.FAREWELL, 90L));
        }
    }

    @Test
    void takesNothingFromFeedbackAndEndsIt() {
        traffic.flow(3, traffic::delivered);
        traffic.sends(EMPTY, BYE);
        assertThat(traffic.judge().verdict()).isEqualTo(Verdict.DELIVERED);

        traffic.flow(9, () -> {});

        assertThat(traffic.judge().finding().causes()).containsExactly(Cause.FEEDBACK_STOPPED);
    }

    @Test
    void provesNothingSoonOrWhereTheCaptureIsBlind() {
        traffic.flow(2, () -> traffic.sends(BYE));
        assertThat(traffic.judge().finding().causes()).containsExactly(Cause.TOO_EARLY);

        traffic.flow(9, () -> traffic.sends(BYE));
        Finding blind = traffic.verdicts
                .judge(
                        traffic.now,
                        new Coverage(Set.of("eth0"), /* loopback= */ false, /* everything= */ false),
                        traffic.host())
                .get(0)
                .finding();

        assertThat(blind.verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(blind.reason()).startsWith("no RTCP but BYE was seen for").contains("lo is not captured");
    }
}
