package dev.sightline.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.config.CameraProfile.SpeaksFirst;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Evidence;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Verdict;
import dev.sightline.sdp.CameraCodec;
import dev.sightline.sdp.CameraTrack;
import dev.sightline.sdp.ReturnPathPolicy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PastVerdictsTest {
    private final PastVerdicts verdicts = new PastVerdicts();
    private StreamState state = StreamState.idle(new CameraId("yard"), Optional.empty())
            .negotiating(
                    new CameraSession(
                            "s",
                            SpeaksFirst.CAMERA,
                            new OfferedMedia(CameraTrack.sending(CameraCodec.h264(103)), Optional.empty()),
                            Optional.empty(),
                            ReturnPathPolicy.COMEDIA),
                    Optional.empty());

    private void reached(Verdict verdict, String reason, Cause... causes) {
        reached(0, verdict, reason, causes);
    }

    private void reached(int since, Verdict verdict, String reason, Cause... causes) {
        Finding finding = new Finding(verdict, Instant.ofEpochSecond(since), List.of(causes), reason, Optional.empty());
        StreamState next =
                state.with(new Feedback(finding, Evidence.none(dev.sightline.probe.ReturnPath.unknown()), false));
        verdicts.passed(state, next);
        state = next;
    }

    @Test
    void eachTurnIsKeptWithWhatWasSeenLastAndTheReturnPath() {
        reached(Verdict.UNPROVEN, "nobody looks");
        reached(Verdict.UNPROVEN, "the agent is gone");
        reached(Verdict.TRAPPED, "1 RTCP datagram left by lo");
        reached(Verdict.TRAPPED, "9 RTCP datagrams left by lo");
        reached(Verdict.DELIVERED, "it arrives");

        assertThat(verdicts.all().stream().map(one -> one.finding().reason()))
                .containsExactly("nobody looks", "the agent is gone", "9 RTCP datagrams left by lo", "it arrives");
        assertThat(verdicts.all()).allSatisfy(one -> assertThat(one.policy()).contains(ReturnPathPolicy.COMEDIA));
    }

    @Test
    void whatDiffersInWordsAloneIsOneEntryThatBeganWithTheFirst() {
        reached(1, Verdict.UNPROVEN, "RTP has been seen for 0.8 s, no RTCP for it yet", Cause.TOO_EARLY);
        reached(1, Verdict.UNPROVEN, "RTP has been seen for 1.8 s, no RTCP for it yet", Cause.TOO_EARLY);
        reached(2, Verdict.UNPROVEN, "RTP has been seen for 12.9 s, no RTCP for it yet", Cause.TOO_EARLY);
        reached(9, Verdict.UNPROVEN, "the agent said nothing for 4 s");
        reached(10, Verdict.UNPROVEN, "the agent said nothing for 11 s");

        assertThat(verdicts.all())
                .extracting(one -> one.finding().since().getEpochSecond() + " "
                        + one.finding().reason())
                .containsExactly(
                        "1 RTP has been seen for 12.9 s, no RTCP for it yet", "9 the agent said nothing for 11 s");
    }

    @Test
    void anotherCauseOfTheSameVerdictIsAnotherEntry() {
        reached(Verdict.SILENT, "no RTCP leaves", Cause.NO_FEEDBACK);
        reached(Verdict.SILENT, "RTCP goes to another host", Cause.WRONG_HOST);
        reached(Verdict.SILENT, "RTCP goes still to another host", Cause.WRONG_HOST);

        assertThat(verdicts.all())
                .extracting(one -> one.finding().reason())
                .containsExactly("no RTCP leaves", "RTCP goes still to another host");
    }

    @Test
    void waitsAndPausesWithinAVerdictAreNoEntries() {
        reached(0, Verdict.UNPROVEN, "the probe has not judged this negotiation yet");
        reached(4, Verdict.UNPROVEN, "no RTCP for it yet", Cause.TOO_EARLY);
        reached(7, Verdict.NO_MEDIA, "its RTP stopped 3 s ago", Cause.CAMERA_STOPPED);
        reached(13, Verdict.UNPROVEN, "no RTCP for it yet", Cause.TOO_EARLY);
        reached(4, Verdict.SILENT, "its RTP comes in bursts", Cause.NEVER_LEARNT);

        assertThat(told()).containsExactly("0 UNPROVEN", "4 SILENT");
    }

    @Test
    void waitsAndPausesBeforeAVerdictAreEntries() {
        reached(1, Verdict.UNPROVEN, "no RTCP for it yet", Cause.TOO_EARLY);
        reached(3, Verdict.NO_MEDIA, "its RTP stopped 3 s ago", Cause.CAMERA_STOPPED);
        reached(9, Verdict.UNPROVEN, "no RTCP for it yet", Cause.TOO_EARLY);
        reached(10, Verdict.DELIVERED, "it arrives");

        assertThat(told()).containsExactly("1 UNPROVEN", "3 NO_MEDIA", "9 UNPROVEN", "10 DELIVERED");
    }

    @Test
    void whatWasReachedWithinAVerdictIsAnEntry() {
        reached(1, Verdict.NO_MEDIA, "its RTP stopped 3 s ago", Cause.CAMERA_STOPPED);
        reached(5, Verdict.TRAPPED, "1 RTCP datagram left by lo");
        reached(9, Verdict.DELIVERED, "it arrives");
        reached(12, Verdict.NO_MEDIA, "its RTP stopped 3 s ago", Cause.CAMERA_STOPPED);
        reached(1, Verdict.SILENT, "its RTP comes in bursts", Cause.NEVER_LEARNT);

        assertThat(told()).containsExactly("1 NO_MEDIA", "5 TRAPPED", "9 DELIVERED", "1 SILENT");
    }

    @Test
    void deliveredInTheNextBurstByFeedbackOfTheOneBeforeIsOneWithThat() {
        reached(20, Verdict.DELIVERED, "it arrives");
        reached(27, Verdict.NO_MEDIA, "its RTP stopped 3 s ago", Cause.CAMERA_STOPPED);
        reached(32, Verdict.DELIVERED, "it arrives");
        reached(35, Verdict.NO_MEDIA, "its RTP stopped 3 s ago", Cause.CAMERA_STOPPED);
        reached(24, Verdict.SILENT, "the last left 18.7 s ago", Cause.FEEDBACK_STOPPED);

        assertThat(told()).containsExactly("20 DELIVERED", "24 SILENT");
    }

    @Test
    void deliveredInTheNextBurstByFeedbackOfThePauseBeforeIsNone() {
        reached(3, Verdict.DELIVERED, "it arrives");
        reached(10, Verdict.NO_MEDIA, "its RTP stopped 3 s ago", Cause.CAMERA_STOPPED);
        reached(18, Verdict.DELIVERED, "it arrives");
        reached(12, Verdict.SILENT, "the last left 14.1 s ago", Cause.FEEDBACK_STOPPED);

        assertThat(told()).containsExactly("3 DELIVERED", "10 NO_MEDIA", "12 SILENT");
    }

    @Test
    void whatStaysInThePausesOfACameraIsOneEntry() {
        for (int i = 0; i < 5; i++) {
            reached(20, Verdict.SILENT, "no RTCP leaves for it", Cause.NEVER_LEARNT);
            reached(20, Verdict.SILENT, "no RTCP leaves for it", Cause.NEVER_LEARNT, Cause.CAMERA_STOPPED);
        }

        assertThat(told()).containsExactly("20 SILENT");
    }

    private List<String> told() {
        return verdicts.all().stream()
                .map(PastVerdict::finding)
                .map(finding -> finding.since().getEpochSecond() + " " + finding.verdict())
                .toList();
    }

    @Test
    void ofAnotherSessionAVerdictBeganWithThatOne() {
        reached(1, Verdict.UNPROVEN, Feedback.unknown().finding().reason());
        CameraSession next = new CameraSession(
                "t",
                SpeaksFirst.CAMERA,
                state.session().orElseThrow().media(),
                Optional.empty(),
                ReturnPathPolicy.COMEDIA);
        StreamState idle = StreamState.idle(new CameraId("yard"), Optional.empty());
        verdicts.passed(state, idle);
        state = idle.negotiating(next, Optional.empty());
        verdicts.passed(idle, state);

        assertThat(verdicts.all())
                .singleElement()
                .satisfies(one -> assertThat(one.finding().since()).isAfter(Instant.ofEpochSecond(1)));
    }

    @Test
    void whileAnotherIsNegotiatedAVerdictIsOnTheReturnPathThatIsShown() {
        reached(Verdict.TRAPPED, "8 RTCP datagrams left by lo");
        state = state.adopted("");
        CameraSession next = state.session().orElseThrow().with(ReturnPathPolicy.CAMERA_ADDRESS);
        state = state.negotiating(next, state.living());

        reached(Verdict.TRAPPED, "9 RTCP datagrams left by lo");
        assertThat(verdicts.all())
                .last()
                .satisfies(one -> assertThat(one.policy()).contains(ReturnPathPolicy.COMEDIA));

        state = state.adopted("");
        reached(Verdict.DELIVERED, "it arrives");
        assertThat(verdicts.all())
                .last()
                .satisfies(one -> assertThat(one.policy()).contains(ReturnPathPolicy.CAMERA_ADDRESS));
    }

    @Test
    void onlyTheLastAreKept() {
        for (int i = 0; i < 40; i++) {
            reached(i % 2 == 0 ? Verdict.TRAPPED : Verdict.DELIVERED, "turn " + i);
        }

        assertThat(verdicts.all()).hasSize(PastVerdicts.MOST);
        assertThat(verdicts.all().get(PastVerdicts.MOST - 1).finding().reason()).isEqualTo("turn 39");
    }
}
