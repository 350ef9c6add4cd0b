package dev.sightline.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/** A page's side of the signaling, without media. */
final class TestViewer implements WebSocket.Listener, AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;

    TestViewer(int port) throws Exception {
        this(port, Map.of());
    }

    /** @param protocols the WebSocket's subprotocols, the preferred one first */
    TestViewer(int port, Map<String, String> headers, String... protocols) throws Exception {
        // The name in the self-signed certificate is checked by nobody here.
        SSLContext trusting = SSLContext.getInstance("TLS");
        trusting.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), new SecureRandom());
        WebSocket.Builder builder = HttpClient.newBuilder()
                .sslContext(trusting)
                .build()
                .newWebSocketBuilder()
                .connectTimeout(Duration.ofSeconds(10));
        headers.forEach(builder::header);
        if (protocols.length > 0) {
            builder.subprotocols(protocols[0], Arrays.copyOfRange(protocols, 1, protocols.length));
        }
        socket = builder.buildAsync(URI.create("wss://127.0.0.1:" + port + "/signaling"), this)
                .get(10, TimeUnit.SECONDS);
    }

    void watch(String camera) throws Exception {
        say(offer(camera));
    }

    private static ObjectNode offer(String camera) throws IOException {
        return JSON.createObjectNode()
                .put("type", "viewer")
                .put("cameraId", camera)
                .put("sdpOffer", resource("/sdp/chrome_offer.sdp"));
    }

    void say(ObjectNode message) throws Exception {
        socket.sendText(message.toString(), true).get(10, TimeUnit.SECONDS);
    }

    String protocol() {
        return socket.getSubprotocol();
    }

    /** With which status the gateway ended the conversation. */
    int closed() throws Exception {
        return closed.get(10, TimeUnit.SECONDS);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closed.complete(statusCode);
        return CompletableFuture.completedFuture(null);
    }

    void stop() throws Exception {
        socket.sendText("{\"type\":\"stop\"}", true).get(10, TimeUnit.SECONDS);
    }

    /** The next message that is no candidate. */
    JsonNode next() throws Exception {
        for (JsonNode message = take(); ; message = take()) {
            if (!message.path("type").asText().equals("iceCandidate")) {
                return message;
            }
        }
    }

    JsonNode take() throws Exception {
        JsonNode message = messages.poll(20, TimeUnit.SECONDS);
        if (message == null) {
            throw new IllegalStateException("nothing came from the gateway within 20 s");
        }
        return message;
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            try {
                messages.add(JSON.readTree(partial.toString()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            partial.setLength(0);
        }
        webSocket.request(1);
        return CompletableFuture.completedFuture(null);
    }

    static String resource(String name) throws IOException {
        try (InputStream in = TestViewer.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException(name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Override
    public void close() {
        socket.abort();
    }
}
