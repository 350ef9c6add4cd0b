package dev.sightline.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class LostConnectionTest {
    private final LostConnection last = new LostConnection();
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
    void mistakeOfOursIsNotHidden() {
        channel.pipeline().fireExceptionCaught(new IllegalStateException("a bug"));

        assertThatThrownBy(channel::checkException).isInstanceOf(IllegalStateException.class);
    }
}
