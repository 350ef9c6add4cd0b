package dev.sightline.probe.judge;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import dev.sightline.probe.Finding;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.judge.seen.RtpStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

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

    /** The media server's ports of those that get their feedback, where another of {@code streams} speaks for the camera. */
    Set<Integer> served(Finding finding, List<RtpStream> streams) {
        return finding.verdict() == Verdict.DELIVERED
                ? Set.of()
                : flowing(streams, Verdict.DELIVERED::equals)
                        .map(RtpStream::localPort)
                        .collect(toSet());
    }

    /** "audio (port 40002)" */
    private Optional<String> named(List<RtpStream> streams, Predicate<Verdict> which) {
        String names = flowing(streams, which)
                .flatMap(stream -> verdicts.section(stream).stream()
                        .map(section -> section.medium() + " (port " + stream.localPort() + ")"))
                .distinct()
                .collect(joining(", "));
        return Optional.of(names).filter(text -> !text.isEmpty());
    }

    private Stream<RtpStream> flowing(List<RtpStream> streams, Predicate<Verdict> which) {
        Instant now = verdicts.scene().now();
        return streams.stream()
                .filter(stream -> stream.isFlowing(now))
                .filter(stream -> which.test(verdicts.finding(stream).verdict()));
    }
}
