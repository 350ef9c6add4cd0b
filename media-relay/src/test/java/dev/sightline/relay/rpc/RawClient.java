package dev.sightline.relay.rpc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A WebSocket client that says exactly what it is told, and sees exactly what comes, in order. */
final class RawClient implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE_SECONDS = 10;
    /** One for all clients: under one session the server answers an id that it knows as it did before. */
    private static final AtomicInteger LAST_ID = new AtomicInteger(1_000_000);

    private final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final WebSocket socket;

    private RawClient(URI uri) {
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(uri, new Ears())
                .join();
    }

    static RawClient connect(URI uri) {
        return new RawClient(uri);
    }

    /** Sends {@code text} as one message. */
    void send(String text) {
        socket.sendText(text, true).join();
    }

    void sendInParts(String... parts) {
        for (int i = 0; i < parts.length; i++) {
            socket.sendText(parts[i], i == parts.length - 1).join();
        }
    }

    void sendBinary(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
    }

    /** The next message whatever it is. */
    JsonNode next() throws InterruptedException {
        JsonNode message = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("nothing was received within " + PATIENCE_SECONDS + " s");
        }
        return message;
    }

    /** What came and was not looked at yet. */
    BlockingQueue<JsonNode> received() {
        return received;
    }

    /** Sends a request with the next id and waits for its answer; events before it are passed over. */
    JsonNode call(String method, String params) throws InterruptedException {
        return call(method, params, new ArrayList<>());
    }

    /** The same, with the events before the answer added to {@code passed}. */
    JsonNode call(String method, String params, List<JsonNode> passed) throws InterruptedException {
        int id = LAST_ID.incrementAndGet();
        send("{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"%s\",\"params\":%s}".formatted(id, method, params));
        while (true) {
            JsonNode message = next();
            if (!message.has("method") && message.path("id").asInt() == id) {
                return message;
            }
            passed.add(message);
        }
    }

    JsonNode result(String method, String params) throws InterruptedException {
        JsonNode answer = call(method, params);
        if (!answer.has("result")) {
            throw new AssertionError(method + " " + params + " was refused: " + answer);
        }
        return answer.get("result");
    }

    int errorCode(String method, String params) throws InterruptedException {
        return call(method, params).path("error").path("code").asInt();
    }

    JsonNode answer(int id) throws InterruptedException {
        while (true) {
            JsonNode message = next();
            if (message.path("id").asInt(-1) == id && !message.has("method")) {
                return message;
            }
        }
    }

    /** The status with which the server closed the socket; 1006 when it said none. */
    int closeStatus() {
        return closed.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    boolean isOpen() {
        return !closed.isDone();
    }

    WebSocket socket() {
        return socket;
    }

    static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + text, e);
        }
    }

    static ObjectNode object(String text) {
        return (ObjectNode) parse(text);
    }

    @Override
    public void close() {
        socket.abort();
    }

    private final class Ears implements WebSocket.Listener {
        private final StringBuilder parts = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            parts.append(data);
            if (last) {
                received.add(parse(parts.toString()));
                parts.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
            closed.complete(status);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            closed.complete(1006);
        }
    }
}
