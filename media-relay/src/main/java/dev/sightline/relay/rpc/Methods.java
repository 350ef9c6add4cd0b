package dev.sightline.relay.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The RPC's methods but for {@code transaction}, which is made of them. */
final class Methods {
    private static final String OBJECT = "object";
    private static final String VALUE = "value";

    /** One method. */
    interface Method {
        /** @throws RpcException when it refuses; the stage may fail with one too */
        CompletionStage<? extends JsonNode> call(Optional<ObjectNode> params);
    }

    private final Sessions sessions;
    private final MediaObjects objects;
    private final Operations operations;
    private final Factories factories;
    private final RpcLimits limits;
    /** A client tells by it that the server was restarted. */
    private final String serverId = UUID.randomUUID().toString();

    private final Map<String, Method> methods = new HashMap<>();

    Methods(Sessions sessions, MediaObjects objects, RpcLimits limits) {
        this.sessions = sessions;
        this.objects = objects;
        this.limits = limits;
        operations = new Operations(objects);
        factories = new Factories(objects, operations);
        methods.put("ping", this::ping);
        methods.put("connect", this::connect);
        methods.put("create", withParams(this::create));
        methods.put("invoke", withParams(this::invoke));
        methods.put("subscribe", withParams(this::subscribe));
        methods.put("unsubscribe", withParams(this::unsubscribe));
        methods.put("release", withParams(this::release));
        methods.put("ref", withParams(this::ref));
        methods.put("describe", withParams(this::describe));
        methods.put("closeSession", withParams(this::closeSession));
    }

    Optional<Method> find(String name) {
        return Optional.ofNullable(methods.get(name));
    }

    private interface Body {
        CompletionStage<? extends JsonNode> call(Params params);
    }

    private static Method withParams(Body body) {
        return params -> body.call(required(params));
    }

    static Params required(Optional<ObjectNode> params) {
        return new Params(params.orElseThrow(() -> new RpcException(ErrorCode.INVALID_PARAMS, "'params' is required")));
    }

    static String sessionIdOrNew(Params params) {
        return params.sessionId().orElseGet(() -> UUID.randomUUID().toString());
    }

    static ObjectNode under(String sessionId) {
        return JsonNodeFactory.instance.objectNode().put(Params.SESSION_ID, sessionId);
    }

    private CompletionStage<ObjectNode> ping(Optional<ObjectNode> params) {
        ObjectNode pong = JsonNodeFactory.instance.objectNode().put(VALUE, "pong");
        params.flatMap(given -> new Params(given).sessionId()).ifPresent(id -> pong.put(Params.SESSION_ID, id));
        return now(pong);
    }

    private CompletionStage<ObjectNode> connect(Optional<ObjectNode> params) {
        Optional<String> known = params.flatMap(given -> new Params(given).sessionId());
        if (known.isPresent() && sessions.find(known.get()).isEmpty()) {
            throw new RpcException(ErrorCode.INVALID_SESSION, "Invalid session");
        }
        Session session =
                sessions.obtain(known.orElseGet(() -> UUID.randomUUID().toString()));
        return now(under(session.id()).put("serverId", serverId));
    }

    private CompletionStage<ObjectNode> create(Params params) {
        ObjectType type = factories.typeOf(params.string("type"));
        String sessionId = sessionIdOrNew(params);
        Arguments constructor = Arguments.of(params.optionalObject("constructorParams"));
        Arguments properties = Arguments.of(params.optionalObject("properties"));
        return factories
                .create(sessions.obtain(sessionId), type, constructor, properties)
                .thenApply(object -> under(sessionId).put(VALUE, object.id()));
    }

    private CompletionStage<ObjectNode> invoke(Params params) {
        String operation = params.string("operation");
        MediaObject object = objects.get(params.string(OBJECT));
        Arguments arguments = Arguments.of(params.optionalObject("operationParams"));
        String sessionId = sessionIdOrNew(params);
        if (object.type() != ObjectType.SERVER_MANAGER) {
            objects.hold(sessions.obtain(sessionId), object);
        }
        return operations.perform(object, operation, arguments).thenApply(value -> {
            ObjectNode result = under(sessionId);
            result.set(VALUE, value);
            return result;
        });
    }

    private CompletionStage<ObjectNode> subscribe(Params params) {
        String event = params.string("type");
        MediaObject object = objects.get(params.string(OBJECT));
        if (!object.type().tells(event)) {
            throw new RpcException(ErrorCode.MEDIA_OBJECT_EVENT_NOT_SUPPORTED, "Event '" + event + "' not supported");
        }
        Session session = sessions.obtain(sessionIdOrNew(params));
        if (session.subscriptions() >= limits.subscriptionsPerSession()) {
            throw RpcException.exhausted("subscriptions in one session", limits.subscriptionsPerSession());
        }
        objects.hold(session, object);
        String subscription = UUID.randomUUID().toString();
        object.subscribe(session, event, subscription);
        session.countSubscriptions(1);
        return now(under(session.id()).put(VALUE, subscription));
    }

    private CompletionStage<ObjectNode> unsubscribe(Params params) {
        String object = params.string(OBJECT);
        String subscription = params.string("subscription");
        String sessionId = params.string(Params.SESSION_ID);
        sessions.find(sessionId)
                .ifPresent(session -> objects.find(object)
                        .filter(found -> found.unsubscribe(session, subscription))
                        .ifPresent(found -> session.countSubscriptions(-1)));
        return now(under(sessionId));
    }

    private CompletionStage<ObjectNode> release(Params params) {
        Optional<MediaObject> object = objects.find(params.string(OBJECT));
        ObjectNode result = under(sessionIdOrNew(params));
        return object.map(objects::release)
                .orElseGet(() -> CompletableFuture.completedFuture(null))
                .thenApply(released -> result);
    }

    private CompletionStage<ObjectNode> ref(Params params) {
        MediaObject object = objects.get(params.string(OBJECT));
        Session session = sessions.obtain(params.string(Params.SESSION_ID));
        objects.hold(session, object);
        return now(under(session.id()));
    }

    private CompletionStage<ObjectNode> describe(Params params) {
        ObjectType type = objects.get(params.string(OBJECT)).type();
        ObjectNode result = under(sessionIdOrNew(params))
                .put("type", type.kurentoName())
                .put("qualifiedType", type.qualifiedName());
        type.hierarchy().forEach(result.putArray("hierarchy")::add);
        return now(result);
    }

    /** As with Kurento the answer's result is null. */
    private CompletionStage<NullNode> closeSession(Params params) {
        Optional<Session> session = sessions.find(params.string(Params.SESSION_ID));
        CompletableFuture<Void> end = CompletableFuture.completedFuture(null);
        if (session.isPresent()) {
            if (params.isTrue("release")) {
                end = objects.releaseAll(session.get());
            }
            objects.letGo(session.get());
            sessions.forget(session.get());
        }
        return end.thenApply(ended -> NullNode.getInstance());
    }

    private static CompletionStage<ObjectNode> now(ObjectNode result) {
        return CompletableFuture.completedFuture(result);
    }
}
