package dev.sightline.probe.judge.proof;

import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.judge.scene.StreamCase;
import dev.sightline.probe.judge.seen.RtcpTally;
import dev.sightline.probe.judge.seen.WatchRules;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;

/**
 * Whether the media server's own feedback shows nothing of a stream's RTP: that RTCP leaves proves that feedback goes out,
 * not that media comes in. It proves no wall either, for some media servers never report on what they get.
 */
final class Starved {
    /** Shorter than this a media server may only not have reported yet. */
    private static final Duration LEAST = Duration.ofSeconds(3);

    private static final String RECEIVER_REPORT = "RR";
    private static final String SENDER_REPORT = "SR";

    private Starved() {}

    /** Whether reports left for some time after {@code then}, and neither they nor REMB tell of RTP that came since. */
    static boolean since(StreamCase the, Instant then) {
        Instant from = then.isBefore(the.since()) ? the.since() : then;
        return the.feedback()
                        .meaning(Meaning.DELIVERED)
                        .filter(the::isFresh)
                        .anyMatch(tally -> isReport(tally) && !tally.last().isBefore(from.plus(enough(the, tally))))
                && the.feedback().toCamera().keySet().stream()
                        .noneMatch(tally -> tally.isCut() || tellsOfRtp(the, tally, from.plus(WatchRules.UNDER_WAY)))
                && !DropShare.isRembSince(the, from);
    }

    /** The same of the last few reports. */
    static boolean now(StreamCase the) {
        return the.feedback()
                .meaning(Meaning.DELIVERED)
                .filter(the::isFresh)
                .anyMatch(tally -> since(the, the.now().minus(enough(the, tally).multipliedBy(2))));
    }

    private static boolean isReport(RtcpTally tally) {
        return tally.types().containsKey(RECEIVER_REPORT) || tally.types().containsKey(SENDER_REPORT);
    }

    /** The time of two reports; what comes between them, as a request for a keyframe, is none. */
    private static Duration enough(StreamCase the, RtcpTally tally) {
        Duration two = tally.received().sources().stream()
                .filter(the.stream()::hasSent)
                .flatMap(ssrc -> tally.received().interval(ssrc).stream())
                .filter(apart ->
                        apart.compareTo(the.scene().rules().longestGap()) <= 0 && apart.compareTo(tally.interval()) > 0)
                .max(Comparator.naturalOrder())
                .orElse(tally.interval())
                .multipliedBy(2);
        return two.compareTo(LEAST) > 0 ? two : LEAST;
    }

    private static boolean tellsOfRtp(StreamCase the, RtcpTally tally, Instant after) {
        return tally.received().sources().stream()
                .filter(the.stream()::hasSent)
                .flatMap(ssrc -> tally.received().last(ssrc).stream())
                .anyMatch(rise -> !rise.from().isBefore(after));
    }
}
