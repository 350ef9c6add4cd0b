package dev.sightline.relay.rpc;

import io.netty.channel.Channel;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may be connected: so many clients, and so many strangers beside them. Used on one event loop, but for what it counts.
 */
final class Places {
    private static final Logger LOG = LoggerFactory.getLogger(Places.class);

    private final RpcLimits limits;
    private final Strangers strangers;
    private final LogPace pace = new LogPace(System::nanoTime);
    private final AtomicLong refused = new AtomicLong();
    private int clients;

    Places(RpcLimits limits) {
        this.limits = limits;
        this.strangers = new Strangers(limits);
    }

    /** A socket was opened; another may have to go for it. */
    void enter(Channel channel) {
        if (!strangers.enter(channel)) {
            refused(channel, "too many sockets without a handshake (rpc.strangers, rpc.strangersPerAddress)");
        }
        channel.closeFuture().addListener(closed -> strangers.leave(channel));
    }

    /** Whether there is a place for {@code channel}, which came through the handshake. */
    boolean admit(Channel channel) {
        if (clients >= limits.connections()) {
            return false;
        }
        strangers.leave(channel);
        clients++;
        channel.closeFuture().addListener(closed -> clients--);
        return true;
    }

    /** Counts what was refused, and logs it now and then. */
    void refused(Channel channel, String reason) {
        refused.incrementAndGet();
        pace.say(unsaid -> LOG.warn("Refused {}: {}{}", channel.remoteAddress(), reason, others(unsaid)));
    }

    static String others(long unsaid) {
        return unsaid == 0 ? "" : " (and " + unsaid + " more since the last such line)";
    }

    /** How many sockets were closed for a bound, or refused in the handshake. Safe for any thread. */
    long refused() {
        return refused.get();
    }
}
