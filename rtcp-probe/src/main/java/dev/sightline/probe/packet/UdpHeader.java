package dev.sightline.probe.packet;

import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * The addresses, ports and payload of a UDP datagram in an IP packet.
 *
 * @param source sender
 * @param destination receiver
 * @param payloadOffset where the payload begins
 * @param captured octets of payload that were captured
 * @param truncated whether the packet held more
 */
record UdpHeader(
        InetSocketAddress source, InetSocketAddress destination, int payloadOffset, int captured, boolean truncated) {
    private static final int UDP = 17;
    private static final int UDP_HEADER = 8;
    private static final int IPV6_HEADER = 40;
    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    private static final int AUTHENTICATION = 51;
    private static final int DESTINATION_OPTIONS = 60;
    private static final int MAX_EXTENSIONS = 8;

    /**
     * Reads the IP packet that begins at {@code start}. Moves no index.
     *
     * @return empty when it is not UDP, is malformed, or is a fragment other than the first (which holds the ports)
     */
    static Optional<UdpHeader> read(ByteBuf frame, int start) {
        if (start >= frame.writerIndex()) {
            return Optional.empty();
        }
        return switch (frame.getUnsignedByte(start) >> 4) {
            case 4 -> ipv4(frame, start);
            case 6 -> ipv6(frame, start);
            default -> Optional.empty();
        };
    }

    /** RFC 791, 3.1. */
    private static Optional<UdpHeader> ipv4(ByteBuf frame, int start) {
        int available = frame.writerIndex() - start;
        int headerLength = 4 * (frame.getByte(start) & 0x0f);
        if (headerLength < 20 || available < headerLength || frame.getUnsignedByte(start + 9) != UDP) {
            return Optional.empty();
        }
        boolean laterFragment = (frame.getUnsignedShort(start + 6) & 0x1fff) != 0;
        return laterFragment
                ? Optional.empty()
                : udp(frame, start + headerLength, address(frame, start + 12, 4), address(frame, start + 16, 4));
    }

    /** RFC 8200, 3 and 4. */
    private static Optional<UdpHeader> ipv6(ByteBuf frame, int start) {
        if (frame.writerIndex() - start < IPV6_HEADER) {
            return Optional.empty();
        }
        int next = frame.getUnsignedByte(start + 6);
        int at = start + IPV6_HEADER;
        for (int extensions = 0; next != UDP; extensions++) {
            if (extensions == MAX_EXTENSIONS || frame.writerIndex() - at < UDP_HEADER || !isExtension(next)) {
                return Optional.empty();
            }
            if (next == FRAGMENT && (frame.getUnsignedShort(at + 2) & 0xfff8) != 0) {
                return Optional.empty();
            }
            int length = extensionLength(next, frame.getUnsignedByte(at + 1));
            next = frame.getUnsignedByte(at);
            at += length;
        }
        return udp(frame, at, address(frame, start + 8, 16), address(frame, start + 24, 16));
    }

    private static boolean isExtension(int header) {
        return header == HOP_BY_HOP
                || header == ROUTING
                || header == FRAGMENT
                || header == AUTHENTICATION
                || header == DESTINATION_OPTIONS;
    }

    private static int extensionLength(int header, int length) {
        return switch (header) {
            case FRAGMENT -> 8;
            case AUTHENTICATION -> 4 * (length + 2);
            default -> 8 * (length + 1);
        };
    }

    /** RFC 768. */
    private static Optional<UdpHeader> udp(ByteBuf frame, int at, InetAddress source, InetAddress destination) {
        int available = frame.writerIndex() - at;
        if (available < UDP_HEADER) {
            return Optional.empty();
        }
        int payload = frame.getUnsignedShort(at + 4) - UDP_HEADER;
        if (payload < 0) {
            return Optional.empty();
        }
        int captured = Math.min(payload, available - UDP_HEADER);
        return Optional.of(new UdpHeader(
                new InetSocketAddress(source, frame.getUnsignedShort(at)),
                new InetSocketAddress(destination, frame.getUnsignedShort(at + 2)),
                at + UDP_HEADER,
                captured,
                captured < payload));
    }

    private static InetAddress address(ByteBuf frame, int at, int length) {
        byte[] octets = new byte[length];
        frame.getBytes(at, octets);
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new AssertionError("an address of " + length + " octets is always known", e);
        }
    }
}
