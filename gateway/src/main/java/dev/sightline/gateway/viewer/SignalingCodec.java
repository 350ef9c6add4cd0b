package dev.sightline.gateway.viewer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.gateway.media.Candidate;
import dev.sightline.gateway.viewer.FromViewer.OnIceCandidate;
import dev.sightline.gateway.viewer.FromViewer.Stop;
import dev.sightline.gateway.viewer.FromViewer.Viewer;
import dev.sightline.gateway.viewer.ToViewer.IceCandidate;
import dev.sightline.gateway.viewer.ToViewer.Restart;
import dev.sightline.gateway.viewer.ToViewer.Stopped;
import dev.sightline.gateway.viewer.ToViewer.ViewerResponse;
import java.io.IOException;
import java.util.Optional;

/** Reads and writes the conversation's JSON (RFC 8259). Fields that are not known are passed over. */
final class SignalingCodec {
    private static final int MAX_DEPTH = 8;
    private static final int MAX_NAME = 128;
    private static final int MAX_NUMBER = 20;
    private static final int MAX_CANDIDATE = 1024;
    private static final int MAX_LINE_INDEX = 1024;
    private static final int SHOWN = 64;

    private final ObjectMapper json;

    /** @param maxMessageBytes of one message; longer ones should not have come so far */
    SignalingCodec(int maxMessageBytes) {
        StreamReadConstraints constraints = StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxNameLength(MAX_NAME)
                .maxNumberLength(MAX_NUMBER)
                .maxStringLength(maxMessageBytes)
                .maxDocumentLength(maxMessageBytes)
                .build();
        this.json = new ObjectMapper(JsonFactory.builder()
                        .streamReadConstraints(constraints)
                        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                        .build())
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);
    }

    /** @param utf8 the frame's payload */
    FromViewer read(byte[] utf8) throws MalformedMessageException {
        JsonNode message = parse(utf8);
        if (!message.isObject()) {
            throw bad("a message is a JSON object with a type, such as {\"type\":\"stop\"}");
        }
        String type = text(message, "type", "every message");
        return switch (type) {
            case "viewer" ->
                new Viewer(
                        text(message, "cameraId", type),
                        text(message, "sdpOffer", type),
                        message.path("ticket").isTextual()
                                ? Optional.of(message.path("ticket").textValue())
                                : Optional.empty());
            case "onIceCandidate" -> new OnIceCandidate(candidate(message.path("candidate")));
            case "stop" -> new Stop();
            default ->
                throw new MalformedMessageException(
                        ErrorCode.UNKNOWN_TYPE,
                        "the type '" + shown(type) + "' is not known; known are viewer, onIceCandidate, stop");
        };
    }

    String write(ToViewer message) {
        ObjectNode object = json.createObjectNode();
        if (message instanceof ViewerResponse response) {
            object.put("type", "viewerResponse")
                    .put("viewerId", response.viewerId())
                    .put("sdpAnswer", response.sdpAnswer());
        } else if (message instanceof IceCandidate found) {
            object.put("type", "iceCandidate")
                    .putObject("candidate")
                    .put("candidate", found.candidate().candidate())
                    .put("sdpMid", found.candidate().sdpMid())
                    .put("sdpMLineIndex", found.candidate().sdpMLineIndex());
        } else if (message instanceof Stopped stopped) {
            object.put("type", "stopped").put("reason", stopped.reason());
        } else if (message instanceof Restart restart) {
            object.put("type", "restart").put("reason", restart.reason());
        } else if (message instanceof ToViewer.Failed failed) {
            object.put("type", "error").put("code", failed.code().word()).put("message", failed.message());
        }
        return object.toString();
    }

    /** A text of someone else's, short and harmless enough to be repeated to them or in a log. */
    static String shown(String text) {
        String start = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
        return start.replaceAll("[^ -~…]", "?");
    }

    private JsonNode parse(byte[] utf8) throws MalformedMessageException {
        try {
            return json.readTree(utf8);
        } catch (JsonProcessingException e) {
            throw bad("this is not JSON that can be read: " + shown(e.getOriginalMessage()));
        } catch (IOException e) {
            throw bad("this is not JSON that can be read: it is not UTF-8 text");
        }
    }

    private static Candidate candidate(JsonNode node) throws MalformedMessageException {
        if (node.isNull() || node.isMissingNode()) {
            return new Candidate("", "", 0); // how some pages say that there are no more
        }
        String text = text(node, "candidate", "the candidate");
        JsonNode mid = node.path("sdpMid");
        JsonNode index = node.path("sdpMLineIndex");
        if (!(mid.isTextual() || mid.isNull() || mid.isMissingNode())) {
            throw bad("the candidate's sdpMid is not a text");
        }
        if (!(index.isNull() || index.isMissingNode())
                && !(index.canConvertToInt() && index.intValue() >= 0 && index.intValue() <= MAX_LINE_INDEX)) {
            throw bad("the candidate's sdpMLineIndex is not a whole number from 0 to " + MAX_LINE_INDEX);
        }
        if (text.length() > MAX_CANDIDATE || mid.asText().length() > MAX_CANDIDATE) {
            throw bad("the candidate has more than " + MAX_CANDIDATE + " characters");
        }
        return new Candidate(text, mid.isTextual() ? mid.textValue() : "", index.asInt(0));
    }

    private static String text(JsonNode object, String field, String where) throws MalformedMessageException {
        JsonNode value = object.path(field);
        if (!value.isTextual()) {
            throw bad(where + " needs the field " + field + " with a text in it");
        }
        return value.textValue();
    }

    private static MalformedMessageException bad(String message) {
        return new MalformedMessageException(ErrorCode.BAD_MESSAGE, message);
    }
}
