package dev.sightline.relay.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sightline.relay.rpc.RpcService.Answer;
import dev.sightline.relay.rpc.Sessions.EventSink;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's socket. Its requests are carried out one after the other, as Kurento does; when too many wait, or they
 * come too fast, the socket is read no further until they do not. A client that does not read its answers is closed.
 */
final class RpcConnection extends SimpleChannelInboundHandler<WebSocketFrame> implements EventSink {
    private static final Logger LOG = LoggerFactory.getLogger(RpcConnection.class);

    private final Channel channel;
    private final RpcService service;
    private final JsonText json;
    private final RpcLimits limits;
    private final RequestRate rate;
    private final ArrayDeque<JsonNode> waiting = new ArrayDeque<>();
    private @Nullable Future<?> handshakeDeadline;
    private Optional<String> sessionId = Optional.empty();
    private boolean answering;
    private boolean pausing;
    private boolean draining;

    RpcConnection(Channel channel, RpcService service, JsonText json, RpcLimits limits) {
        this.channel = channel;
        this.service = service;
        this.json = json;
        this.limits = limits;
        rate = new RequestRate(limits.requestsPerSecond(), System.nanoTime());
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        handshakeDeadline =
                ctx.executor().schedule(this::lateHandshake, limits.handshake().toMillis(), TimeUnit.MILLISECONDS);
        ctx.fireChannelActive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof HandshakeComplete && handshakeDeadline != null) {
            handshakeDeadline.cancel(false);
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
        if (frame instanceof BinaryWebSocketFrame) {
            close(WebSocketCloseStatus.INVALID_MESSAGE_TYPE, "JSON-RPC comes in text messages");
            return;
        }
        if (!(frame instanceof TextWebSocketFrame)) {
            return;
        }
        try {
            waiting.add(json.read(frame.content()));
        } catch (RpcException e) {
            reply(service.refusal(e));
            return;
        }
        drain();
        readOrNot();
    }

    private void lateHandshake() {
        LOG.debug("Closed {}: no WebSocket handshake in time (rpc.handshake)", channel.remoteAddress());
        var unused = channel.close();
    }

    private void drain() {
        if (draining) {
            return;
        }
        draining = true;
        while (!answering && !pausing && !waiting.isEmpty() && channel.isActive()) {
            long wait = rate.acquire(System.nanoTime());
            if (wait > 0) {
                pause(wait);
            } else {
                answering = true;
                var unused = service.answer(waiting.remove(), sessionId).whenComplete(this::answered);
            }
        }
        draining = false;
    }

    private void answered(@Nullable Answer answer, @Nullable Throwable failure) {
        answering = false;
        if (answer == null) {
            LOG.error("Closed {}: a request of it failed", channel.remoteAddress(), failure);
            var unused = channel.close();
            return;
        }
        reply(answer);
        drain();
        readOrNot();
    }

    private void pause(long nanos) {
        pausing = true;
        var unused = channel.eventLoop()
                .schedule(
                        () -> {
                            pausing = false;
                            drain();
                            readOrNot();
                        },
                        nanos,
                        TimeUnit.NANOSECONDS);
    }

    private void readOrNot() {
        channel.config().setAutoRead(!pausing && waiting.size() < limits.pendingRequests());
    }

    private void reply(Answer answer) {
        if (!channel.isActive()) {
            return;
        }
        answer.sessionId().ifPresent(this::belongTo);
        send(answer.text());
    }

    private void belongTo(String newSessionId) {
        sessionId.filter(old -> !old.equals(newSessionId)).ifPresent(old -> service.unreachable(old, this));
        sessionId = Optional.of(newSessionId);
        service.reachedBy(newSessionId, this);
    }

    @Override
    public void send(String message) {
        var unused = channel.writeAndFlush(new TextWebSocketFrame(message), channel.voidPromise());
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (!channel.isWritable()) {
            LOG.warn(
                    "Closed {}: it does not read, {} bytes wait for it (rpc.outboundBytes)",
                    channel.remoteAddress(),
                    limits.outboundBytes());
            var unused = ctx.close();
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        waiting.clear();
        sessionId.ifPresent(id -> service.unreachable(id, this));
        if (handshakeDeadline != null) {
            handshakeDeadline.cancel(false);
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.debug("Closed {}", channel.remoteAddress(), cause);
        if (cause instanceof TooLongFrameException) {
            close(WebSocketCloseStatus.MESSAGE_TOO_BIG, "longer than " + limits.frameBytes() + " bytes");
            return;
        }
        var unused = ctx.close();
    }

    private void close(WebSocketCloseStatus status, String reason) {
        channel.config().setAutoRead(false);
        channel.writeAndFlush(new CloseWebSocketFrame(status, reason)).addListener(ChannelFutureListener.CLOSE);
    }
}
