package dev.sightline.relay.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.relay.MediaType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The arguments of an operation or a constructor; the wrong kind of value is Kurento's {@code MARSHALL_ERROR}. */
record Arguments(ObjectNode node) {
    static Arguments of(Optional<ObjectNode> node) {
        return new Arguments(node.orElseGet(JsonNodeFactory.instance::objectNode));
    }

    int count() {
        return node.size();
    }

    boolean has(String name) {
        return node.has(name);
    }

    Iterator<String> names() {
        return node.fieldNames();
    }

    /** @throws RpcException naming the first argument that is not among {@code known} */
    void onlyKnown(Set<String> known) {
        for (Iterator<String> names = names(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw RpcException.illegal(name, node.get(name).toString(), "leave it out");
            }
        }
    }

    String string(String name) {
        JsonNode value = node.get(name);
        if (value == null || !value.isValueNode()) {
            throw RpcException.marshalling(name, "a string");
        }
        return value.asText();
    }

    /** A list of strings. */
    List<String> strings(String name) {
        if (!(node.get(name) instanceof ArrayNode array)) {
            throw RpcException.marshalling(name, "a list of strings");
        }
        List<String> values = new ArrayList<>(array.size());
        for (JsonNode value : array) {
            if (!value.isTextual()) {
                throw RpcException.marshalling(name, "a list of strings");
            }
            values.add(value.textValue());
        }
        return values;
    }

    int integer(String name) {
        JsonNode value = node.get(name);
        if (value == null || !value.isNumber() || !value.canConvertToInt()) {
            throw RpcException.marshalling(name, "an integer");
        }
        return value.asInt();
    }

    boolean bool(String name, boolean otherwise) {
        JsonNode value = node.get(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.isBoolean()) {
            throw RpcException.marshalling(name, "a boolean");
        }
        return value.booleanValue();
    }

    Arguments object(String name) {
        if (node.get(name) instanceof ObjectNode object) {
            return new Arguments(object);
        }
        throw RpcException.marshalling(name, "an object");
    }

    Optional<MediaType> mediaType(String name) {
        if (!has(name)) {
            return Optional.empty();
        }
        String value = string(name);
        for (MediaType type : MediaType.values()) {
            if (type.name().equals(value)) {
                return Optional.of(type);
            }
        }
        throw RpcException.marshalling(name, "one of " + Arrays.toString(MediaType.values()));
    }
}
