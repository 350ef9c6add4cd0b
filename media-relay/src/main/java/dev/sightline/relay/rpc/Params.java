package dev.sightline.relay.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** The {@code params} of a request, read with Kurento's leniency (a number passes for a string) and its complaints. */
record Params(ObjectNode node) {
    static final String SESSION_ID = "sessionId";

    /** @throws RpcException when it is missing or is an object or an array */
    String string(String name) {
        return optionalString(name)
                .orElseThrow(() -> new RpcException(
                        ErrorCode.SERVER_ERROR,
                        "'" + name + "' parameter " + (node.has(name) ? "should be a string" : "is required")));
    }

    Optional<String> optionalString(String name) {
        JsonNode value = node.get(name);
        return value != null && value.isValueNode() ? Optional.of(value.asText()) : Optional.empty();
    }

    /** @throws RpcException when it is there but is no object */
    Optional<ObjectNode> optionalObject(String name) {
        JsonNode value = node.get(name);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (value instanceof ObjectNode object) {
            return Optional.of(object);
        }
        throw new RpcException(ErrorCode.SERVER_ERROR, "'" + name + "' parameter should be an object");
    }

    boolean isTrue(String name) {
        JsonNode value = node.get(name);
        return value != null && value.asBoolean();
    }

    Optional<String> sessionId() {
        return optionalString(SESSION_ID).filter(id -> !id.isEmpty());
    }
}
