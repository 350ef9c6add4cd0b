package dev.sightline.probe.judge.proof;

import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.judge.agreed.AgreedSection;
import dev.sightline.probe.judge.scene.StreamCase;
import dev.sightline.probe.judge.seen.RtcpTally;
import dev.sightline.probe.judge.seen.RtpStream;
import dev.sightline.probe.judge.seen.WatchRules;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How long after a camera's RTP its feedback began: a media server may have its address yet to learn. */
final class LearntLate {
    private LearntLate() {}

    /**
     * The time from the first RTP to the first feedback; empty where it came at once, or is not known.
     *
     * @param tally RTCP that is delivered
     * @param since when that began
     */
    static Optional<Duration> delay(StreamCase the, RtcpTally tally, Instant since) {
        Duration delay = Duration.between(the.stream().first(), since);
        boolean isDelay = the.stream().runSince().equals(the.stream().first())
                && delay.compareTo(WatchRules.AT_ONCE) > 0
                && delay.compareTo(the.scene().rules().longestGap()) < 0;
        if (!isDelay
                || the.feedback()
                        .meaning(Meaning.DELIVERED)
                        .anyMatch(flow -> flow.firstFeedback().isBefore(since))) {
            return Optional.empty();
        }
        return mayHaveFlowedBefore(the) && !isMissed(the, tally, delay) ? Optional.empty() : Optional.of(delay);
    }

    /** Whether it is long enough to say so. */
    static boolean is(StreamCase the, Duration delay) {
        return isLate(delay) && the.agreed().map(AgreedSection::asksForComedia).orElse(true);
    }

    private static boolean isLate(Duration delay) {
        return delay.compareTo(WatchRules.FIRST_REPORT) > 0;
    }

    /** Whether the first packet that was seen need not have been its first. */
    private static boolean mayHaveFlowedBefore(StreamCase the) {
        RtpStream stream = the.stream();
        Duration twoPackets = Duration.ofMillis((long) (2_000 / stream.rate()));
        Duration unseen = Duration.between(the.scene().watchedSince(), stream.first());
        return unseen.compareTo(WatchRules.AT_ONCE) < 0 || unseen.compareTo(twoPackets) < 0;
    }

    /** A gap between two reports may be as long, unless they follow each other much faster, as where REMB is sent. */
    private static boolean isMissed(StreamCase the, RtcpTally tally, Duration delay) {
        Duration usual = tally.threeFeedbackIntervals();
        return isLate(delay) && the.hasRemb() && !usual.isZero() && delay.compareTo(usual) > 0;
    }
}
