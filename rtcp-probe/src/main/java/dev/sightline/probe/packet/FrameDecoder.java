package dev.sightline.probe.packet;

import static dev.sightline.probe.packet.Octets.u16;
import static dev.sightline.probe.packet.Octets.u8;

import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.rtp.RtpPackets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/**
 * Turns captured frames of one source (an interface, or a file) into datagrams and ICMP errors, and tells which way they
 * went. RTP packets that were captured joined are handed over one by one. Its memory is bounded. Not for several threads.
 */
public final class FrameDecoder {
    private static final int UDP_HEADER = 8;
    private static final int RTCP_HEADER = 8;
    private static final int RTP_HEADER = 12;

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

    /** Which way datagrams go that did not cross a loopback device. */
    @FunctionalInterface
    public interface Directions {
        /** As the frame or the capture notes it, and unknown where neither does. */
        Directions AS_NOTED = (noted, source, destination) -> noted;

        /** The direction from one address to another, of which the capture notes {@code noted}. */
        Direction of(Direction noted, InetAddress source, InetAddress destination);
    }

    /** What a capture file notes of a frame's direction beside the frame. */
    public enum Mark {
        /** Nothing. */
        NONE,
        /** It was received. */
        IN,
        /** It was sent. */
        OUT
    }

    /** Tells by a frame's link header that another host sent it. */
    @FunctionalInterface
    public interface Strangers {
        /** Where link addresses are not known, no frame is. */
        Strangers UNKNOWN = frame -> false;

        /** Whether another host sent it. */
        boolean sent(byte[] frame);
    }

    private final int linkType;
    private final Strangers strangers;
    private final InterfaceNames names;
    private final boolean loopback;
    private final Directions directions;
    private final LinkHeader link = new LinkHeader();
    private final IpHeader ip = new IpHeader();
    private final SocketCache sockets = new SocketCache();
    private final MergedRtp merged = new MergedRtp();
    private final Fragments fragments = new Fragments();
    private boolean toItself;
    private boolean strange;
    private byte[] wrapped = {};
    private ByteBuf buffer = Unpooled.EMPTY_BUFFER;

    private FrameDecoder(
            int linkType, InterfaceNames names, boolean loopback, Directions directions, Strangers strangers) {
        this.strangers = strangers;
        this.linkType = linkType;
        this.names = names;
        this.loopback = loopback;
        this.directions = directions;
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
        Directions byAddress = (noted, source, destination) -> {
            if (noted != Direction.UNKNOWN) {
                return noted;
            }
            if (local.test(source)) {
                return Direction.OUT;
            }
            return local.test(destination) ? Direction.IN : Direction.UNKNOWN;
        };
        return new FrameDecoder(linkType, (index, itself) -> name, loopback, byAddress, strangers);
    }

    /**
     * For frames of several interfaces that carry their interface's index and their direction.
     *
     * @param names the name of the interface with an index
     */
    public static FrameDecoder ofManyInterfaces(int linkType, IntFunction<String> names) {
        return new FrameDecoder(
                linkType, (index, itself) -> names.apply(index), false, Directions.AS_NOTED, Strangers.UNKNOWN);
    }

    /** For frames from a file, of one interface or of several. */
    public static FrameDecoder ofFile(int linkType, InterfaceNames names, Directions directions) {
        return new FrameDecoder(linkType, names, false, directions, Strangers.UNKNOWN);
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
        strange = strangers.sent(frame);
        decode(at, frame, 0, frame.length, Mark.NONE, listener);
    }

    /**
     * Reads one frame that lies in a larger buffer, which is kept by reference.
     *
     * @param mark what the capture notes of its direction beside it
     */
    public void decode(Instant at, byte[] octets, int offset, int length, Mark mark, PacketListener listener) {
        if (!fragments.isEmpty()) {
            fragments.expire(at, listener);
        }
        toItself = false;
        if (!link.read(linkType, octets, offset, offset + length)) {
            listener.endsEarly();
            return;
        }
        if (isEcho(mark)) {
            return;
        }
        if (!ip.read(octets, link.ip(), offset + length)) {
            listener.endsEarly();
            return;
        }
        toItself = link.perhapsLoopback() && ip.isToItself(octets);
        switch (ip.protocol()) {
            case IpHeader.UDP -> udp(at, octets, mark, listener);
            case IpHeader.ICMP, IpHeader.ICMPV6 -> icmp(at, octets, mark, listener);
            default -> {}
        }
    }

    /** Hands over what still waits for its other fragments. To be called when no frame follows. */
    public void flush(PacketListener listener) {
        fragments.flush(listener);
    }

    /** What leaves by a loopback device comes back on it as incoming: only one of the two is counted. */
    private boolean isEcho(Mark mark) {
        return isLoopback() && (link.outgoing() || mark == Mark.OUT);
    }

    private boolean isLoopback() {
        return loopback || link.loopback() || toItself;
    }

