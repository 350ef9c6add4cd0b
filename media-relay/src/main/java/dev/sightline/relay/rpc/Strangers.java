package dev.sightline.relay.rpc;

import io.netty.channel.Channel;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The sockets that have not come through the handshake yet, bounded apart from those that have, so that they never take a
 * client's place. Where there are too many, of one address (IPv6 by /64) or in all, the one that has been here longest is
 * closed, not the newcomer: a client needs a moment to show its token, and whoever only sits here has to go. Used on one
 * event loop.
 */
final class Strangers {
    private static final int NETWORK_BYTES = 8;

    private final int most;
    private final int mostPerAddress;
    private final Set<Channel> all = new LinkedHashSet<>();
    private final Map<InetAddress, Set<Channel>> byAddress = new HashMap<>();

    Strangers(RpcLimits limits) {
        this.most = limits.strangers();
        this.mostPerAddress = limits.strangersPerAddress();
    }

    /** Whether nobody had to go for {@code newcomer}. */
    boolean enter(Channel newcomer) {
        all.add(newcomer);
        Set<Channel> neighbours = byAddress.computeIfAbsent(addressOf(newcomer), address -> new LinkedHashSet<>());
        neighbours.add(newcomer);
        if (neighbours.size() > mostPerAddress) {
            sendAway(neighbours);
            return false;
        }
        if (all.size() > most) {
            sendAway(all);
            return false;
        }
        return true;
    }

    /** It has become a client, or is gone; nothing happens when it is not here. */
    void leave(Channel channel) {
        if (all.remove(channel)) {
            byAddress.computeIfPresent(addressOf(channel), (address, neighbours) -> {
                neighbours.remove(channel);
                return neighbours.isEmpty() ? null : neighbours;
            });
        }
    }

    private void sendAway(Set<Channel> some) {
        Iterator<Channel> eldest = some.iterator();
        Channel leaving = eldest.next();
        leave(leaving);
        var unused = leaving.close();
    }

    private static InetAddress addressOf(Channel channel) {
        if (!(channel.remoteAddress() instanceof InetSocketAddress remote)) {
            return InetAddress.getLoopbackAddress(); // reset before it was looked at
        }
        InetAddress address = remote.getAddress();
        return address instanceof Inet6Address ? network(address) : address;
    }

    private static InetAddress network(InetAddress address) {
        byte[] bytes = address.getAddress();
        Arrays.fill(bytes, NETWORK_BYTES, bytes.length, (byte) 0);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError("sixteen bytes are an address", e);
        }
    }
}
