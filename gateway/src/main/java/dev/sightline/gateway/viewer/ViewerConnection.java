package dev.sightline.gateway.viewer;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One viewer's WebSocket: frames, bounds and signs of life. Everything runs on the connection's event loop. */
final class ViewerConnection {
    private static final Logger log = LoggerFactory.getLogger(ViewerConnection.class);

    private final SignalingCodec codec;
    private final SignalingLimits limits;
    private final SignalingMetrics metrics;
    private final Outbox outbox;
    private final ViewerSession session;
    private final TokenBucket messages;
    private final Future<?> pings;
    private String closedFor = "left";
    private long heardAt;

    /** @param abort closes the connection at once, without a word */
    ViewerConnection(SignalingRoutes.Room room, EventExecutor loop, Runnable abort) {
        this.codec = room.codec();
        this.limits = room.limits();
        this.metrics = room.metrics();
        this.outbox = new Outbox(limits.maxQueuedMessages(), () -> {
            closedFor = "does not read";
            abort.run();
        });
        this.session = new ViewerSession(room.streams(), limits, metrics, loop, this::send);
        this.messages = new TokenBucket(limits.messagesPerSecond(), System::nanoTime);
        this.heardAt = System.nanoTime();
        long interval = limits.pingInterval().toNanos();
        this.pings = loop.scheduleWithFixedDelay(() -> ping(abort), interval, interval, TimeUnit.NANOSECONDS);
        metrics.connected();
    }

    Outbox outbox() {
        return outbox;
    }

    /** The caller keeps the frame. */
    void received(WebSocketFrame frame) {
        heardAt = System.nanoTime();
        if (!messages.take()) {
            send(new ToViewer.Failed(
                    ErrorCode.RATE_LIMITED, "more than " + limits.messagesPerSecond() + " messages a second"));
            close(WebSocketCloseStatus.POLICY_VIOLATION, "rate limited");
        } else if (frame instanceof TextWebSocketFrame) {
            read(ByteBufUtil.getBytes(frame.content()));
        } else if (frame instanceof PingWebSocketFrame) {
            outbox.pong(ByteBufUtil.getBytes(frame.content()));
        } else if (!(frame instanceof PongWebSocketFrame)) {
            close(WebSocketCloseStatus.INVALID_MESSAGE_TYPE, "binary");
        }
    }

    /** The connection has ended, or cannot be read any more. */
    void over() {
        pings.cancel(false);
        session.over();
        metrics.disconnected(closedFor);
    }

    private void read(byte[] text) {
        try {
            FromViewer message = codec.read(text);
            metrics.received(message);
            message.accept(session);
        } catch (MalformedMessageException e) {
            send(new ToViewer.Failed(e.code(), String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            // One message must not take the conversation with it.
            log.error("a viewer's message was not dealt with", e);
            send(new ToViewer.Failed(ErrorCode.INTERNAL, "the gateway failed at this message; its log has the reason"));
        }
    }

    private void send(ToViewer message) {
        metrics.sent(message);
        outbox.text(codec.write(message));
    }

    private void ping(Runnable abort) {
        if (System.nanoTime() - heardAt > limits.silence().toNanos()) {
            closedFor = "silent";
            abort.run();
        } else {
            outbox.ping();
        }
    }

    private void close(WebSocketCloseStatus status, String why) {
        closedFor = why;
        outbox.close(status);
    }
}
