package dev.sightline.relay.rpc;

import dev.sightline.relay.rpc.MediaObject.MediaEndpoint;
import dev.sightline.relay.rpc.MediaObject.Pipeline;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What {@code create} can make. A constructor parameter that asks for what a relay does not do is refused, not ignored. */
final class Factories {
    private static final String PIPELINE = "mediaPipeline";

    private final MediaObjects objects;
    private final Operations operations;

    Factories(MediaObjects objects, Operations operations) {
        this.objects = objects;
        this.operations = operations;
    }

    /** @throws RpcException {@link ErrorCode#MEDIA_OBJECT_NOT_AVAILABLE} for a type that is not made here */
    ObjectType typeOf(String name) {
        for (ObjectType type : ObjectType.values()) {
            if (type != ObjectType.SERVER_MANAGER && type.kurentoName().equals(name)) {
                return type;
            }
        }
        throw new RpcException(ErrorCode.MEDIA_OBJECT_NOT_AVAILABLE, "Factory '" + name + "' not found");
    }

    CompletionStage<? extends MediaObject> create(
            Session session, ObjectType type, Arguments constructor, Arguments properties) {
        if (type == ObjectType.MEDIA_PIPELINE) {
            constructor.onlyKnown(Set.of());
            properties.onlyKnown(Set.of());
            return CompletableFuture.completedFuture(objects.createPipeline(session));
        }
        if (!(objects.get(pipelineId(constructor)) instanceof Pipeline pipeline)) {
            throw RpcException.marshalling(PIPELINE, "a MediaPipeline");
        }
        if (type == ObjectType.RTP_ENDPOINT) {
            checkRtp(constructor);
        } else {
            checkWebRtc(constructor);
        }
        return withProperties(objects.createEndpoint(session, pipeline, type), properties);
    }

    private static String pipelineId(Arguments constructor) {
        return constructor.string(PIPELINE);
    }

    private CompletionStage<MediaEndpoint> withProperties(MediaEndpoint endpoint, Arguments properties) {
        List<CompletableFuture<?>> settings = new ArrayList<>();
        try {
            for (Iterator<String> names = properties.names(); names.hasNext(); ) {
                settings.add(operations
                        .setProperty(endpoint, names.next(), properties)
                        .toCompletableFuture());
            }
        } catch (RpcException e) {
            return objects.release(endpoint).thenApply(released -> {
                throw e;
            });
        }
        return CompletableFuture.allOf(settings.toArray(CompletableFuture<?>[]::new))
                .handle((all, failure) -> failure == null
                        ? CompletableFuture.completedStage(endpoint)
                        : objects.release(endpoint)
                                .thenCompose(released -> CompletableFuture.<MediaEndpoint>failedStage(failure)))
                .thenCompose(stage -> stage);
    }

    private static void checkRtp(Arguments constructor) {
        constructor.onlyKnown(Set.of(PIPELINE, "crypto", "useIpv6"));
        if (constructor.has("crypto") && constructor.object("crypto").count() > 0) {
            throw RpcException.illegal("crypto", "SDES", "cameras send plain RTP here, leave it out");
        }
        onlyFalse(constructor, "useIpv6", "the relay's media address decides it, leave it out");
    }

    private static void checkWebRtc(Arguments constructor) {
        constructor.onlyKnown(
                Set.of(PIPELINE, "recvonly", "sendonly", "useDataChannels", "certificateKeyType", "qosDscp"));
        onlyFalse(constructor, "recvonly", "viewers only receive here, leave it out");
        onlyFalse(constructor, "useDataChannels", "there are no data channels here, leave it out");
        var unused = constructor.bool("sendonly", true);
        onlyOneOf(constructor, "certificateKeyType", Set.of("ECDSA"));
        onlyOneOf(constructor, "qosDscp", Set.of("NO_VALUE", "NO_DSCP"));
    }

    private static void onlyFalse(Arguments constructor, String name, String cure) {
        if (constructor.bool(name, false)) {
            throw RpcException.illegal(name, "true", cure);
        }
    }

    private static void onlyOneOf(Arguments constructor, String name, Set<String> values) {
        if (constructor.has(name) && !values.contains(constructor.string(name))) {
            throw RpcException.illegal(name, constructor.string(name), "use one of " + values + " or leave it out");
        }
    }
}
