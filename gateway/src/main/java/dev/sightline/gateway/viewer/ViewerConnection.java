package dev.sightline.gateway.viewer;

import dev.sightline.gateway.access.door.Visitor;
import dev.sightline.gateway.config.RateRule;
import dev.sightline.gateway.security.limits.RateLimits;
import dev.sightline.gateway.security.limits.TooMany;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.concurrent.EventExecutor;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One viewer's WebSocket: frames, bounds and signs of life. Everything runs on the connection's event loop. */
final class ViewerConnection {
    private static final Logger log = LoggerFactory.getLogger(ViewerConnection.class);
    private static final int MOST_PASSED_OVER = 500;

    private final SignalingCodec codec;
    private final SignalingLimits limits;
    private final SignalingMetrics metrics;
    private final Outbox outbox;
    private final ViewerSession session;
    private final Visitor visitor;
    private final Future<?> welcome;
    private final RateLimits.Own messages;
    private final ByteArrayOutputStream fragments = new ByteArrayOutputStream();
    private final Future<?> pings;
    private final Runnable abort;
    private String closedFor = "left";
    private long heardAt;
    private long begunAt;
    private int passedOver;

    /** @param abort closes the connection at once, without a word */
    ViewerConnection(
            SignalingRoutes.Room room, InetAddress source, Visitor visitor, EventExecutor loop, Runnable abort) {
        this.codec = room.codec();
        this.limits = room.limits();
        this.metrics = room.metrics();
        this.abort = abort;
        this.outbox = new Outbox(limits.maxQueuedMessages(), () -> {
            closedFor = "does not read";
            abort.run();
        });
        this.session = new ViewerSession(room, source, visitor, loop, this::send);
        this.messages = room.rates().own(RateRule.MESSAGES);
        this.heardAt = System.nanoTime();
        long interval = limits.pingInterval().toNanos();
        this.pings = loop.scheduleWithFixedDelay(this::ping, interval, interval, TimeUnit.NANOSECONDS);
        this.visitor = visitor;
        this.welcome = loop.schedule(this::showOrGo, limits.welcome().toNanos(), TimeUnit.NANOSECONDS);
        metrics.connected();
    }

    Outbox outbox() {
        return outbox;
    }

    /** The caller keeps the frame. */
    void received(WebSocketFrame frame) {
        if (outbox.isClosed()) {
            return;
        }
        heardAt = System.nanoTime();
        Optional<TooMany> tooMany = messages.take();
        if (tooMany.isPresent()) {
            tooMuch(tooMany.get());
        } else if (frame instanceof TextWebSocketFrame || frame instanceof ContinuationWebSocketFrame) {
            assemble(frame);
        } else if (frame instanceof PingWebSocketFrame) {
            outbox.pong(ByteBufUtil.getBytes(frame.content()));
        } else if (!(frame instanceof PongWebSocketFrame)) {
            close(WebSocketCloseStatus.INVALID_MESSAGE_TYPE, "binary");
        }
    }

    /** A message was refused before it had arrived. */
    void refuse(WebSocketCloseStatus status) {
        fragments.reset();
        close(status, status.equals(WebSocketCloseStatus.MESSAGE_TOO_BIG) ? "too big" : "no room");
    }

    /** The connection has ended, or cannot be read any more. */
    void over() {
        pings.cancel(false);
        welcome.cancel(false);
        session.over();
        metrics.disconnected(closedFor);
    }

    /** The decoder has seen to it that fragments come in order (RFC 6455, section 5.4). */
    private void assemble(WebSocketFrame frame) {
        byte[] part = ByteBufUtil.getBytes(frame.content());
        if (fragments.size() + part.length > limits.maxMessageBytes()) {
            fragments.reset();
            close(WebSocketCloseStatus.MESSAGE_TOO_BIG, "too big");
            return;
        }
        begunAt = fragments.size() == 0 ? heardAt : begunAt;
        fragments.writeBytes(part);
        if (frame.isFinalFragment()) {
            byte[] text = fragments.toByteArray();
            fragments.reset();
            read(text);
        }
    }

    /** What is too much is passed over, and told once; who goes on nevertheless is closed. */
    private void tooMuch(TooMany tooMany) {
        passedOver++;
        if (passedOver == 1) {
            send(new ToViewer.Failed(
                    ErrorCode.RATE_LIMITED, tooMany.detail() + "; what came too fast was passed over"));
        } else if (passedOver > MOST_PASSED_OVER) {
            closedFor = "rate limited";
            abort.run();
        }
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

    /** Who has shown nothing by now keeps a place from others. */
    private void showOrGo() {
        if (!visitor.isKnown()) {
            close(WebSocketCloseStatus.POLICY_VIOLATION, "unauthorized");
        }
    }

    private void ping() {
        session.refuseRevoked();
        long now = System.nanoTime();
        if (now - heardAt > limits.silence().toNanos()) {
            closedFor = "silent";
            abort.run();
        } else if (fragments.size() > 0 && now - begunAt > limits.silence().toNanos()) {
            closedFor = "too slow";
            abort.run();
        } else {
            passedOver = 0;
            outbox.ping();
        }
    }

    private void close(WebSocketCloseStatus status, String why) {
        closedFor = why;
        outbox.close(status);
    }
}
