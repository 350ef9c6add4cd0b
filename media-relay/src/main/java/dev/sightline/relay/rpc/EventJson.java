package dev.sightline.relay.rpc;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.relay.EndpointEvent;
import dev.sightline.relay.EndpointEvent.ConnectionStateChanged;
import dev.sightline.relay.EndpointEvent.ElementConnected;
import dev.sightline.relay.EndpointEvent.ElementDisconnected;
import dev.sightline.relay.EndpointEvent.EndpointError;
import dev.sightline.relay.EndpointEvent.IceCandidateFound;
import dev.sightline.relay.EndpointEvent.IceComponentStateChanged;
import dev.sightline.relay.EndpointEvent.IceGatheringDone;
import dev.sightline.relay.EndpointEvent.MediaFlowInStateChanged;
import dev.sightline.relay.EndpointEvent.MediaFlowOutStateChanged;
import dev.sightline.relay.EndpointEvent.MediaStateChanged;
import dev.sightline.relay.EndpointEvent.MediaTranscodingStateChanged;
import dev.sightline.relay.EndpointEvent.NewCandidatePairSelected;
import dev.sightline.relay.MediaType;
import dev.sightline.relay.rpc.MediaObject.MediaEndpoint;

/** The engine's events as Kurento's {@code onEvent} notifications. */
final class EventJson {
    /** Kurento names the pads and bins of its pipeline here; a relay has none. */
    private static final String DEFAULT = "default";

    private static final String BIN = "relay";

    private EventJson() {}

    /** The name under which clients subscribe to it. */
    static String type(EndpointEvent event) {
        return event instanceof EndpointError ? "Error" : event.getClass().getSimpleName();
    }

    static ObjectNode notification(MediaEndpoint source, EndpointEvent event, long nowMillis) {
        String type = type(event);
        ObjectNode data = JsonNodeFactory.instance
                .objectNode()
                .put("source", source.id())
                .put("timestampMillis", Long.toString(nowMillis))
                .put("type", type);
        data.putArray("tags");
        describe(event, data);
        ObjectNode notification = JsonNodeFactory.instance
                .objectNode()
                .put("jsonrpc", RpcMessage.VERSION)
                .put("method", "onEvent");
        ObjectNode value = notification.putObject("params").putObject("value");
        value.put("object", source.id()).put("type", type).set("data", data);
        return notification;
    }

    private static void describe(EndpointEvent event, ObjectNode data) {
        if (event instanceof IceCandidateFound found) {
            typed(data.putObject("candidate"), "IceCandidate")
                    .put("candidate", found.candidate())
                    .put("sdpMLineIndex", found.sdpMLineIndex())
                    .put("sdpMid", found.sdpMid());
        } else if (event instanceof IceGatheringDone) {
            return; // says nothing more
        } else if (event instanceof IceComponentStateChanged changed) {
            data.put("componentId", changed.componentId())
                    .put("state", changed.state().name())
                    .put("streamId", changed.streamId());
        } else if (event instanceof NewCandidatePairSelected selected) {
            typed(data.putObject("candidatePair"), "IceCandidatePair")
                    .put("componentId", selected.componentId())
                    .put("localCandidate", selected.localCandidate())
                    .put("remoteCandidate", selected.remoteCandidate())
                    .put("streamId", selected.streamId());
        } else if (event instanceof ConnectionStateChanged changed) {
            data.put("newState", changed.newState().name())
                    .put("oldState", changed.oldState().name());
        } else if (event instanceof MediaStateChanged changed) {
            data.put("newState", changed.newState().name())
                    .put("oldState", changed.oldState().name());
        } else if (event instanceof MediaFlowInStateChanged flow) {
            flow(data, flow.mediaType(), flow.state());
        } else if (event instanceof MediaFlowOutStateChanged flow) {
            flow(data, flow.mediaType(), flow.state());
        } else if (event instanceof MediaTranscodingStateChanged changed) {
            data.put("binName", BIN)
                    .put("mediaType", changed.mediaType().name())
                    .put("state", changed.transcoding() ? "TRANSCODING" : "NOT_TRANSCODING");
        } else if (event instanceof ElementConnected connected) {
            element(data, MediaEndpoint.idOf(connected.sink()), connected.mediaType());
        } else if (event instanceof ElementDisconnected disconnected) {
            element(data, MediaEndpoint.idOf(disconnected.sink()), disconnected.mediaType());
        } else if (event instanceof EndpointError error) {
            data.put("description", error.description())
                    .put("errorCode", error.errorCode())
                    .put("type", error.type());
        }
    }

    private static void flow(ObjectNode data, MediaType mediaType, EndpointEvent.FlowState state) {
        data.put("mediaType", mediaType.name()).put("padName", DEFAULT).put("state", state.name());
    }

    private static void element(ObjectNode data, String sink, MediaType mediaType) {
        data.put("mediaType", mediaType.name())
                .put("sink", sink)
                .put("sinkMediaDescription", DEFAULT)
                .put("sourceMediaDescription", DEFAULT);
    }

    private static ObjectNode typed(ObjectNode node, String type) {
        return node.put("__module__", "kurento").put("__type__", type);
    }
}
