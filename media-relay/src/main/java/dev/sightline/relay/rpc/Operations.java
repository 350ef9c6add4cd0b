package dev.sightline.relay.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.sightline.relay.Endpoint;
import dev.sightline.relay.MediaType;
import dev.sightline.relay.RtpEndpoint;
import dev.sightline.relay.StreamStats;
import dev.sightline.relay.VideoBandwidth;
import dev.sightline.relay.WebRtcEndpoint;
import dev.sightline.relay.rpc.MediaObject.MediaEndpoint;
import dev.sightline.relay.rpc.MediaObject.Pipeline;
import dev.sightline.relay.rpc.MediaObject.ServerManager;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;

/** What can be invoked on each class of objects. Everything else is Kurento's "not found". */
final class Operations {
    private final MediaObjects objects;
    private final OperationTable<ServerManager> ofServer;
    private final OperationTable<Pipeline> ofPipelines = new OperationTable<>();
    private final OperationTable<MediaEndpoint> ofEndpoints;
    private final OperationTable<MediaEndpoint> ofRtpEndpoints;
    private final OperationTable<MediaEndpoint> ofWebRtcEndpoints;

    Operations(MediaObjects objects) {
        this.objects = objects;
        ofServer = new OperationTable<ServerManager>()
                .with("getInfo", 0, (server, none) -> now(ServerInfo.json()))
                .with("getPipelines", 0, (server, none) -> now(pipelines()));
        ofEndpoints = new OperationTable<MediaEndpoint>()
                .with(
                        "processOffer",
                        1,
                        (endpoint, arguments) -> endpoint.media()
                                .processOffer(arguments.string("offer"))
                                .thenApply(TextNode::new))
                .with("connect", 1, 4, (source, arguments) -> connect(source.media(), arguments))
                .with("disconnect", 1, 4, (source, arguments) -> disconnect(source.media(), arguments))
                .with(
                        "requestKeyframe",
                        0,
                        (endpoint, none) -> done(endpoint.media().requestKeyframe()))
                .with("getStats", 0, 1, Operations::stats);
        bandwidth("MinVideoRecvBandwidth", Endpoint::setMinVideoRecvBandwidth, VideoBandwidth::minReceive);
        bandwidth("MaxVideoRecvBandwidth", Endpoint::setMaxVideoRecvBandwidth, VideoBandwidth::maxReceive);
        bandwidth("MinVideoSendBandwidth", Endpoint::setMinVideoSendBandwidth, VideoBandwidth::minSend);
        bandwidth("MaxVideoSendBandwidth", Endpoint::setMaxVideoSendBandwidth, VideoBandwidth::maxSend);
        // Not Kurento's: a client that finds the module ServerInfo.MODULE may use it.
        ofRtpEndpoints = new OperationTable<MediaEndpoint>()
                .with(
                        "setSenderNetworks",
                        1,
                        (endpoint, arguments) -> done(((RtpEndpoint) endpoint.media())
                                .setSenderNetworks(arguments.strings("senderNetworks"))));
        ofWebRtcEndpoints = new OperationTable<MediaEndpoint>()
                .with(
                        "gatherCandidates",
                        0,
                        (endpoint, none) -> done(webRtc(endpoint).gatherCandidates()))
                .with(
                        "addIceCandidate",
                        1,
                        (endpoint, arguments) -> done(addIceCandidate(webRtc(endpoint), arguments)));
    }

    /** @throws RpcException when the object has no such operation or it cannot take these arguments */
    CompletionStage<? extends JsonNode> perform(MediaObject target, String name, Arguments arguments) {
        int count = arguments.count();
        if (target instanceof ServerManager server) {
            return known(ofServer.find(name, count), name, count).perform(server, arguments);
        }
        if (target instanceof Pipeline pipeline) {
            return known(ofPipelines.find(name, count), name, count).perform(pipeline, arguments);
        }
        MediaEndpoint endpoint = (MediaEndpoint) target;
        return known(find(endpoint, name, count), name, count).perform(endpoint, arguments);
    }

    private Optional<OperationTable.Operation<MediaEndpoint>> find(MediaEndpoint endpoint, String name, int count) {
        OperationTable<MediaEndpoint> own =
                endpoint.type() == ObjectType.WEB_RTC_ENDPOINT ? ofWebRtcEndpoints : ofRtpEndpoints;
        return ofEndpoints.find(name, count).or(() -> own.find(name, count));
    }

