package dev.sightline.probe.judge;

import dev.sightline.probe.Finding;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.Wording;
import dev.sightline.probe.judge.scene.Scene;
import dev.sightline.probe.judge.scene.StreamCase;
import dev.sightline.probe.judge.seen.RtpStream;
import dev.sightline.probe.judge.seen.WatchRules;
import java.time.Duration;
import java.time.Instant;

/**
 * Streams of a capture that is over, as they are judged: by what was seen while their RTP flowed. What others sent after its
 * end, or that the capture went on, changes nothing of what had been reached by then.
 */
final class AsItFlowed {
    private AsItFlowed() {}

    /** What a stream is judged by: time after its last RTP is none without feedback. Of what goes on it is that of now. */
    static Scene scene(Scene now, RtpStream stream) {
        return now.retrospective() ? now.at(stream.heard()) : now;
    }

    /**
     * Until when what was sent for it came while it flowed: its next packet would be there by then. What answers a burst as
     * soon as any first report would, belongs to it as well.
     */
    static Instant feedbackUntil(RtpStream stream) {
        Instant report = stream.runSince().plus(WatchRules.FIRST_REPORT);
        return report.isAfter(stream.nextDue()) ? report : stream.nextDue();
    }

    /** What was missed while it flowed, with a word on what left for it after its end, as the evidence shows. */
    static Finding remarked(Finding found, StreamCase the) {
        return the.allFeedback()
                .latest(Meaning.DELIVERED)
                .filter(tally -> tally.feedbackSince().isAfter(feedbackUntil(the.stream())))
                .map(tally -> Duration.between(the.stream().last(), tally.feedbackSince()))
                .map(after -> "; RTCP left for it from " + Wording.seconds(after) + " s after its last RTP on")
                .filter(words -> !found.reason().contains(words))
                .map(found::withRemark)
                .orElse(found);
    }
}
