package dev.sightline.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LostConnectionTest {
    private final AtomicInteger malformed = new AtomicInteger();
    private final LostConnection last = new LostConnection(malformed::incrementAndGet);
    private final EmbeddedChannel channel = new EmbeddedChannel(last);

    @Test
    void standsBehindTheCodecsThatComeWithTheHandshake() {
        channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                ctx.pipeline().addLast(new ChannelInboundHandlerAdapter());
            }
        });
        channel.pipeline().fireUserEventTriggered(SslHandshakeCompletionEvent.SUCCESS);
        channel.runPendingTasks();

        assertThat(channel.pipeline().last()).isSameAs(last);
    }

    @Test
    void resetEndsTheConnectionAndIsNoNews() {
        channel.pipeline().fireExceptionCaught(new IOException("Connection reset by peer"));

        channel.checkException();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void brokenProtocolIsCountedAndEndsTheConnection() {
        channel.pipeline().fireExceptionCaught(new Http2Exception(Http2Error.ENHANCE_YOUR_CALM, "too many resets"));

        channel.checkException();
        assertThat(channel.isOpen()).isFalse();
        assertThat(malformed).hasValue(1);
    }

    @Test
    void mistakeOfOursIsNotHidden() {
        channel.pipeline().fireExceptionCaught(new IllegalStateException("a bug"));

        assertThatThrownBy(channel::checkException).isInstanceOf(IllegalStateException.class);
    }
}
