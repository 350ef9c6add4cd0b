package dev.sightline.gateway.security.limits;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose first request does not arrive in time, be it that nothing comes, that a TLS handshake is never
 * finished, or that a header comes letter by letter. It goes when it is told of the first request: where it stands in the
 * pipeline, and what is put there after a handshake, does not matter.
 */
public final class FirstRequestDeadline extends ChannelHandlerAdapter {
    private final Duration time;
    private final Runnable expired;
    private @Nullable ScheduledFuture<?> deadline;

    /** @param expired is told of each connection that was closed */
    public FirstRequestDeadline(Duration time, Runnable expired) {
        this.time = time;
        this.expired = expired;
    }

    /** A request's header was read on {@code channel}, a connection or an HTTP/2 stream of one. To be called on its loop. */
    public static void met(Channel channel) {
        for (Channel at = channel; at != null; at = at.parent()) {
            if (at.pipeline().get(FirstRequestDeadline.class) != null) {
                at.pipeline().remove(FirstRequestDeadline.class);
                return;
            }
        }
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

    /** Also when the connection closes, which takes its pipeline apart. */
    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        ScheduledFuture<?> running = deadline;
        if (running != null) {
            running.cancel(false);
        }
    }
}
