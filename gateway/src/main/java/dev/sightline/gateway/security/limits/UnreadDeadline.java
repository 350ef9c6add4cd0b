package dev.sightline.gateway.security.limits;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.timeout.WriteTimeoutHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Ends a connection, or a stream of one, whose peer does not take within a time what is written to it: it would keep its
 * place for ever, since it is not silent as long as something is left to be said.
 */
public final class UnreadDeadline extends WriteTimeoutHandler {
    private final Runnable expired;

    /** @param expired is told of each that was ended */
    public UnreadDeadline(Duration time, Runnable expired) {
        super(time.toMillis(), TimeUnit.MILLISECONDS);
        this.expired = expired;
    }

    @Override
    protected void writeTimedOut(ChannelHandlerContext ctx) {
        if (ctx.channel().isOpen()) {
            expired.run();
            var unused = ctx.close();
        }
    }
}
