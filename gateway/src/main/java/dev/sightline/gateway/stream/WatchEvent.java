package dev.sightline.gateway.stream;

import dev.sightline.gateway.media.Candidate;

/** What a viewer is told. {@link Restart}, {@link Stopped} and {@link Refused} are the last. */
public sealed interface WatchEvent {
    /** @param viewerId names this watch in logs and metrics; no secret */
    record Answered(String viewerId, String sdpAnswer) implements WatchEvent {}

    /** Never before the answer. */
    record CandidateFound(Candidate candidate) implements WatchEvent {}

    /** The viewer may offer again at once, and will get a picture. */
    record Restart(String reason) implements WatchEvent {}

    record Stopped(String reason) implements WatchEvent {}

    record Refused(StreamException.Code code, String message) implements WatchEvent {}
}
