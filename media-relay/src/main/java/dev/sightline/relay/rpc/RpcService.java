package dev.sightline.relay.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.relay.EndpointEvent;
import dev.sightline.relay.MediaEngine;
import dev.sightline.relay.rpc.MediaObject.MediaEndpoint;
import dev.sightline.relay.rpc.Sessions.EventSink;
import io.netty.channel.EventLoop;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests in, answers and events out. Belongs to one event loop; only {@link #published} is called from elsewhere. */
final class RpcService {
    private static final Logger LOG = LoggerFactory.getLogger(RpcService.class);
    private static final String TRANSACTION = "transaction";

    private final EventLoop loop;
    private final RpcLimits limits;
    private final JsonText json;
    private final Sessions sessions;
    private final MediaObjects objects;
    private final Methods methods;
    private final AnswerCache cache;

    RpcService(MediaEngine engine, RpcLimits limits, JsonText json, EventLoop loop) {
        this.loop = loop;
        this.limits = limits;
        this.json = json;
        sessions = new Sessions(limits, System::nanoTime);
        objects = new MediaObjects(engine, limits, this::published);
        methods = new Methods(sessions, objects, limits);
        cache = new AnswerCache(limits.answerLife().toNanos(), limits.answerBytes());
    }

    /**
     * What goes back to the client.
     *
     * @param sessionId the session that the socket belongs to from now on; empty leaves it where it was
     */
    record Answer(String text, Optional<String> sessionId) {}

    /**
     * Carries out one request.
     *
     * @param socketSession the session that the socket belongs to, for a request that names none
     * @return ends on the loop, never with a failure
     */
    CompletableFuture<Answer> answer(JsonNode message, Optional<String> socketSession) {
        RpcMessage request;
        try {
            request = RpcMessage.of(message).under(socketSession);
        } catch (RpcException e) {
            return CompletableFuture.completedFuture(refusal(e));
        }
        Optional<String> sessionId = request.params().flatMap(params -> new Params(params).sessionId());
        String requestId = request.id().asText();
        long now = System.nanoTime();
        Optional<String> earlier = sessionId.flatMap(id -> cache.find(id, requestId, now));
        if (earlier.isPresent()) {
            return CompletableFuture.completedFuture(new Answer(earlier.get(), sessionId));
        }
        sessionId.flatMap(sessions::find).ifPresent(session -> session.used(now));
        return execute(request, true).thenApply(response -> {
            String text = json.write(response);
            Optional<String> answered = Optional.ofNullable(
                    response.path("result").path(Params.SESSION_ID).textValue());
            answered.or(() -> sessionId).ifPresent(id -> cache.keep(id, requestId, text, System.nanoTime()));
            return new Answer(text, answered);
        });
    }

    /** The answer to what is no request. */
    Answer refusal(RpcException cause) {
        return new Answer(json.write(RpcMessage.failure(cause)), Optional.empty());
    }

    void reachedBy(String sessionId, EventSink sink) {
        sessions.reachedBy(sessionId, sink);
    }

    void unreachable(String sessionId, EventSink sink) {
        sessions.unreachable(sessionId, sink);
    }

    /** Ends the sessions that nobody came back for, and releases what only they held. */
    void expireIdleSessions() {
        for (Session session : sessions.idle()) {
            LOG.info(
                    "Session {} expired with {} media objects",
                    session.id(),
                    session.held().size());
            objects.letGo(session);
            sessions.forget(session);
        }
    }

    /** Releases everything that was created through the RPC. */
    CompletableFuture<Void> releaseAll() {
        return CompletableFuture.allOf(
                objects.pipelines().stream().map(objects::release).toArray(CompletableFuture<?>[]::new));
    }

    private CompletableFuture<ObjectNode> execute(RpcMessage request, boolean outermost) {
        CompletableFuture<ObjectNode> answer = new CompletableFuture<>();
        try {
            call(request, outermost)
                    .whenComplete((result, failure) -> later(() -> answer.complete(
                            failure == null
                                    ? RpcMessage.success(request.id(), result)
                                    : RpcMessage.failure(request.id(), Refusals.of(failure)))));
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(RpcMessage.failure(request.id(), Refusals.of(e)));
        }
        return outermost ? inTime(request, answer) : answer;
    }

    private CompletableFuture<ObjectNode> inTime(RpcMessage request, CompletableFuture<ObjectNode> answer) {
        RpcException late = new RpcException(
                ErrorCode.INTERNAL_ERROR,
                "'" + request.method() + "' took longer than "
                        + limits.request().toMillis() + " ms");
        Future<?> deadline = loop.schedule(
                () -> answer.complete(RpcMessage.failure(request.id(), late)),
                limits.request().toNanos(),
                TimeUnit.NANOSECONDS);
        return answer.whenComplete((ended, failure) -> deadline.cancel(false));
    }

    private CompletionStage<? extends JsonNode> call(RpcMessage request, boolean outermost) {
        if (outermost && request.method().equals(TRANSACTION)) {
            return transaction(Methods.required(request.params()));
        }
        return methods.find(request.method())
                .orElseThrow(() -> new RpcException(ErrorCode.METHOD_NOT_FOUND, "Method not found."))
                .call(request.params());
    }

    private CompletionStage<ObjectNode> transaction(Params params) {
        if (!(params.node().get("operations") instanceof ArrayNode operations)) {
            String complaint = params.node().has("operations") ? "should be an array" : "is required";
            throw new RpcException(ErrorCode.SERVER_ERROR, "'operations' parameter " + complaint);
        }
        if (operations.size() > limits.operations()) {
            throw RpcException.exhausted("operations in one transaction", limits.operations());
        }
        String sessionId = Methods.sessionIdOrNew(params);
        return new Transaction(sessionId, operations, operation -> execute(operation, false))
                .run()
                .thenApply(answers -> {
                    ObjectNode result = Methods.under(sessionId);
                    result.set("value", answers);
                    return result;
                });
    }

    /** Called on media loops: whom it concerns is known only here. */
    private void published(MediaEndpoint source, EndpointEvent event) {
        long now = System.currentTimeMillis();
        later(() -> publish(source, event, now));
    }

    private void publish(MediaEndpoint source, EndpointEvent event, long nowMillis) {
        if (!objects.isAlive(source)) {
            return;
        }
        var listeners = source.listeners(EventJson.type(event));
        if (listeners.isEmpty()) {
            return;
        }
        String notification = json.write(EventJson.notification(source, event, nowMillis));
        for (Session listener : listeners) {
            sessions.sink(listener).ifPresent(sink -> sink.send(notification));
        }
    }

    /** In turn: an event that was told before an operation ended goes out before the answer to it. */
    private void later(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("The relay's RPC is closed: nobody is there to hear", e);
        }
    }
}
