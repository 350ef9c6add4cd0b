package dev.sightline.probe.packet;

import dev.sightline.probe.packet.Datagram.Direction;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/** Turns captured frames of one source (an interface, or a file) into datagrams, and tells which way they went. */
public final class FrameDecoder {
    private final int linkType;
    private final IntFunction<String> names;
    private final boolean loopback;
    private final Predicate<InetAddress> local;

    private FrameDecoder(int linkType, IntFunction<String> names, boolean loopback, Predicate<InetAddress> local) {
        this.linkType = linkType;
        this.names = names;
        this.loopback = loopback;
        this.local = local;
    }

    /**
     * For frames captured on one interface.
     *
     * @param local whether an address is this host's
     */
    public static FrameDecoder ofInterface(int linkType, String name, boolean loopback, Predicate<InetAddress> local) {
        return new FrameDecoder(linkType, index -> name, loopback, local);
    }

    /**
     * For frames of several interfaces that carry their interface's index and their direction.
     *
     * @param names the name of the interface with an index
     */
    public static FrameDecoder ofManyInterfaces(int linkType, IntFunction<String> names) {
        return new FrameDecoder(linkType, names, false, address -> false);
    }

    /** Reads one frame, which is kept by reference, and hands over what it holds. */
    public void decode(Instant at, byte[] frame, PacketListener listener) {
        decode(at, frame).ifPresent(listener::datagram);
    }

    /** Reads one frame, which is kept by reference. Empty when it holds no UDP datagram. */
    public Optional<Datagram> decode(Instant at, byte[] frame) {
        ByteBuf buffer = Unpooled.wrappedBuffer(frame);
        return LinkHeader.read(linkType, buffer)
                .filter(link -> !isEcho(link))
                .flatMap(link -> UdpHeader.read(buffer, link.length()).map(udp -> datagram(at, link, udp, buffer)));
    }

    /** What leaves by a loopback device comes back on it as incoming: only one of the two is counted. */
    private boolean isEcho(LinkHeader link) {
        return link.outgoing() && isLoopback(link);
    }

    private boolean isLoopback(LinkHeader link) {
        return loopback || link.loopback();
    }

    private Datagram datagram(Instant at, LinkHeader link, UdpHeader udp, ByteBuf frame) {
        return new Datagram(
                at,
                names.apply(link.interfaceIndex()),
                direction(link, udp),
                udp.source(),
                udp.destination(),
                frame.slice(udp.payloadOffset(), udp.captured()),
                udp.truncated());
    }

    private Direction direction(LinkHeader link, UdpHeader udp) {
        if (isLoopback(link)) {
            return Direction.LOCAL;
        }
        if (link.outgoing()) {
            return Direction.OUT;
        }
        if (link.incoming()) {
            return Direction.IN;
        }
        if (local.test(udp.source().getAddress())) {
            return Direction.OUT;
        }
        return local.test(udp.destination().getAddress()) ? Direction.IN : Direction.UNKNOWN;
    }
}
