package dev.sightline.relay.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Several requests in one, one after the other until one fails. {@code newref:N} anywhere in the parameters of one
 * stands for the value that request N was answered with. What was done before a failure stays done.
 */
final class Transaction {
    private static final String NEW_REF = "newref:";

    private final String sessionId;
    private final ArrayNode operations;
    private final Function<RpcMessage, CompletableFuture<ObjectNode>> execution;
    private final ArrayNode answers = JsonNodeFactory.instance.arrayNode();

    /** @param execution carries one request out; its future ends with a success or a failure as it goes to a client */
    Transaction(String sessionId, ArrayNode operations, Function<RpcMessage, CompletableFuture<ObjectNode>> execution) {
        this.sessionId = sessionId;
        this.operations = operations;
        this.execution = execution;
    }

    /** @return the answers so far, the failed one as the last */
    CompletionStage<ArrayNode> run() {
        return from(0);
    }

    private CompletionStage<ArrayNode> from(int index) {
        if (index == operations.size()) {
            return CompletableFuture.completedFuture(answers);
        }
        return execution.apply(operation(index)).thenCompose(answer -> {
            answers.add(answer);
            return answer.has("error") ? CompletableFuture.completedFuture(answers) : from(index + 1);
        });
    }

    private RpcMessage operation(int index) {
        JsonNode given = operations.get(index);
        JsonNode id = given.path("id");
        if (!id.isValueNode() || !id.asText().equals(Integer.toString(index))) {
            throw malformed("Id of request '" + index + "' should be '" + index + "'");
        }
        ObjectNode params =
                given.path("params") instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
        params.put(Params.SESSION_ID, sessionId);
        resolve(params);
        ObjectNode request = JsonNodeFactory.instance.objectNode().put("jsonrpc", RpcMessage.VERSION);
        request.set("id", IntNode.valueOf(index));
        request.set("method", given.path("method"));
        request.set("params", params);
        return RpcMessage.of(request);
    }

    private void resolve(JsonNode container) {
        if (container instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                object.set(name, resolved(object.path(name)));
            }
        } else if (container instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, resolved(array.path(i)));
            }
        }
    }

    private JsonNode resolved(JsonNode value) {
        if (!value.isTextual()) {
            resolve(value);
            return value;
        }
        String text = value.textValue();
        if (!text.startsWith(NEW_REF) || text.length() == NEW_REF.length()) {
            return value;
        }
        String reference = text.substring(NEW_REF.length());
        int index;
        try {
            index = Integer.parseInt(reference);
        } catch (NumberFormatException e) {
            throw malformed("Invalid index of newref '" + reference + "'");
        }
        JsonNode result = answers.path(index).path("result");
        if (index < 0 || !result.isObject()) {
            throw malformed("Result not found on request " + index);
        }
        return result.path("value").isMissingNode() ? JsonNodeFactory.instance.nullNode() : result.path("value");
    }

    private static RpcException malformed(String message) {
        return new RpcException(ErrorCode.MALFORMED_TRANSACTION, message);
    }
}
