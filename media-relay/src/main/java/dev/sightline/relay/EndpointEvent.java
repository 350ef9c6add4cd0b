package dev.sightline.relay;

/** What an endpoint tells its listener, by the names of Kurento's events. */
public sealed interface EndpointEvent {
    /** Whether an endpoint's transport stands, or media has arrived over it. */
    enum ConnectionState {
        CONNECTED,
        DISCONNECTED
    }

    /** Whether packets of one media type pass. */
    enum FlowState {
        FLOWING,
        NOT_FLOWING
    }

    /** ICE of one component, in Kurento's words; {@code READY} is a nominated pair. */
    enum IceComponentState {
        DISCONNECTED,
        GATHERING,
        CONNECTING,
        CONNECTED,
        READY,
        FAILED
    }

    /** One local candidate, once for each media section. */
    record IceCandidateFound(String candidate, String sdpMid, int sdpMLineIndex) implements EndpointEvent {}

    /** All local candidates have been told. */
    record IceGatheringDone() implements EndpointEvent {}

    /** ICE moved on. */
    record IceComponentStateChanged(IceComponentState state, int streamId, int componentId) implements EndpointEvent {}

    /** Media and checks now use this pair. */
    record NewCandidatePairSelected(String localCandidate, String remoteCandidate, String streamId, int componentId)
            implements EndpointEvent {}

    /** The transport came up or went down. */
    record ConnectionStateChanged(ConnectionState oldState, ConnectionState newState) implements EndpointEvent {}

    /** The first RTP or RTCP packet has arrived, or none has for a while. */
    record MediaStateChanged(ConnectionState oldState, ConnectionState newState) implements EndpointEvent {}

    /** Packets of {@code mediaType} come into a sink. */
    record MediaFlowInStateChanged(MediaType mediaType, FlowState state) implements EndpointEvent {}

    /** Packets of {@code mediaType} come out of a source. */
    record MediaFlowOutStateChanged(MediaType mediaType, FlowState state) implements EndpointEvent {}

    /** Whether the media is converted on its way; here it never is. */
    record MediaTranscodingStateChanged(MediaType mediaType, boolean transcoding) implements EndpointEvent {}

    /** The source that tells it was connected to {@code sink}. */
    record ElementConnected(Endpoint sink, MediaType mediaType) implements EndpointEvent {}

    /** The source that tells it is no longer connected to {@code sink}. */
    record ElementDisconnected(Endpoint sink, MediaType mediaType) implements EndpointEvent {}

    /**
     * Something failed after the endpoint was set up.
     *
     * @param type a stable word, for example {@code RESOURCE_ERROR_WRITE}
     */
    record EndpointError(String description, int errorCode, String type) implements EndpointEvent {}
}
