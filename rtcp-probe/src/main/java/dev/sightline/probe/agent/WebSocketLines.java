package dev.sightline.probe.agent;

import dev.sightline.probe.agent.message.AgentCodec;
import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Lines as text frames of a WebSocket (RFC 6455). The next frame is asked for when the one before was read, so no more than
 * one waits. Pings show whether a gateway is still there that said nothing for long.
 */
final class WebSocketLines implements Lines {
    private static final Duration WRITING = Duration.ofSeconds(10);
    private static final Duration PING = Duration.ofSeconds(5);
    private static final Duration SILENCE = Duration.ofSeconds(20);

    private final Receiver receiver;
    private final WebSocket socket;
    private long pingedAt = System.nanoTime();

    private WebSocketLines(Receiver receiver, WebSocket socket) {
        this.receiver = receiver;
        this.socket = socket;
    }

    /** A line, or why there are no more. */
    private sealed interface Received {
        record Line(String text) implements Received {}

        record Closed() implements Received {}

        record Broken(String why) implements Received {}
    }

    /** Opens the WebSocket that {@code builder} describes; waits a bounded time. */
    static WebSocketLines open(Opening builder, Duration patience)
            throws ExecutionException, TimeoutException, InterruptedException {
        Receiver receiver = new Receiver();
        CompletableFuture<WebSocket> opening = builder.open(receiver);
        try {
            return new WebSocketLines(receiver, opening.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException | InterruptedException e) {
            var unused = opening.whenComplete((late, problem) -> {
                if (late != null) {
                    late.abort();
                }
            });
            throw e;
        }
    }

    /** How a WebSocket is opened. */
    @FunctionalInterface
    interface Opening {
        CompletableFuture<WebSocket> open(WebSocket.Listener listener);
    }

    @Override
    public Optional<String> read() throws IOException, InterruptedException {
        Received next = receiver.received.take();
        if (next instanceof Received.Line line) {
            socket.request(1);
            return Optional.of(line.text());
        }
        receiver.end(next); // whoever reads again learns the same
        if (next instanceof Received.Broken broken) {
            throw new IOException(broken.why());
        }
        return Optional.empty();
    }

    @Override
    public void write(String line) throws IOException, InterruptedException {
        await(socket.sendText(line, true));
        long now = System.nanoTime();
        if (now - receiver.heardAt > SILENCE.toNanos()) {
            throw new IOException("the gateway has not answered for " + SILENCE.toSeconds() + " s");
        }
        if (now - pingedAt > PING.toNanos()) {
            pingedAt = now;
            await(socket.sendPing(ByteBuffer.allocate(0)));
        }
    }

    private static void await(CompletableFuture<WebSocket> sending) throws IOException, InterruptedException {
        try {
            sending.get(WRITING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException("the connection broke: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new IOException("the gateway took nothing for " + WRITING.toSeconds() + " s", e);
        }
    }

    @Override
    public void close() {
        socket.abort();
        receiver.end(new Received.Closed());
    }

    private static final class Receiver implements WebSocket.Listener {
        private final BlockingQueue<Received> received = new ArrayBlockingQueue<>(2);
        private final StringBuilder text = new StringBuilder();
        private volatile long heardAt = System.nanoTime();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            heardAt = System.nanoTime();
            if (text.length() + part.length() > AgentCodec.MAX_LINE) {
                end(new Received.Broken(
                        "the gateway sent a message of more than " + AgentCodec.MAX_LINE + " characters"));
                socket.abort();
                return null;
            }
            text.append(part);
            if (last) {
                put(new Received.Line(text.toString()));
                text.setLength(0);
            } else {
                socket.request(1);
            }
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
            heardAt = System.nanoTime();
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            end(
                    reason.isEmpty()
                            ? new Received.Closed()
                            : new Received.Broken("the gateway closed: " + reason.replaceAll("[^ -~]", "?")));
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable problem) {
            end(new Received.Broken("the connection broke: " + problem));
        }

        private void put(Received next) {
            if (!received.offer(next)) {
                throw new IllegalStateException("a frame came that nobody asked for");
            }
        }

        /** Takes the place of what waits when there is no room: it is over. */
        private void end(Received why) {
            while (!received.offer(why)) {
                received.poll();
            }
        }
    }
}
