package dev.sightline.probe.packet;

import static dev.sightline.probe.packet.Octets.u16;
import static dev.sightline.probe.packet.Octets.u8;

import dev.sightline.rtp.RtcpType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;

/**
 * Turns IP packets into datagrams (RFC 768): the fragments of RTCP are put together, RTP packets that were captured
 * joined are handed over one by one. Its memory is bounded. Not for several threads.
 */
final class UdpDecoder {
    static final int HEADER = 8;

    private static final int RTP_HEADER = 12;

    /** What a link of Ethernet carries behind an IP header; what is longer was joined by the host, or its links carry more. */
    private static final int LARGEST_ON_ETHERNET = 1_480;

    private final Crossing crossing;
    private final IpHeader ip;
    private final SocketCache sockets;
    private final MergedRtp merged = new MergedRtp();
    private final Fragments fragments = new Fragments();
    private byte[] wrapped = {};
    private ByteBuf buffer = Unpooled.EMPTY_BUFFER;

    /** @param ip the header of the packet that is to be read, likewise {@code crossing} of its frame */
    UdpDecoder(Crossing crossing, IpHeader ip, SocketCache sockets) {
        this.crossing = crossing;
        this.ip = ip;
        this.sockets = sockets;
    }

    /** Hands over what has waited too long for its other fragments. */
    void expire(Instant now, PacketListener listener) {
        if (!fragments.isEmpty()) {
            fragments.expire(now, listener);
        }
    }

    /** Hands over what still waits for its other fragments. */
    void flush(PacketListener listener) {
        fragments.flush(listener);
    }

    /** Reads the packet, which is kept by reference. */
    void decode(Instant at, byte[] octets, PacketListener listener) {
        if (ip.fragmentOffset() != 0) {
            fragments.later(key(octets), at, octets, ip, listener);
            return;
        }
        int header = ip.payload();
        int available = ip.end() - header - HEADER;
        if (available < 0) {
            listener.endsEarly();
            return;
        }
        int length = u16(octets, header + 4) - HEADER;
        if (length < 0) {
            return;
        }
        int captured = Math.min(length, available);
        if (captured < RTP_HEADER && captured < length) {
            listener.endsEarly();
        }
        if (captured <= MergedRtp.SMALLEST || ip.moreFragments()) {
            one(datagram(at, octets, header + HEADER, captured, captured < length), octets, listener);
        } else {
            perhapsMerged(at, octets, captured, length, listener);
        }
    }

    private void one(Datagram datagram, byte[] octets, PacketListener listener) {
        boolean rtcp = datagram.payload().readableBytes() > 1 && isRtcp(octets, ip.payload() + HEADER);
        if (rtcp && ip.moreFragments()) {
            fragments.first(key(octets), datagram, octets, ip, listener);
        } else {
            listener.datagram(datagram);
        }
    }

    private static boolean isRtcp(byte[] octets, int at) {
        return (octets[at] & 0xc0) == 0x80 && RtcpType.isRtcp(u8(octets, at + 1));
    }

    private void perhapsMerged(Instant at, byte[] octets, int captured, int length, PacketListener listener) {
        int start = ip.payload() + HEADER;
        int segment = merged.segmentSize(octets, start, start + captured);
        if (segment == 0) {
            listener.datagram(datagram(at, octets, start, captured, captured < length));
            return;
        }
        for (int offset = 0; offset < captured; offset += segment) {
            int whole = Math.min(segment, length - offset);
            int there = Math.min(whole, captured - offset);
            listener.datagram(datagram(at, octets, start + offset, there, there < whole));
        }
        if (ip.end() - ip.payload() > LARGEST_ON_ETHERNET) {
            behind(at, octets, captured, length, segment, listener);
        }
    }

    /** What the snap length hides of a frame that the host joined is known all the same: its packets are of one size. */
    private void behind(Instant at, byte[] octets, int captured, int length, int segment, PacketListener listener) {
        int start = ip.payload() + HEADER;
        int first = (captured + segment - 1) / segment;
        if (captured % segment > 0 && captured % segment < RTP_HEADER) {
            first--; // too little of its header was handed over to tell what it is
        }
        for (int number = first; number * segment + RTP_HEADER <= length; number++) {
            listener.datagram(
                    datagram(at, octets, Unpooled.wrappedBuffer(MergedRtp.header(octets, start, number)), true));
        }
    }

    private Datagram datagram(Instant at, byte[] octets, int payload, int length, boolean truncated) {
        return datagram(at, octets, buffer(octets).slice(payload, length), truncated);
    }

    private Datagram datagram(Instant at, byte[] octets, ByteBuf payload, boolean truncated) {
        int header = ip.payload();
        InetSocketAddress source = sockets.of(octets, ip.source(), ip.addressLength(), u16(octets, header));
        InetSocketAddress destination =
                sockets.of(octets, ip.destination(), ip.addressLength(), u16(octets, header + 2));
        return new Datagram(
                at,
                crossing.interfaceName(),
                crossing.direction(source.getAddress(), destination.getAddress()),
                source,
                destination,
                payload,
                truncated,
                ip.hopLimit(),
                crossing.isForAnother(source.getAddress(), destination.getAddress()),
                crossing.ends());
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
        return new Fragments.Key(crossing.interfaceIndex(), ByteBuffer.wrap(addresses), ip.identification());
    }
}
