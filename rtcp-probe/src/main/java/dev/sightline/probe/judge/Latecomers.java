package dev.sightline.probe.judge;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.judge.seen.RtpStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Finds the streams that have just begun beside one that is served: until their first feedback is due they take away no
 * {@link Verdict#DELIVERED} that was reached. It is not reached while they wait.
 */
final class Latecomers {
    private final StreamVerdicts verdicts;

    Latecomers(StreamVerdicts verdicts) {
        this.verdicts = verdicts;
    }

    /**
     * Those of {@code streams} that decide now.
     *
     * @param all what was seen of the camera, also what ended
     * @param heard now, or when the last of them ended
     */
    List<RtpStream> without(List<RtpStream> streams, List<RtpStream> all, FindingHistory history, Instant heard) {
        if (streams.size() < 2) {
            return streams;
        }
        boolean holds = history.current()
                        .filter(finding -> finding.verdict() == Verdict.DELIVERED)
                        .isPresent()
                && streams.stream().anyMatch(this::isServed);
        return holds
                ? streams.stream()
                        .filter(stream -> !isWaiting(stream) || beganAnew(stream, all, heard))
                        .toList()
                : streams;
    }

    /** The finding with a word on those that it does not heed. */
    Finding remarked(Finding finding, List<RtpStream> streams, List<RtpStream> deciding) {
        if (deciding.size() == streams.size()) {
            return finding;
        }
        return streams.stream()
                .filter(stream -> !deciding.contains(stream))
                .findFirst()
                .map(stream -> new Finding(
                        finding.verdict(),
                        finding.since(),
                        finding.causes(),
                        finding.reason() + "; besides, "
                                + verdicts.finding(stream).reason(),
                        finding.cure()))
                .orElse(finding);
    }

    private boolean isServed(RtpStream stream) {
        return verdicts.finding(stream).verdict() == Verdict.DELIVERED;
    }

    private boolean isWaiting(RtpStream stream) {
        Finding finding = verdicts.finding(stream);
        return finding.verdict() == Verdict.UNPROVEN && finding.causes().contains(Cause.TOO_EARLY);
    }

    /** Others came to its port before it, and were not served for as long as one may wait: it is not waited for again. */
    private boolean beganAnew(RtpStream stream, List<RtpStream> all, Instant heard) {
        Duration patience = verdicts.scene().rules().firstFeedback();
        return all.stream()
                .filter(other -> other != stream && other.destination().equals(stream.destination()))
                .filter(other -> !isServed(other)
                        && Duration.between(other.last(), heard).compareTo(patience) < 0)
                .anyMatch(other -> Duration.between(other.runSince(), heard).compareTo(patience) >= 0);
    }
}
