package dev.sightline.probe.selftest;

import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.IcmpError;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The RTCP datagram that {@link AddressTest} sends, and how it is told from what a media server beside it sends: the capture
 * passes all RTCP that leaves, and all ICMP errors. This host may give it another source and another destination, so it is
 * known by its octets, in which the SSRC is random (RFC 3550, 8.1).
 */
final class SentReport {
    private static final int MOST_DESTINATIONS = 64;

    private final InetSocketAddress destination;
    private final long sender;
    private final byte[] octets;
    private final ByteBuf compared;
    private final Set<InetSocketAddress> destinations = new HashSet<>();

    SentReport(InetSocketAddress destination) {
        this.destination = destination;
        this.sender = ThreadLocalRandom.current().nextLong(1L << 32);
        this.octets = MediaPackets.emptyReport(sender);
        this.compared = Unpooled.wrappedBuffer(octets);
        destinations.add(destination);
    }

    InetSocketAddress destination() {
        return destination;
    }

    /** As it is to be sent. */
    DatagramPacket packet() {
        return new DatagramPacket(octets, octets.length, destination);
    }

    /** Whether this is it, on its way to the port; where it is led is kept in mind then. */
    boolean isSeenIn(Datagram datagram) {
        boolean isSeen = datagram.destination().getPort() == destination.getPort()
                && ByteBufUtil.equals(datagram.payload(), compared);
        if (isSeen && destinations.size() < MOST_DESTINATIONS) {
            destinations.add(datagram.destination());
        }
        return isSeen;
    }

    /** Whether this is what could not be delivered: by its SSRC or, where less is quoted, by where it went. */
    boolean isQuotedIn(IcmpError error) {
        return error.sender()
                .map(quoted -> quoted == sender)
                .orElseGet(() -> destinations.contains(error.destination()));
    }
}
