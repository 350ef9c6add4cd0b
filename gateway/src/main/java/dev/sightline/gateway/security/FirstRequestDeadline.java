package dev.sightline.gateway.security;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose first request does not arrive in time, be it that nothing comes, that a TLS handshake is never
 * finished, or that a header comes letter by letter. It stands behind the HTTP decoder and goes with the first message.
 */
public final class FirstRequestDeadline extends ChannelInboundHandlerAdapter {
    private final Duration time;
    private final Runnable expired;
    private @Nullable ScheduledFuture<?> deadline;

    /** @param expired is told of each connection that was closed */
    public FirstRequestDeadline(Duration time, Runnable expired) {
        this.time = time;
        this.expired = expired;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        deadline = ctx.executor()
                .schedule(
                        () -> {
                            expired.run();
                            var unused = ctx.close();
                        },
                        time.toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        cancel();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ctx.pipeline().remove(this);
        ctx.fireChannelRead(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        cancel();
        ctx.fireChannelInactive();
    }

    private void cancel() {
        ScheduledFuture<?> running = deadline;
        if (running != null) {
            running.cancel(false);
        }
    }
}
