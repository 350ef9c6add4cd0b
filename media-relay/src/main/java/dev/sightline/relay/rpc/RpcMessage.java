package dev.sightline.relay.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * A request of JSON-RPC 2.0 (section 4) and the answers to it.
 *
 * @param id a string or a number, given back as it came
 * @param params empty when there were none
 */
record RpcMessage(JsonNode id, String method, Optional<ObjectNode> params) {
    static final String VERSION = "2.0";

    /** A longer one would only fill the answer cache. */
    private static final int MAX_ID = 128;

    /** @throws RpcException {@link ErrorCode#INVALID_REQUEST} when it is no request that can be answered */
    static RpcMessage of(JsonNode message) {
        JsonNode id = message.path("id");
        JsonNode method = message.path("method");
        boolean answerable = (id.isTextual() || id.isNumber()) && id.asText().length() <= MAX_ID;
        if (!VERSION.equals(message.path("jsonrpc").textValue()) || !answerable || !method.isTextual()) {
            throw new RpcException(ErrorCode.INVALID_REQUEST, "Invalid JSON-RPC request.");
        }
        return new RpcMessage(id, method.textValue(), paramsOf(message));
    }

    private static Optional<ObjectNode> paramsOf(JsonNode message) {
        JsonNode params = message.path("params");
        if (params.isMissingNode() || params.isNull()) {
            return Optional.empty();
        }
        if (params instanceof ObjectNode object) {
            return Optional.of(object);
        }
        throw new RpcException(ErrorCode.INVALID_REQUEST, "Invalid JSON-RPC request.");
    }

    /** The same under the session of its socket, unless it names one itself. */
    RpcMessage under(Optional<String> socketSession) {
        if (socketSession.isEmpty()) {
            return this;
        }
        ObjectNode own = params.orElseGet(JsonNodeFactory.instance::objectNode);
        if (!own.has(Params.SESSION_ID)) {
            own.put(Params.SESSION_ID, socketSession.get());
        }
        return new RpcMessage(id, method, Optional.of(own));
    }

    static ObjectNode success(JsonNode id, JsonNode result) {
        ObjectNode answer = envelope(id);
        answer.set("result", result);
        return answer;
    }

    static ObjectNode failure(JsonNode id, RpcException cause) {
        ObjectNode answer = envelope(id);
        ObjectNode error = answer.putObject("error");
        error.put("code", cause.code().code()).put("message", cause.getMessage());
        if (cause.code().saysType()) {
            error.putObject("data").put("type", cause.code().name());
        }
        return answer;
    }

    /** For a message whose id cannot be known. */
    static ObjectNode failure(RpcException cause) {
        return failure(NullNode.getInstance(), cause);
    }

    private static ObjectNode envelope(JsonNode id) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.set("id", id);
        return answer.put("jsonrpc", VERSION);
    }
}
