package dev.sightline.gateway.security.limits;

import dev.sightline.gateway.config.LimitsConfig;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Closes connections beyond the bounds, of the whole listener and of each address (IPv6 by /64), before they cost anything.
 * Those that are open stay: while all places are taken, newcomers have to wait for one of them to end.
 */
@Sharable
public final class ConnectionLimits extends ChannelInboundHandlerAdapter {
    private static final AttributeKey<Boolean> COUNTED = AttributeKey.valueOf(ConnectionLimits.class, "counted");

    private final int most;
    private final int mostPerAddress;
    private final Sources sources;
    private final Runnable refused;
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentHashMap<InetAddress, Integer> openByAddress = new ConcurrentHashMap<>();

    /** @param refused is told of each connection that was closed */
    public ConnectionLimits(LimitsConfig limits, Sources sources, Runnable refused) {
        this.most = limits.maxConnections();
        this.mostPerAddress = limits.maxConnectionsPerAddress();
        this.sources = sources;
        this.refused = refused;
    }

    /** How many are open. */
    public int open() {
        return open.get();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (!(ctx.channel().remoteAddress() instanceof InetSocketAddress remote)) {
            ctx.fireChannelActive();
            return;
        }
        Source source = sources.of(remote.getAddress());
        int ofAddress = openByAddress.merge(source.network(), 1, Integer::sum);
        int all = open.incrementAndGet();
        ctx.channel().attr(COUNTED).set(true);
        if (all > most || ofAddress > (long) mostPerAddress * source.hosts()) {
            refused.run();
            var unused = ctx.close();
            return;
        }
        ctx.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (Boolean.TRUE.equals(ctx.channel().attr(COUNTED).getAndSet(null))
                && ctx.channel().remoteAddress() instanceof InetSocketAddress remote) {
            open.decrementAndGet();
            openByAddress.computeIfPresent(
                    Source.network(remote.getAddress()), (address, count) -> count > 1 ? count - 1 : null);
        }
        ctx.fireChannelInactive();
    }
}
