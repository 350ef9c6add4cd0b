package dev.sightline.probe.judge;

import dev.sightline.probe.packet.Datagram;
import java.net.InetSocketAddress;

/** From where, to where. */
record SocketPair(InetSocketAddress source, InetSocketAddress destination) {
    static SocketPair of(Datagram datagram) {
        return new SocketPair(datagram.source(), datagram.destination());
    }

    SocketPair reversed() {
        return new SocketPair(/* source= */ destination, /* destination= */ source);
    }
}
