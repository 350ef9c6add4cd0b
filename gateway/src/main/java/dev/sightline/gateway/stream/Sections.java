package dev.sightline.gateway.stream;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.StreamVerdict;
import dev.sightline.probe.Verdict;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which media sections of a negotiation get their feedback. A camera's verdict is that of its worst stream: beside audio that
 * is never answered its video may be served.
 *
 * @param served since when, by the probe's clock, by the media server's port for the section's RTP; one that pauses stays
 * @param astray the causes of those that are {@link Verdict#SILENT}
 * @param video what is known of its video, without which a camera gives up, whatever its audio gets
 */
public record Sections(Map<Integer, Instant> served, Set<Cause> astray, Video video) {
    static final Sections NONE = new Sections(Map.of(), Set.of(), new Video(Set.of(), false, false));
    /** A negotiation of this gateway has two. */
    private static final int MOST = 16;

    /**
     * The video of a negotiation.
     *
     * @param ports where the media server receives it, and nothing else; none where there is none, or that is not known
     * @param everServed whether it was ever served
     * @param fails whether it was seen to fail, and is not served
     */
    public record Video(Set<Integer> ports, boolean everServed, boolean fails) {
        /** Copies the set. */
        public Video {
            ports = Set.copyOf(ports);
        }

        private Video next(Set<Integer> known, Set<Integer> served, Set<Integer> failing) {
            Set<Integer> now = known.isEmpty() ? ports : known;
            boolean serves = now.stream().anyMatch(served::contains);
            return new Video(
                    now, everServed || serves, !serves && (fails || now.stream().anyMatch(failing::contains)));
        }
    }

    /** Copies both. */
    public Sections {
        served = Map.copyOf(served);
        astray = Set.copyOf(astray);
    }

    /**
     * A probe looked again.
     *
     * @param all what it says of each now; none where it saw no RTP, or had no room to say it
     * @param videoPorts those of the video, where they are known
     */
    Sections next(List<StreamVerdict> all, Set<Integer> videoPorts) {
        if (all.isEmpty()) {
            return this;
        }
        List<StreamVerdict> streams = withoutReplaced(all);
        Map<Integer, Instant> now = new TreeMap<>(served);
        Set<Integer> failing = new HashSet<>();
        Set<Cause> causes = EnumSet.noneOf(Cause.class);
        streams.stream().filter(stream -> fails(stream.finding())).forEach(stream -> {
            failing.add(port(stream));
            if (stream.finding().verdict() == Verdict.SILENT) {
                causes.addAll(stream.finding().causes());
            }
        });
        now.keySet().removeAll(failing);
        streams.stream()
                .filter(stream -> stream.finding().verdict() == Verdict.DELIVERED)
                .filter(stream -> now.size() < MOST)
                .forEach(stream -> now.put(port(stream), stream.finding().since()));
        return new Sections(now, causes, video.next(videoPorts, now.keySet(), failing));
    }

    /** One that failed and ended is listed on; where its section has another one, that tells how the section fares. */
    private static List<StreamVerdict> withoutReplaced(List<StreamVerdict> all) {
        Set<Integer> others = all.stream()
                .filter(stream -> !hasFailed(stream.finding()))
                .map(Sections::port)
                .collect(Collectors.toSet());
        return all.stream()
                .filter(stream -> !hasFailed(stream.finding()) || !others.contains(port(stream)))
                .toList();
    }

    private static boolean hasFailed(Finding finding) {
        return fails(finding) && finding.causes().contains(Cause.CAMERA_STOPPED);
    }

    private static int port(StreamVerdict stream) {
        return stream.destination().getPort();
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

    /** Whether what is served is worth being kept: audio alone is not where the video fails. */
    boolean serveEnough() {
        return serveAny() && !video.fails();
    }

    /** Since when the first of them is. */
    Optional<Instant> servedSince() {
        return served.isEmpty() ? Optional.empty() : Optional.of(Collections.min(served.values()));
    }
}
