package dev.sightline.gateway.media;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * What comes by one WebSocket, on its event loop: whole messages in their order, and once that it ended and why. Whoever sends
 * waits here, on threads of their own, until there is room.
 */
final class KurentoFrames extends SimpleChannelInboundHandler<WebSocketFrame> {
    private final Consumer<String> texts;
    private final Consumer<String> ended;
    private final int maxMessageBytes;
    private final CompletableFuture<Void> opening = new CompletableFuture<>();
    private volatile CompletableFuture<Void> room = CompletableFuture.completedFuture(null);
    private Optional<String> why = Optional.empty();

    /**
     * @param texts takes each message
     * @param ended is told once why it ended, when it had been opened
     */
    KurentoFrames(Consumer<String> texts, Consumer<String> ended, int maxMessageBytes) {
        this.texts = texts;
        this.ended = ended;
        this.maxMessageBytes = maxMessageBytes;
    }

    /** Done when the upgrade is, or has failed. */
    CompletableFuture<Void> opening() {
        return opening;
    }

    /** Done when something can be sent; more than one who waited may find it done. */
    CompletableFuture<Void> room() {
        return room;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
        if (frame instanceof TextWebSocketFrame text) {
            texts.accept(text.text());
        } else if (frame instanceof CloseWebSocketFrame close) {
            because("it closed the connection (" + close.statusCode() + ' '
                    + ConnectingErrors.printable(close.reasonText()).strip() + ')');
            var unused = ctx.close();
        } else {
            because("it sent a binary message, which its protocol does not know");
            var unused = ctx.close();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
            opening.complete(null);
        } else if (event == ClientHandshakeStateEvent.HANDSHAKE_TIMEOUT) {
            opening.completeExceptionally(new TimeoutException());
        } else if (event instanceof SslHandshakeCompletionEvent tls && !tls.isSuccess()) {
            opening.completeExceptionally(tls.cause());
        }
    }

    /** While nothing can be sent nothing is read either: what would be answered must not pile up. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        boolean writable = ctx.channel().isWritable();
        ctx.channel().config().setAutoRead(writable);
        if (writable) {
            room.complete(null);
        } else {
            room = new CompletableFuture<>();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable problem) {
        because(broken(problem));
        opening.completeExceptionally(problem);
        var unused = ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        room.complete(null); // whoever waits shall see that it is closed
        boolean wasOpen = !opening.completeExceptionally(new ClosedEarly()) && !opening.isCompletedExceptionally();
        if (wasOpen) {
            ended.accept(why.orElse("the connection ended without a word"));
        }
    }

    private void because(String reason) {
        if (why.isEmpty()) {
            why = Optional.of(reason);
        }
    }

    private String broken(Throwable problem) {
        boolean tooLong = problem instanceof TooLongFrameException
                || (problem instanceof CorruptedWebSocketFrameException corrupted
                        && corrupted.closeStatus().equals(WebSocketCloseStatus.MESSAGE_TOO_BIG));
        return tooLong
                ? "it sent a message of more than " + maxMessageBytes + " bytes (media.kurento.maxMessageBytes)"
                : "the connection broke: " + ConnectingErrors.printable(problem.toString());
    }

    /** The server closed before it had answered the upgrade. */
    static final class ClosedEarly extends Exception {
        private static final long serialVersionUID = 1L;
    }
}
