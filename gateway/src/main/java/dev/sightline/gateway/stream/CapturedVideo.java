package dev.sightline.gateway.stream;

import dev.sightline.probe.Evidence;
import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.StreamVerdict;
import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.SessionDescription;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a probe captures of a camera's video. A camera may pause its video and go on with audio: then no video comes out of the
 * media server, and none of it is dropped.
 *
 * @param ports where the media server receives it, and nothing else
 * @param pausedNanos when it was last seen not to come
 */
record CapturedVideo(Set<Integer> ports, OptionalLong pausedNanos) {
    static final CapturedVideo NONE = new CapturedVideo(Set.of(), OptionalLong.empty());
    /** Between two packets of one that comes, and until a verdict is here. */
    private static final Duration LATELY = Duration.ofSeconds(3);

    private static final long PACKETS = 50;

    /** Copies the set. */
    CapturedVideo {
        ports = Set.copyOf(ports);
    }

    static CapturedVideo of(SessionDescription answer) {
        Set<Integer> video = new HashSet<>();
        Set<Integer> others = new HashSet<>(Set.of(0));
        for (MediaDescription media : answer.media()) {
            (media.type().equals("video") ? video : others).add(media.port());
        }
        video.removeAll(others);
        return new CapturedVideo(video, OptionalLong.empty());
    }

    /** What a verdict that was too long to be told in full does not show is no pause. */
    CapturedVideo seen(NegotiationVerdict verdict, long nanoTime) {
        boolean shown = !verdict.streams().isEmpty()
                && ofVideo(verdict).allMatch(evidence -> evidence.lastRtp().isPresent());
        return shown && streams(verdict).isEmpty() ? new CapturedVideo(ports, OptionalLong.of(nanoTime)) : this;
    }

    /**
     * The interfaces on which it comes.
     *
     * @return none where it has not come for so long without a pause
     */
    Optional<List<String>> comesFor(Duration time, NegotiationVerdict verdict, long nanoTime) {
        boolean paused = pausedNanos.isPresent() && nanoTime - pausedNanos.getAsLong() < time.toNanos();
        return paused
                ? Optional.empty()
                : streams(verdict).stream()
                        .filter(evidence -> evidence.rtpPackets() >= PACKETS && lasts(evidence, time))
                        .findFirst()
                        .map(Evidence::rtpInterfaces);
    }

    /** Those that come now. */
    private List<Evidence> streams(NegotiationVerdict verdict) {
        Instant now = verdict.finding().since().plus(verdict.age());
        return ofVideo(verdict)
                .filter(evidence -> evidence.lastRtp()
                        .filter(at -> Duration.between(at, now).compareTo(LATELY) < 0)
                        .isPresent())
                .toList();
    }

    private Stream<Evidence> ofVideo(NegotiationVerdict verdict) {
        return verdict.streams().stream()
                .filter(stream -> ports.contains(stream.destination().getPort()))
                .map(StreamVerdict::evidence);
    }

    private static boolean lasts(Evidence evidence, Duration least) {
        return evidence.firstRtp()
                .flatMap(from -> evidence.lastRtp().map(to -> Duration.between(from, to)))
                .filter(span -> span.compareTo(least) >= 0)
                .isPresent();
    }
}
