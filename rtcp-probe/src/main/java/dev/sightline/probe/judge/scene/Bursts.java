package dev.sightline.probe.judge.scene;

import dev.sightline.probe.judge.correlation.Feedback;
import dev.sightline.probe.judge.seen.RtcpTally;
import dev.sightline.probe.judge.seen.RtpStream;
import dev.sightline.probe.judge.seen.WatchRules;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The bursts in which a stream's RTP comes, as of a camera that sends on motion: none of them may be long enough for missing
 * feedback to prove anything, and together they are. A media server reports at its own pace, in the pauses too, so one that
 * serves the stream ends the time that is counted here again and again.
 *
 * @param first since when they belong together: since the first began, or its port was last agreed on, if that was later
 * @param since since when none of them was answered: since the last feedback, for one
 * @param flowed for how long RTP has flowed since then, as {@link StreamCase#waited} tells it; none where it did not pause
 * @param patience how long feedback may be missing in them
 */
public record Bursts(Instant first, Instant since, Duration flowed, Duration patience) {
    /**
     * Those of a stream, which is told since when feedback is missing.
     *
     * @param agreedSince when its port was last agreed on
     */
    public static Bursts of(RtpStream stream, Feedback feedback, Optional<Instant> agreedSince, Scene scene) {
        Instant first = agreedSince.filter(stream.burstsSince()::isBefore).orElse(stream.burstsSince());
        Optional<RtcpTally> served =
                feedback.latestFeedback().filter(tally -> tally.lastFeedback().isAfter(first));
        stream.answered(first);
        stream.answered(scene.losses().last());
        served.map(RtcpTally::lastFeedback).ifPresent(stream::answered);
        Duration before = stream.unanswered();
        return new Bursts(
                first,
                stream.unansweredSince(),
                before.isZero() ? before : before.plus(stream.flowed()).plus(sinceItsLast(stream, scene.now())),
                served.map(tally -> mayBeMissing(tally, scene.rules())).orElseGet(() -> scene.patience(first)));
    }

    private static Duration sinceItsLast(RtpStream stream, Instant now) {
        Duration ago = Duration.between(stream.last(), now);
        return ago.compareTo(WatchRules.AT_ONCE) < 0 ? ago : WatchRules.AT_ONCE;
    }

    /** What was there is missed as late in bursts as without them. */
    private static Duration mayBeMissing(RtcpTally served, WatchRules rules) {
        Duration some = served.threeFeedbackIntervals();
        Duration most = some.compareTo(rules.longestGap()) < 0 ? some : rules.longestGap();
        return most.compareTo(rules.lostFeedback()) > 0 ? most : rules.lostFeedback();
    }

    /** Whether another one, unanswered, counts with that which flows now. */
    public boolean areSeveral() {
        return !flowed.isZero();
    }

    /** Whether feedback would be there by now. */
    boolean areOverdue() {
        return flowed.compareTo(patience) >= 0;
    }
}
