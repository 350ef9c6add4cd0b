package dev.sightline.probe.judge.seen;

import dev.sightline.probe.Verdict;
import java.time.Duration;

/**
 * The waits and bounds by which verdicts are given.
 *
 * @param firstFeedback how long RTP may flow before missing RTCP is {@link Verdict#SILENT}: COMEDIA learns at 5.1 to 5.5 s
 * @param lostFeedback the least time without RTCP after which feedback counts as lost: plain RTP/AVP has gaps of 7.4 s
 * @param longestGap the most that three intervals may stretch {@code lostFeedback}
 * @param mediaGone how long without RTP before a stream counts as ended
 * @param maxStreams RTP streams remembered; so many that are certainly RTP, and so many that may be
 * @param maxFlows flows of RTCP that are remembered of this host; of cameras half as many, and of what passes between
 *     others, for anyone may forge those; of who else sends to this host a sixteenth
 */
public record WatchRules(
        Duration firstFeedback,
        Duration lostFeedback,
        Duration longestGap,
        Duration mediaGone,
        int maxStreams,
        int maxFlows) {
    /**
     * What happened so lately may not show elsewhere yet: a datagram leaves at once, but the interfaces are read one after
     * the other, and a socket or a rule is read a little after what it did. So it proves nothing for so long.
     */
    public static final Duration UNDER_WAY = Duration.ofSeconds(1);

    /** What comes so soon after another thing came with it: RTP with the capture's beginning, or RTCP with RTP. */
    public static final Duration AT_ONCE = Duration.ofSeconds(1);

    /** Without having to learn anything a first report takes up to 3.1 s (RFC 3550, 6.2 and A.7); COMEDIA takes 5.1 s. */
    public static final Duration FIRST_REPORT = Duration.ofSeconds(4);

    public static final WatchRules DEFAULT = new WatchRules(
            Duration.ofMillis(6_500),
            Duration.ofSeconds(8),
            Duration.ofSeconds(30),
            Duration.ofSeconds(3),
            4_096,
            16_384);

    /** The same waits for so many streams, and no fewer flows than that needs. */
    public WatchRules holding(int streams) {
        return new WatchRules(
                firstFeedback, lostFeedback, longestGap, mediaGone, streams, Math.max(maxFlows, 2 * streams));
    }
}
