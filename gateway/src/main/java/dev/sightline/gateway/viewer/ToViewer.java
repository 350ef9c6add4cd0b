package dev.sightline.gateway.viewer;

import dev.sightline.gateway.media.Candidate;

/** What a viewer is told. */
sealed interface ToViewer extends SignalingMessage {
    /** @param viewerId names the watch in logs and metrics; no secret */
    record ViewerResponse(String viewerId, String sdpAnswer) implements ToViewer {}

    /** A candidate of the media server's; never before the answer. */
    record IceCandidate(Candidate candidate) implements ToViewer {}

    /** The picture is over. */
    record Stopped(String reason) implements ToViewer {}

    /** The picture is over, and a new offer will bring it back. */
    record Restart(String reason) implements ToViewer {}

    /** A message was not understood or not granted. The conversation goes on. */
    record Failed(ErrorCode code, String message) implements ToViewer {}
}
