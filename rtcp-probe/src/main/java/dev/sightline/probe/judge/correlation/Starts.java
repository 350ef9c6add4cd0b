package dev.sightline.probe.judge.correlation;

import dev.sightline.probe.judge.seen.RtcpTally;
import dev.sightline.probe.judge.seen.RtpStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The other streams of a camera that started anew, before and after one of them.
 *
 * @param since when that one was certain
 * @param isFirst whether none of them ended before it began
 * @param next when the first of those was certain that began after it had ended
 */
record Starts(Instant since, boolean isFirst, Optional<Instant> next) {
    /** @param beside the streams that are sent to the same socket */
    static Starts around(RtpStream stream, List<RtpStream> beside) {
        if (beside.isEmpty()) {
            return new Starts(stream.establishedAt(), /* isFirst= */ true, Optional.empty());
        }
        List<RtpStream> others = beside.stream()
                .filter(other -> other.camera().equals(stream.camera()))
                .toList();
        return new Starts(
                stream.establishedAt(),
                others.stream().noneMatch(other -> stream.first().isAfter(other.last())),
                others.stream()
                        .filter(other -> other.first().isAfter(stream.last()))
                        .map(RtpStream::establishedAt)
                        .min(Instant::compareTo));
    }

    /** What ended before this stream, or began with the one that came after it. */
    boolean isOfAnother(RtcpTally tally) {
        return (!isFirst && tally.last().isBefore(since))
                || next.filter(began -> !tally.first().isBefore(began)).isPresent();
    }
}
