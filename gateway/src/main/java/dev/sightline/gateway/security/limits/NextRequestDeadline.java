package dev.sightline.gateway.security.limits;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/**
 * Closes an HTTP/1.1 connection that has been served before and begins a request whose header it does not end in time. It
 * may be silent between requests; letter by letter it may not go on.
 */
public final class NextRequestDeadline extends ChannelInboundHandlerAdapter {
    private final Duration time;
    private final Runnable expired;
    private @Nullable ScheduledFuture<?> deadline;

    private NextRequestDeadline(Duration time, Runnable expired) {
        this.time = time;
        this.expired = expired;
    }

    /** A request was answered and another may come. To be called on the channel's loop. */
    public static void await(Channel channel, Duration time, Runnable expired) {
        boolean served = channel.isActive()
                && channel.pipeline().get(NettyPipeline.HttpCodec) != null
                && channel.pipeline().get(NextRequestDeadline.class) == null;
        if (served) {
            channel.pipeline()
                    .addBefore(
                            NettyPipeline.HttpCodec,
                            NextRequestDeadline.class.getName(),
                            new NextRequestDeadline(time, expired));
        }
    }

    /** A request's header was read. To be called on the channel's loop. */
    public static void met(Channel channel) {
        if (channel.pipeline().get(NextRequestDeadline.class) != null) {
            channel.pipeline().remove(NextRequestDeadline.class);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (deadline == null) {
            deadline = ctx.executor()
                    .schedule(
                            () -> {
                                expired.run();
                                var unused = ctx.close();
                            },
                            time.toNanos(),
                            TimeUnit.NANOSECONDS);
        }
        ctx.fireChannelRead(message);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        ScheduledFuture<?> running = deadline;
        if (running != null) {
            running.cancel(false);
        }
    }
}
