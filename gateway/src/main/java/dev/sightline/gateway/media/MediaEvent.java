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

    /** Packets of the peer arrive, or no longer. A Kurento Media Server says so when the peer's RTCP does. */
    record MediaStateChanged(boolean connected) implements MediaEvent {}

    /**
     * @param code as in the media server's list of errors
     * @param type a stable word, for example {@code RESOURCE_ERROR_WRITE}
     */
    record Failed(int code, String type, String description) implements MediaEvent {
        /** Whether the host's own firewall kept the media server from sending: what it drops on the way out is answered with EPERM. */
        public boolean isRefusedWrite() {
            return type.equals("RESOURCE_ERROR_WRITE") && description.contains("Operation not permitted");
        }
    }
}
