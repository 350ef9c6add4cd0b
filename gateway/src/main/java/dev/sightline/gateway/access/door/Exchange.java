package dev.sightline.gateway.access.door;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.gateway.security.limits.Unfinished;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.util.context.Context;

/** One request and its answer: a small JSON document each way, every bound kept. */
record Exchange(HttpServerRequest request, HttpServerResponse response, Unfinished unfinished) {
    private static final int MAX_BYTES = 8192;
    private static final String JSON_TYPE = "application/json";
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(4)
                            .maxNameLength(64)
                            .maxStringLength(MAX_BYTES)
                            .maxDocumentLength(MAX_BYTES)
                            .build())
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    /** A body that breaks off after it was refused would be logged as an error, for any stranger to cause. */
    private static final Context LATE_IS_NO_ERROR =
            Context.of("reactor.onErrorDropped.local", (Consumer<Throwable>) late -> {});

    /** The parts between the slashes, as they were sent; the first is empty. */
    static List<String> path(HttpServerRequest request) {
        String uri = request.uri();
        int query = uri.indexOf('?');
        return List.of((query < 0 ? uri : uri.substring(0, query)).split("/", -1));
    }

    HttpMethod method() {
        return request.method();
    }

    /** Where it came from, for limits and the audit log. */
    InetAddress source() {
        return Optional.ofNullable(request.remoteAddress())
                .map(InetSocketAddress::getAddress)
                .orElseThrow(() -> Refusal.badRequest("the connection is gone"));
    }

    Refusal methodNotAllowed(HttpMethod... known) {
        String names = Arrays.stream(known).map(HttpMethod::name).collect(Collectors.joining(", "));
        return new Refusal(
                405,
                "method-not-allowed",
                "This resource knows other methods",
                "the method was " + method().name() + "; expected was one of " + names,
                Map.of("Allow", names));
    }

    /**
     * The request's JSON object. Only that media type is taken: a form of another's page cannot have it.
     *
     * @param fields it may have; what is misspelt must not count as left out
     */
    Mono<JsonNode> json(String... fields) {
        String type = request.requestHeaders()
                .get(HttpHeaderNames.CONTENT_TYPE, "")
                .split(";", 2)[0]
                .strip()
                .toLowerCase(Locale.ROOT);
        if (!type.equals(JSON_TYPE)) {
            throw new Refusal(
                    415,
                    "unsupported-media-type",
                    "JSON was expected",
                    "send Content-Type: " + JSON_TYPE,
                    Map.of("Accept-Post", JSON_TYPE));
        }
        return body().map(bytes -> parsed(bytes, Set.of(fields)));
    }

    /** As {@link #json}, but an empty body counts as an empty object. */
    Mono<JsonNode> jsonIfAny(String... fields) {
        return request.requestHeaders().contains(HttpHeaderNames.CONTENT_TYPE)
                ? json(fields)
                : request.receive()
                        .then(Mono.<JsonNode>just(JsonNodeFactory.instance.objectNode()))
                        .onErrorMap(error -> incomplete())
                        .contextWrite(LATE_IS_NO_ERROR);
    }

    private Mono<byte[]> body() {
        return Mono.using(unfinished::part, this::collected, Unfinished.Part::close)
                .onErrorMap(error -> !(error instanceof Refusal), error -> incomplete())
                .contextWrite(LATE_IS_NO_ERROR);
    }

    private Mono<byte[]> collected(Unfinished.Part part) {
        String length = request.requestHeaders().get(HttpHeaderNames.CONTENT_LENGTH, "");
        return request.receive()
                .asByteArray()
                .collect(ByteArrayOutputStream::new, (out, bytes) -> {
                    int size = out.size() + bytes.length;
                    if (size > MAX_BYTES) {
                        throw new Refusal(
                                413,
                                "too-large",
                                "The request is too large",
                                "at most " + MAX_BYTES + " bytes are taken");
                    }
                    // Whether somebody is known is asked later: anybody may sign in.
                    if (!length.equals(Integer.toString(size)) && !part.resize(size, () -> false)) {
                        throw new Refusal(
                                503,
                                "overloaded",
                                "Too much has arrived in part",
                                "requests and messages that are not whole take limits.maxUnfinishedBytes already;"
                                        + " try again soon",
                                Map.of("Retry-After", "2"));
                    }
                    out.writeBytes(bytes);
                })
                .map(ByteArrayOutputStream::toByteArray);
    }

    private static Refusal incomplete() {
        return new Refusal(
                408,
                "incomplete-request",
                "The request did not arrive whole",
                "the connection broke, or the time for it was over (limits.requestReadSeconds)");
    }

    private static JsonNode parsed(byte[] bytes, Set<String> fields) {
        try {
            JsonNode node = JSON.readTree(bytes);
            if (node != null && node.isObject()) {
                node.fieldNames().forEachRemaining(name -> {
                    if (!fields.contains(name)) {
                        throw Refusal.badRequest("\"" + name.replaceAll("[^ -~]", "?")
                                + "\" is not known here; known are " + String.join(", ", new TreeSet<>(fields)));
                    }
                });
                return node;
            }
        } catch (IOException e) {
            throw Refusal.badRequest("the body is no JSON that can be read");
        }
        throw Refusal.badRequest("the body is no JSON object");
    }

    static String text(JsonNode object, String field) {
        return optionalText(object, field)
                .orElseThrow(() -> Refusal.badRequest("the text \"" + field + "\" is missing"));
    }

    static Optional<String> optionalText(JsonNode object, String field) {
        JsonNode value = object.path(field);
        if (!value.isMissingNode() && !value.isTextual()) {
            throw Refusal.badRequest("\"" + field + "\" was expected to be a text");
        }
        return Optional.ofNullable(value.textValue());
    }

    static Optional<List<String>> texts(JsonNode object, String field) {
        JsonNode list = object.path(field);
        if (list.isMissingNode()) {
            return Optional.empty();
        }
        List<String> texts = new ArrayList<>();
        list.forEach(item -> texts.add(item.asText()));
        if (!list.isArray() || !allTexts(list)) {
            throw Refusal.badRequest("\"" + field + "\" was expected to be a list of texts");
        }
        return Optional.of(texts);
    }

    private static boolean allTexts(JsonNode list) {
        for (JsonNode item : list) {
            if (!item.isTextual()) {
                return false;
            }
        }
        return true;
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ArrayNode put(ObjectNode object, String field, List<String> texts) {
        ArrayNode list = object.putArray(field);
        texts.forEach(list::add);
        return list;
    }

    Mono<Void> answer(int status, JsonNode json) {
        byte[] bytes = json.toString().getBytes(StandardCharsets.UTF_8);
        return response.status(status)
                .header(HttpHeaderNames.CONTENT_TYPE, JSON_TYPE)
                .header(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(bytes.length))
                .sendByteArray(Mono.just(bytes))
                .then();
    }

    Mono<Void> done() {
        return response.status(204)
                .header(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .send()
                .then();
    }
}
