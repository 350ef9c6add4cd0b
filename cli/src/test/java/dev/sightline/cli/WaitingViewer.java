package dev.sightline.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A process that asks to watch a camera, as a browser would, and waits: enough to make the gateway call a sleeping one. */
final class WaitingViewer {
    private WaitingViewer() {}

    public static void main(String[] arguments) throws Exception {
        String offer;
        try (InputStream in = WaitingViewer.class.getResourceAsStream("/chrome_offer.sdp")) {
            offer = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
        String message = new ObjectMapper()
                .writeValueAsString(Map.of("type", "viewer", "cameraId", arguments[1], "sdpOffer", offer));
        CompletableFuture<Void> closed = new CompletableFuture<>();
        WebSocket socket = HttpClient.newBuilder()
                .sslContext(TrustEveryone.context())
                .build()
                .newWebSocketBuilder()
                .connectTimeout(Duration.ofSeconds(10))
                .buildAsync(URI.create(arguments[0]), new Printing(message, closed))
                .join();
        socket.sendText(message, true).join();
        closed.join();
    }

    /** It never answers ICE, so that it is told to offer again after a while; it does. */
    private record Printing(String message, CompletableFuture<Void> closed) implements WebSocket.Listener {
        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            System.out.println(text);
            socket.request(1);
            return text.toString().contains("\"restart\"")
                    ? socket.sendText(message, true)
                    : CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            closed.complete(null);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void onError(WebSocket socket, Throwable problem) {
            closed.completeExceptionally(problem);
        }
    }
}
