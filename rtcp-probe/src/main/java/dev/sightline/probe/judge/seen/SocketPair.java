package dev.sightline.probe.judge.seen;

import dev.sightline.probe.packet.Datagram;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** From where, to where. */
public record SocketPair(InetSocketAddress source, InetSocketAddress destination) {
    /** By hand, for it is asked for each packet: a record's own goes through method handles. */
    @Override
    public int hashCode() {
        return 31 * source.hashCode() + destination.hashCode();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SocketPair pair && source.equals(pair.source) && destination.equals(pair.destination);
    }

    static SocketPair of(Datagram datagram) {
        return new SocketPair(datagram.source(), datagram.destination());
    }

    SocketPair reversed() {
        return new SocketPair(/* source= */ destination, /* destination= */ source);
    }
}
