package dev.sightline.probe.judge;

import dev.sightline.probe.Finding;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.judge.seen.RtpStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Tells the media sections of a negotiation apart: the worst one speaks for the camera, and another may be served. */
final class ServedSections {
    private final StreamVerdicts verdicts;

    ServedSections(StreamVerdicts verdicts) {
        this.verdicts = verdicts;
    }

    /**
     * The finding with a word on which section it is of, and which ones get their feedback.
     *
     * @param finding on the camera
     * @param streams all of the negotiation's
     */
    Finding remarked(Finding finding, List<RtpStream> streams) {
        if (finding.verdict() == Verdict.DELIVERED || streams.size() < 2) {
            return finding;
        }
        Optional<String> served = named(streams, Verdict.DELIVERED::equals);
        Optional<String> lacking = named(streams, finding.verdict()::equals);
        return served.isEmpty() || lacking.isEmpty()
                ? finding
                : new Finding(
                        finding.verdict(),
                        finding.since(),
                        finding.causes(),
                        finding.reason() + "; this is of " + lacking.get() + ", while feedback for " + served.get()
                                + " is " + Verdict.DELIVERED,
                        finding.cure());
    }

    /** "audio (port 40002)" */
    private Optional<String> named(List<RtpStream> streams, Predicate<Verdict> which) {
        Instant now = verdicts.scene().now();
        String names = streams.stream()
                .filter(stream -> stream.isFlowing(now))
                .filter(stream -> which.test(verdicts.finding(stream).verdict()))
                .flatMap(stream -> verdicts.section(stream).stream()
                        .map(section -> section.medium() + " (port " + stream.localPort() + ")"))
                .distinct()
                .collect(Collectors.joining(", "));
        return Optional.of(names).filter(text -> !text.isEmpty());
    }
}
