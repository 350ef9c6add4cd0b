package dev.sightline.probe.packet;

import static dev.sightline.probe.packet.Octets.u16;
import static dev.sightline.probe.packet.Octets.u8;

import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.rtp.RtpPackets;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;

/** Turns ICMP and ICMPv6 messages into errors, as far as they quote the ports of a UDP datagram. Not for several threads. */
final class IcmpDecoder {
    private static final int QUOTED_PORTS = 4;
    private static final int RTCP_HEADER = 8;

    private final Crossing crossing;
    private final IpHeader ip;
    private final SocketCache sockets;

    /** @param ip the header of the packet that is to be read, likewise {@code crossing} of its frame */
    IcmpDecoder(Crossing crossing, IpHeader ip, SocketCache sockets) {
        this.crossing = crossing;
        this.ip = ip;
        this.sockets = sockets;
    }

    /** Reads the packet; afterwards its IP header is that of the quoted one. */
    void decode(Instant at, byte[] octets, PacketListener listener) {
        if (ip.isFragment() || ip.end() - ip.payload() < IcmpMessage.HEADER) {
            return;
        }
        IcmpMessage.kind(ip.protocol(), u8(octets, ip.payload()), u8(octets, ip.payload() + 1))
                .ifPresent(kind -> error(at, octets, kind, listener));
    }

    private void error(Instant at, byte[] octets, IcmpError.Kind kind, PacketListener listener) {
        InetAddress reporter = SocketCache.address(octets, ip.source(), ip.addressLength());
        InetAddress told = SocketCache.address(octets, ip.destination(), ip.addressLength());
        Direction direction = crossing.direction(reporter, told);
        int hopLimit = ip.hopLimit();
        int quoted = ip.payload() + IcmpMessage.HEADER;
        boolean quotesPorts = ip.read(octets, quoted, ip.end())
                && ip.protocol() == IpHeader.UDP
                && ip.fragmentOffset() == 0
                && ip.end() - ip.payload() >= QUOTED_PORTS;
        if (quotesPorts) {
            listener.icmpError(new IcmpError(
                    at,
                    crossing.interfaceName(),
                    direction,
                    kind,
                    reporter,
                    sockets.of(octets, ip.source(), ip.addressLength(), u16(octets, ip.payload())),
                    sockets.of(octets, ip.destination(), ip.addressLength(), u16(octets, ip.payload() + 2)),
                    rtcpSender(octets, ip.payload() + UdpDecoder.HEADER, ip.end()),
                    hopLimit,
                    crossing.ends()));
        }
    }

    private static Optional<Long> rtcpSender(byte[] octets, int from, int end) {
        boolean isQuoted =
                end - from >= RTCP_HEADER && RtpPackets.isRtcp(Unpooled.wrappedBuffer(octets, from, end - from));
        return isQuoted
                ? Optional.of(Unpooled.wrappedBuffer(octets, from + 4, 4).readUnsignedInt())
                : Optional.empty();
    }
}