    /** A property given to {@code create}: as if its setter had been invoked. */
    CompletionStage<? extends JsonNode> setProperty(MediaEndpoint endpoint, String name, Arguments properties) {
        if (name.isEmpty()) {
            throw RpcException.illegal(name, "", "give the property a name");
        }
        String setter = "set" + Character.toUpperCase(name.charAt(0)) + name.substring(1);
        return find(endpoint, setter, 1)
                .orElseThrow(() ->
                        RpcException.illegal(name, properties.node().get(name).toString(), "leave the property out"))
                .perform(endpoint, properties);
    }

    private static <T extends MediaObject> OperationTable.Operation<T> known(
            Optional<OperationTable.Operation<T>> operation, String name, int count) {
        return operation.orElseThrow(() -> new RpcException(
                ErrorCode.MALFORMED_TRANSACTION, "Method '" + name + "' with " + count + " parameters not found"));
    }

    private ArrayNode pipelines() {
        ArrayNode ids = JsonNodeFactory.instance.arrayNode();
        objects.pipelines().forEach(pipeline -> ids.add(pipeline.id()));
        return ids;
    }

    private CompletionStage<NullNode> connect(Endpoint source, Arguments arguments) {
        Endpoint sink = sink(arguments);
        return done(source.connect(sink, mediaTypes(arguments)));
    }

    private CompletionStage<NullNode> disconnect(Endpoint source, Arguments arguments) {
        Endpoint sink = sink(arguments);
        return done(source.disconnect(sink, mediaTypes(arguments)));
    }

    private Endpoint sink(Arguments arguments) {
        onlyDefault(arguments, "sourceMediaDescription");
        onlyDefault(arguments, "sinkMediaDescription");
        if (objects.get(arguments.string("sink")) instanceof MediaEndpoint sink) {
            return sink.media();
        }
        throw RpcException.marshalling("sink", "a MediaElement");
    }

    private static Set<MediaType> mediaTypes(Arguments arguments) {
        return arguments
                .mediaType("mediaType")
                .map(type -> EnumSet.of(type))
                .orElseGet(() -> EnumSet.allOf(MediaType.class));
    }

    private static void onlyDefault(Arguments arguments, String description) {
        if (arguments.has(description)) {
            String value = arguments.string(description);
            if (!value.isEmpty() && !value.equals("default")) {
                throw RpcException.illegal(description, value, "each media type has one description here, 'default'");
            }
        }
    }

    private static CompletionStage<JsonNode> stats(MediaEndpoint endpoint, Arguments arguments) {
        Optional<MediaType> wanted = arguments.mediaType("mediaType");
        return endpoint.media().stats().thenApply(streams -> {
            List<StreamStats> kept = streams.stream()
                    .filter(stream -> wanted.isEmpty() || wanted.get() == stream.mediaType())
                    .toList();
            return StatsJson.of(endpoint, kept, System.currentTimeMillis());
        });
    }

    private static CompletableFuture<Void> addIceCandidate(WebRtcEndpoint endpoint, Arguments arguments) {
        Arguments candidate = arguments.object("candidate");
        return endpoint.addIceCandidate(
                candidate.string("candidate"), candidate.string("sdpMid"), candidate.integer("sdpMLineIndex"));
    }

    private void bandwidth(
            String property,
            BiFunction<Endpoint, Integer, CompletableFuture<Void>> setter,
            Function<VideoBandwidth, Integer> getter) {
        String argument = Character.toLowerCase(property.charAt(0)) + property.substring(1);
        ofEndpoints.with(
                "set" + property,
                1,
                (endpoint, arguments) -> done(setter.apply(endpoint.media(), arguments.integer(argument))));
        ofEndpoints.with(
                "get" + property,
                0,
                (endpoint, none) ->
                        now(IntNode.valueOf(getter.apply(endpoint.media().videoBandwidth()))));
    }

    private static WebRtcEndpoint webRtc(MediaEndpoint endpoint) {
        return (WebRtcEndpoint) endpoint.media();
    }

    private static CompletionStage<NullNode> done(CompletionStage<Void> operation) {
        return operation.thenApply(nothing -> NullNode.getInstance());
    }

    private static CompletionStage<JsonNode> now(JsonNode value) {
        return CompletableFuture.completedFuture(value);
    }
}
