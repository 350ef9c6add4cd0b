package dev.sightline.gateway;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a browser's reset of an HTTP/2 connection for what it is, an everyday end, and what breaks the protocol for malformed.
 * Nothing else stands at the end of such a pipeline, and Netty would warn with a stack trace each time a tab is killed.
 */
@Sharable // it moves within a pipeline, which Netty takes for a second use
final class LostConnection extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(LostConnection.class);

    private final Runnable malformed;

    /** @param malformed is told of each connection that broke the protocol */
    LostConnection(Runnable malformed) {
        this.malformed = malformed;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent) {
            // The codecs of the negotiated protocol are added now; this belongs behind them.
            ctx.executor().execute(() -> {
                if (!ctx.isRemoved()) {
                    ctx.pipeline().remove(this).addLast(this);
                }
            });
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof Http2Exception || cause instanceof DecoderException) {
            malformed.run();
        }
        if (cause instanceof IOException || cause instanceof Http2Exception || cause instanceof DecoderException) {
            log.debug("a connection was lost: {}", cause.toString());
            var unused = ctx.close();
        } else {
            ctx.fireExceptionCaught(cause);
        }
    }
}
