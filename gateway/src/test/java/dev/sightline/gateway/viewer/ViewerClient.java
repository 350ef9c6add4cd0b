package dev.sightline.gateway.viewer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;

/** A viewer's end of the WebSocket. What it hears it keeps until the test asks. */
final class ViewerClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final BlockingQueue<JsonNode> heard = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> pongs = new LinkedBlockingQueue<>();
    private final Sinks.Many<WebSocketFrame> toSend = Sinks.many().unicast().onBackpressureBuffer();
    private final CompletableFuture<Channel> channel = new CompletableFuture<>();
    private final CompletableFuture<WebSocketCloseStatus> closed = new CompletableFuture<>();
    private final Disposable connection;

    private ViewerClient(HttpClient client, String uri) {
        connection = client.websocket(
                        WebsocketClientSpec.builder().handlePing(false).build())
                .uri(uri)
                .handle((in, out) -> {
                    in.withConnection(made -> channel.complete(made.channel()));
                    in.receiveCloseStatus()
                            .subscribe(
                                    closed::complete,
                                    closed::completeExceptionally,
                                    () -> closed.complete(WebSocketCloseStatus.ABNORMAL_CLOSURE));
                    Mono<Void> hearing = in.receiveFrames().doOnNext(this::hear).then();
                    return out.sendObject(toSend.asFlux(), frame -> true).then().and(hearing);
                })
                .subscribe(
                        nothing -> {},
                        error -> {
                            channel.completeExceptionally(error);
                            closed.complete(WebSocketCloseStatus.ABNORMAL_CLOSURE);
                        },
                        () -> closed.complete(WebSocketCloseStatus.ABNORMAL_CLOSURE));
    }

    static ViewerClient connect(String uri) {
        return connect(uri, headers -> {});
    }

    static ViewerClient connect(String uri, Consumer<HttpHeaders> headers) {
        // As the gateway's own page would, which comes by HTTPS; Netty would say http here.
        String origin = "https" + uri.substring(uri.indexOf(':'), uri.indexOf('/', uri.indexOf("//") + 2));
        ViewerClient client = new ViewerClient(
                HttpClient.newConnection()
                        .headers(all -> all.set(HttpHeaderNames.ORIGIN, origin))
                        .headers(headers),
                uri);
        client.channel.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        return client;
    }

    void say(String json) {
        send(new TextWebSocketFrame(json));
    }

    void watch(String camera, String offer) {
        say(JSON.createObjectNode()
                .put("type", "viewer")
                .put("cameraId", camera)
                .put("sdpOffer", offer)
                .toString());
    }

    void candidate(String candidate) {
        var message = JSON.createObjectNode().put("type", "onIceCandidate");
        message.putObject("candidate")
                .put("candidate", candidate)
                .put("sdpMid", "0")
                .put("sdpMLineIndex", 0);
        say(message.toString());
    }

    void send(WebSocketFrame frame) {
        channel.join().eventLoop().execute(() -> toSend.emitNext(frame, Sinks.EmitFailureHandler.FAIL_FAST));
    }

    /** The next message. */
    JsonNode hears() throws InterruptedException {
        JsonNode message = heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("the gateway said nothing within " + PATIENCE);
        }
        return message;
    }

    /** The next message, which is an error; its code. */
    String hearsError() throws InterruptedException {
        JsonNode message = hears();
        if (!message.path("type").asText().equals("error")) {
            throw new AssertionError("an error was expected, not " + message);
        }
        return message.path("code").asText();
    }

    /** Reads on until this error comes, or the gateway has ended the conversation; whether it came. */
    boolean hearsErrorUnlessEnded(String code) throws InterruptedException {
        long patience = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < patience) {
            JsonNode message = heard.poll(20, TimeUnit.MILLISECONDS);
            if (message == null && closed.isDone()) {
                return false;
            }
            if (message != null && message.path("code").asText().equals(code)) {
                return true;
            }
        }
        throw new AssertionError("the gateway said nothing within " + PATIENCE + ", and did not end");
    }

    String hearsPong() throws InterruptedException {
        return String.valueOf(pongs.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }

    boolean hasHeardNothing() {
        return heard.isEmpty();
    }

    /** Waits until the connection has ended; the status, 1006 when there was none. */
    int closeStatus() {
        return closed.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join().code();
    }

    @Override
    public void close() {
        connection.dispose();
        channel.join().close().syncUninterruptibly();
    }

    private void hear(WebSocketFrame frame) {
        if (frame instanceof TextWebSocketFrame text) {
            try {
                heard.add(JSON.readTree(text.text()));
            } catch (JsonProcessingException e) {
                throw new AssertionError("the gateway sent what is not JSON: " + text.text(), e);
            }
        } else if (frame instanceof PongWebSocketFrame pong) {
            pongs.add(pong.content().toString(java.nio.charset.StandardCharsets.US_ASCII));
        } else if (frame instanceof CloseWebSocketFrame close) {
            closed.complete(new WebSocketCloseStatus(close.statusCode(), ""));
        }
    }
}
