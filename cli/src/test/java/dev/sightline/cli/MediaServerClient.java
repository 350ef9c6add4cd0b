package dev.sightline.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Speaks Kurento's protocol from a host, one request after the other: what a gateway does for its cameras, and no more. */
final class MediaServerClient implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 15;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LinkedBlockingQueue<JsonNode> answers = new LinkedBlockingQueue<>();
    private final WebSocket socket;
    private final String session;
    private final String pipeline;
    private int lastId;

    private MediaServerClient(Host host, URI uri) {
        HttpClient http = HttpClient.newBuilder().executor(host.threads()).build();
        socket = host.inside(
                () -> http.newWebSocketBuilder().buildAsync(uri, new Ears()).get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        session = call("connect", Map.of()).path("sessionId").asText();
        pipeline = create("MediaPipeline", Map.of());
    }

    static MediaServerClient connect(Host host, URI uri) {
        return new MediaServerClient(host, uri);
    }

    /** The answer to a camera's offer, by an endpoint of its own. */
    String answerTo(String offer) {
        String endpoint = create("RtpEndpoint", Map.of("mediaPipeline", pipeline));
        // That the bounds are set makes Kurento send REMB.
        invoke(endpoint, "setMinVideoRecvBandwidth", Map.of("minVideoRecvBandwidth", 500));
        invoke(endpoint, "setMaxVideoRecvBandwidth", Map.of("maxVideoRecvBandwidth", 5_000));
        return invoke(endpoint, "processOffer", Map.of("offer", offer));
    }

    private String create(String type, Map<String, Object> parameters) {
        return call("create", Map.of("type", type, "constructorParams", parameters, "sessionId", session))
                .path("value")
                .asText();
    }

    private String invoke(String object, String operation, Map<String, Object> parameters) {
        return call(
                        "invoke",
                        Map.of(
                                "object",
                                object,
                                "operation",
                                operation,
                                "operationParams",
                                parameters,
                                "sessionId",
                                session))
                .path("value")
                .asText();
    }

    private JsonNode call(String method, Map<String, Object> parameters) {
        Map<String, Object> request = new HashMap<>();
        request.put("jsonrpc", "2.0");
        request.put("id", ++lastId);
        request.put("method", method);
        request.put("params", parameters);
        try {
            socket.sendText(JSON.writeValueAsString(request), true).join();
            JsonNode answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (answer == null || !answer.has("result")) {
                throw new AssertionError(method + " " + parameters + " was answered by " + answer);
            }
            return answer.path("result");
        } catch (JsonProcessingException problem) {
            throw new AssertionError(problem);
        } catch (InterruptedException problem) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(problem);
        }
    }

    @Override
    public void close() {
        socket.abort();
    }

    private final class Ears implements WebSocket.Listener {
        private final StringBuilder partial = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
            partial.append(text);
            if (last) {
                keepAnswer(partial.toString());
                partial.setLength(0);
            }
            from.request(1);
            return CompletableFuture.completedFuture(null);
        }

        private void keepAnswer(String message) {
            try {
                JsonNode parsed = JSON.readTree(message);
                if (parsed.has("id") && !parsed.has("method")) {
                    answers.add(parsed);
                }
            } catch (JsonProcessingException problem) {
                throw new AssertionError("this is not JSON: " + message, problem);
            }
        }
    }
}
