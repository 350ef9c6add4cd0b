package dev.sightline.gateway.stream;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.StreamVerdict;
import dev.sightline.probe.Verdict;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which media sections of a negotiation get their feedback. A camera's verdict is that of its worst stream: beside audio that
 * is never answered its video may be served.
 *
 * @param served since when, by the probe's clock, by the media server's port for the section's RTP; one that pauses stays
 * @param astray the causes of those that are {@link Verdict#SILENT}
 */
public record Sections(Map<Integer, Instant> served, Set<Cause> astray) {
    static final Sections NONE = new Sections(Map.of(), Set.of());
    /** A negotiation of this gateway has two. */
    private static final int MOST = 16;

    /** Copies both. */
    public Sections {
        served = Map.copyOf(served);
        astray = Set.copyOf(astray);
    }

    /** @param streams what a probe says of each now; none where it saw no RTP, or had no room to say it */
    Sections next(List<StreamVerdict> streams) {
        if (streams.isEmpty()) {
            return this;
        }
        Map<Integer, Instant> now = new TreeMap<>(served);
        Set<Cause> causes = EnumSet.noneOf(Cause.class);
        streams.stream().filter(stream -> fails(stream.finding())).forEach(stream -> {
            now.remove(stream.destination().getPort());
            if (stream.finding().verdict() == Verdict.SILENT) {
                causes.addAll(stream.finding().causes());
            }
        });
        streams.stream()
                .filter(stream -> stream.finding().verdict() == Verdict.DELIVERED)
                .filter(stream -> now.size() < MOST)
                .forEach(stream ->
                        now.put(stream.destination().getPort(), stream.finding().since()));
        return new Sections(now, causes);
    }

    /** What pauses, or of which nothing can be said now, was not seen to go without feedback. */
    private static boolean fails(Finding finding) {
        return switch (finding.verdict()) {
            case TRAPPED, SILENT, UNREACHABLE, BLOCKED -> true;
            case UNPROVEN -> finding.causes().contains(Cause.PORT_IN_DOUBT);
            case DELIVERED, NO_MEDIA -> false;
        };
    }

    /** Whether any is served. */
    boolean serveAny() {
        return !served.isEmpty();
    }

    /** Since when the first of them is. */
    Optional<Instant> servedSince() {
        return served.isEmpty() ? Optional.empty() : Optional.of(Collections.min(served.values()));
    }
}
