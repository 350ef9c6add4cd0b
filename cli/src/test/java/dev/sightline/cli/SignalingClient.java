package dev.sightline.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A WebSocket that says what it is told, good or bad, and keeps what it hears. */
final class SignalingClient implements WebSocket.Listener, AutoCloseable {
    private static final int PATIENCE_SECONDS = 15;
    private static final int NO_CLOSE_FRAME = 1006;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final BlockingQueue<JsonNode> heard = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private final Consumer<JsonNode> listener;
    private final WebSocket socket;

    SignalingClient(URI uri) throws GeneralSecurityException {
        this(uri, message -> {});
    }

    /** Tells {@code listener} each message too, one after the other. */
    SignalingClient(URI uri, Consumer<JsonNode> listener) throws GeneralSecurityException {
        this.listener = listener;
        socket = HttpClient.newBuilder()
                .sslContext(TrustEveryone.context())
                .build()
                .newWebSocketBuilder()
                .connectTimeout(Duration.ofSeconds(PATIENCE_SECONDS))
                .buildAsync(uri, this)
                .join();
    }

    /** What Chromium offers. */
    static String chromiumsOffer() {
        try (InputStream in = SignalingClient.class.getResourceAsStream("/chrome_offer.sdp")) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** A text message; whether the other side still takes it shows in what is heard. */
    void say(String text) {
        socket.sendText(text, true).handle((done, problem) -> done).join();
    }

    void sayBinary(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true)
                .handle((done, problem) -> done)
                .join();
    }

    void watch(String camera, String offer) throws JsonProcessingException {
        say(JSON.writeValueAsString(Map.of("type", "viewer", "cameraId", camera, "sdpOffer", offer)));
    }

    /** The next message that is no candidate. */
    JsonNode hears() throws InterruptedException {
        while (true) {
            JsonNode message = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("nothing was heard within " + PATIENCE_SECONDS + " s");
            }
            if (!message.path("type").asText().equals("iceCandidate")) {
                return message;
            }
        }
    }

    /** The status of the other side's close; 1006 when it closed without a word. */
    int closeStatus() {
        return closed.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence text, boolean last) {
        partial.append(text);
        if (last) {
            try {
                JsonNode message = JSON.readTree(partial.toString());
                heard.add(message);
                listener.accept(message);
            } catch (JsonProcessingException e) {
                throw new AssertionError("this is not JSON: " + partial, e);
            }
            partial.setLength(0);
        }
        webSocket.request(1);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int status, String reason) {
        closed.complete(status);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket webSocket, Throwable problem) {
        closed.complete(NO_CLOSE_FRAME);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
