package dev.sightline.probe.packet;

import dev.sightline.probe.packet.Datagram.Direction;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/**
 * Turns captured frames of one source (an interface, or a file) into datagrams and ICMP errors, and tells which way they
 * went. RTP packets that were captured joined are handed over one by one. Its memory is bounded. Not for several threads.
 */
public final class FrameDecoder {
    /** How the frames' interfaces are called. */
    @FunctionalInterface
    public interface InterfaceNames {
        /**
         * The name of an interface.
         *
         * @param index its index where the frame carries it (LINUX_SLL2), else 0
         * @param loopback whether it is a loopback device
         */
        String of(int index, boolean loopback);
    }

    private final int linkType;
    private final Strangers strangers;
    private final Crossing crossing;
    private final IpHeader ip = new IpHeader();
    private final SocketCache sockets = new SocketCache();
    private final UdpDecoder udp;
    private final IcmpDecoder icmp;

    private FrameDecoder(int linkType, Crossing crossing, Strangers strangers) {
        this.linkType = linkType;
        this.crossing = crossing;
        this.strangers = strangers;
        udp = new UdpDecoder(crossing, ip, sockets);
        icmp = new IcmpDecoder(crossing, ip, sockets);
    }

    /**
     * For frames captured on one interface.
     *
     * @param local whether an address is this host's
     */
    public static FrameDecoder ofInterface(int linkType, String name, boolean loopback, Predicate<InetAddress> local) {
        return ofInterface(linkType, name, loopback, local, Strangers.UNKNOWN);
    }

    /**
     * For frames captured on one interface. A source address of IP is easily forged: what a stranger sent under this
     * host's came in.
     *
     * @param local whether an address is this host's
     * @param strangers tells which frames other hosts sent
     */
    public static FrameDecoder ofInterface(
            int linkType, String name, boolean loopback, Predicate<InetAddress> local, Strangers strangers) {
        return new FrameDecoder(
                linkType,
                new Crossing((index, itself) -> name, loopback, /* untold= */ false, Directions.byAddress(local)),
                strangers);
    }

    /**
     * For frames of several interfaces that carry their interface's index and their direction.
     *
     * @param names the name of the interface with an index
     */
    public static FrameDecoder ofManyInterfaces(int linkType, IntFunction<String> names) {
        return ofFile(linkType, (index, itself) -> names.apply(index), Directions.AS_NOTED);
    }

    /** For frames from a file, of one interface or of several. */
    public static FrameDecoder ofFile(int linkType, InterfaceNames names, Directions directions) {
        return new FrameDecoder(
                linkType,
                new Crossing(names, /* loopback= */ false, /* untold= */ true, directions),
                Strangers.UNKNOWN);
    }

    /** Reads one frame, which is kept by reference. Empty when it holds no UDP datagram; the first of several. */
    public Optional<Datagram> decode(Instant at, byte[] frame) {
        List<Datagram> datagrams = new ArrayList<>(1);
        decode(at, frame, new PacketListener() {
            @Override
            public void datagram(Datagram datagram) {
                datagrams.add(datagram);
            }

            @Override
            public void icmpError(IcmpError error) {}
        });
        return datagrams.stream().findFirst();
    }

    /** Reads one frame, which is kept by reference, and hands over what it holds. */
    public void decode(Instant at, byte[] frame, PacketListener listener) {
        decode(at, frame, 0, frame.length, Mark.NONE, strangers, listener);
    }

    /**
     * Reads one frame that lies in a larger buffer, which is kept by reference.
     *
     * @param mark what the capture notes of its direction beside it
     */
    public void decode(Instant at, byte[] octets, int offset, int length, Mark mark, PacketListener listener) {
        decode(at, octets, offset, length, mark, Strangers.UNKNOWN, listener);
    }

    private void decode(
            Instant at, byte[] octets, int offset, int length, Mark mark, Strangers others, PacketListener listener) {
        udp.expire(at, listener);
        int end = offset + length;
        if (!crossing.read(linkType, octets, offset, end, mark, others.sent(octets), others.get(octets))) {
            listener.endsEarly();
            return;
        }
        boolean echo = crossing.isEcho();
        if (!ip.read(octets, crossing.ip(), end)) {
            if (!echo) {
                listener.endsEarly();
            }
            return;
        }
        crossing.carries(ip, octets);
        if (echo) {
            return;
        }
        switch (ip.protocol()) {
            case IpHeader.UDP -> udp.decode(at, octets, listener);
            case IpHeader.ICMP, IpHeader.ICMPV6 -> icmp.decode(at, octets, listener);
            case IpHeader.ESP, IpHeader.AUTHENTICATION ->
                listener.ipsec(crossing.interfaceName(), crossing.noted() == Direction.OUT);
            default -> {}
        }
    }

    /** Hands over what still waits for its other fragments. To be called when no frame follows. */
    public void flush(PacketListener listener) {
        udp.flush(listener);
    }
}
