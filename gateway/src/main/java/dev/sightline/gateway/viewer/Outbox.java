package dev.sightline.gateway.viewer;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.util.concurrent.Queues;

/**
 * What waits to be written to one viewer, bounded: one that does not read cannot make it grow. For the connection's event
 * loop only.
 */
final class Outbox {
    private final Sinks.Many<Supplier<WebSocketFrame>> waiting;
    private final Runnable overflow;
    private WebSocketCloseStatus closeStatus = WebSocketCloseStatus.NORMAL_CLOSURE;
    private boolean closed;

    /** @param overflow is called once, when more waits than {@code bound}; nothing is taken afterwards */
    Outbox(int bound, Runnable overflow) {
        this.waiting = Sinks.many()
                .unicast()
                .onBackpressureBuffer(
                        Queues.<Supplier<WebSocketFrame>>get(bound).get());
        this.overflow = overflow;
    }

    void text(String text) {
        put(() -> new TextWebSocketFrame(text));
    }

    void ping() {
        put(PingWebSocketFrame::new);
    }

    void pong(byte[] payload) {
        put(() -> new PongWebSocketFrame(Unpooled.wrappedBuffer(payload)));
    }

    /** Nothing is taken any more; what waits is written first. */
    void close(WebSocketCloseStatus status) {
        if (!closed) {
            closed = true;
            closeStatus = status;
            waiting.tryEmitComplete();
        }
    }

    boolean isClosed() {
        return closed;
    }

    WebSocketCloseStatus closeStatus() {
        return closeStatus;
    }

    /** The frames, to be written by one subscriber, which owns them. */
    Flux<WebSocketFrame> frames() {
        return waiting.asFlux().map(Supplier::get);
    }

    private void put(Supplier<WebSocketFrame> frame) {
        if (closed) {
            return;
        }
        if (waiting.tryEmitNext(frame).isFailure()) {
            closed = true;
            overflow.run();
        }
    }
}
