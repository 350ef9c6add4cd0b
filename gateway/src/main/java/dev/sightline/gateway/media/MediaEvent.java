package dev.sightline.gateway.media;

/** What the media server tells of one endpoint. It is its own view: that feedback reaches a camera it cannot know. */
public sealed interface MediaEvent {
    /** A local candidate, to be sent to the viewer. */
    record CandidateFound(Candidate candidate) implements MediaEvent {}

    /** @param state as in ICE: GATHERING, CONNECTING, CONNECTED, READY, FAILED, DISCONNECTED */
    record IceStateChanged(String state) implements MediaEvent {}

    /** RTP or RTCP passes, or no longer. */
    record ConnectionChanged(boolean connected) implements MediaEvent {}

    /**
     * Media passes this endpoint, or no longer.
     *
     * @param mediaType {@code VIDEO}, {@code AUDIO} or {@code DATA}
     */
    record FlowChanged(String mediaType, boolean flowing) implements MediaEvent {}

    /** @param transcoding whether the media server decodes and encodes, which costs it dearly */
    record TranscodingChanged(String mediaType, boolean transcoding) implements MediaEvent {}

    /** @param code as in the media server's list of errors */
    record Failed(int code, String description) implements MediaEvent {}
}