    /** RFC 768. */
    private void udp(Instant at, byte[] octets, Mark mark, PacketListener listener) {
        if (ip.fragmentOffset() != 0) {
            fragments.later(key(octets), at, octets, ip, listener);
            return;
        }
        int header = ip.payload();
        int available = ip.end() - header - UDP_HEADER;
        if (available < 0) {
            listener.endsEarly();
            return;
        }
        int length = u16(octets, header + 4) - UDP_HEADER;
        if (length < 0) {
            return;
        }
        int captured = Math.min(length, available);
        if (captured < RTP_HEADER && captured < length) {
            listener.endsEarly();
        }
        if (captured <= MergedRtp.SMALLEST || ip.moreFragments()) {
            one(datagram(at, octets, mark, header + UDP_HEADER, captured, captured < length), octets, listener);
        } else {
            perhapsMerged(at, octets, mark, captured, length, listener);
        }
    }

    private void one(Datagram datagram, byte[] octets, PacketListener listener) {
        boolean rtcp = datagram.payload().readableBytes() > 1 && isRtcp(octets, ip.payload() + UDP_HEADER);
        if (rtcp && ip.moreFragments()) {
            fragments.first(key(octets), datagram, octets, ip, listener);
        } else {
            listener.datagram(datagram);
        }
    }

    private static boolean isRtcp(byte[] octets, int at) {
        int type = u8(octets, at + 1);
        return (octets[at] & 0xc0) == 0x80 && type >= 192 && type <= 223;
    }

    private void perhapsMerged(
            Instant at, byte[] octets, Mark mark, int captured, int length, PacketListener listener) {
        int start = ip.payload() + UDP_HEADER;
        int segment = merged.segmentSize(octets, start, start + captured);
        if (segment == 0) {
            listener.datagram(datagram(at, octets, mark, start, captured, captured < length));
            return;
        }
        for (int offset = 0; offset < captured; offset += segment) {
            int whole = Math.min(segment, length - offset);
            int there = Math.min(whole, captured - offset);
            listener.datagram(datagram(at, octets, mark, start + offset, there, there < whole));
        }
    }

    private Datagram datagram(Instant at, byte[] octets, Mark mark, int payload, int length, boolean truncated) {
        int header = ip.payload();
        InetSocketAddress source = sockets.of(octets, ip.source(), ip.addressLength(), u16(octets, header));
        InetSocketAddress destination =
                sockets.of(octets, ip.destination(), ip.addressLength(), u16(octets, header + 2));
        return new Datagram(
                at,
                name(),
                direction(mark, source.getAddress(), destination.getAddress()),
                source,
                destination,
                buffer(octets).slice(payload, length),
                truncated);
    }

    private String name() {
        return names.of(link.interfaceIndex(), isLoopback());
    }

    private ByteBuf buffer(byte[] octets) {
        if (wrapped != octets) {
            wrapped = octets;
            buffer = Unpooled.wrappedBuffer(octets);
        }
        return buffer;
    }

    private Fragments.Key key(byte[] octets) {
        byte[] addresses = Arrays.copyOfRange(octets, ip.source(), ip.source() + 2 * ip.addressLength());
        return new Fragments.Key(link.interfaceIndex(), ByteBuffer.wrap(addresses), ip.identification());
    }

    private void icmp(Instant at, byte[] octets, Mark mark, PacketListener listener) {
        if (ip.isFragment() || ip.end() - ip.payload() < IcmpMessage.HEADER) {
            return;
        }
        IcmpMessage.kind(ip.protocol(), u8(octets, ip.payload()), u8(octets, ip.payload() + 1))
                .ifPresent(kind -> icmpError(at, octets, mark, kind, listener));
    }

    private void icmpError(Instant at, byte[] octets, Mark mark, IcmpError.Kind kind, PacketListener listener) {
        InetAddress reporter = SocketCache.address(octets, ip.source(), ip.addressLength());
        InetAddress told = SocketCache.address(octets, ip.destination(), ip.addressLength());
        Direction direction = direction(mark, reporter, told);
        int quoted = ip.payload() + IcmpMessage.HEADER;
        boolean quotesPorts = ip.read(octets, quoted, ip.end())
                && ip.protocol() == IpHeader.UDP
                && ip.fragmentOffset() == 0
                && ip.end() - ip.payload() >= 4;
        if (quotesPorts) {
            listener.icmpError(new IcmpError(
                    at,
                    name(),
                    direction,
                    kind,
                    reporter,
                    sockets.of(octets, ip.source(), ip.addressLength(), u16(octets, ip.payload())),
                    sockets.of(octets, ip.destination(), ip.addressLength(), u16(octets, ip.payload() + 2)),
                    rtcpSender(octets, ip.payload() + UDP_HEADER, ip.end())));
        }
    }

    private static Optional<Long> rtcpSender(byte[] octets, int from, int end) {
        boolean isQuoted =
                end - from >= RTCP_HEADER && RtpPackets.isRtcp(Unpooled.wrappedBuffer(octets, from, end - from));
        return isQuoted
                ? Optional.of(Unpooled.wrappedBuffer(octets, from + 4, 4).readUnsignedInt())
                : Optional.empty();
    }

    private Direction direction(Mark mark, InetAddress source, InetAddress destination) {
        if (isLoopback()) {
            return Direction.LOCAL;
        }
        Direction noted = noted(mark);
        Direction told = directions.of(noted, source, destination);
        return strange && noted == Direction.UNKNOWN && told == Direction.OUT ? Direction.IN : told;
    }

    private Direction noted(Mark mark) {
        if (link.outgoing() || mark == Mark.OUT) {
            return Direction.OUT;
        }
        return link.incoming() || mark == Mark.IN ? Direction.IN : Direction.UNKNOWN;
    }
}
