package dev.sightline.probe.packet;

import static dev.sightline.probe.packet.Octets.i32;
import static dev.sightline.probe.packet.Octets.u16;
import static dev.sightline.probe.packet.Octets.u8;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** Finds TCP segments in captured frames of one link type. IP fragments are left out: TCP avoids them. */
public final class TcpDecoder {
    private static final int TCP = 6;
    private static final int HEADER = 20;
    private static final int SYN = 2;

    private final int linkType;
    private final LinkHeader link = new LinkHeader();
    private final IpHeader ip = new IpHeader();

    /** @param linkType of the frames */
    public TcpDecoder(int linkType) {
        this.linkType = linkType;
    }

    /** The segment in a frame; empty when there is none. */
    public Optional<TcpSegment> decode(Instant at, byte[] octets, int offset, int length) {
        if (!link.read(linkType, octets, offset, offset + length)
                || !ip.read(octets, link.ip(), offset + length)
                || ip.protocol() != TCP
                || ip.isFragment()) {
            return Optional.empty();
        }
        int start = ip.payload();
        if (ip.end() - start < HEADER) {
            return Optional.empty();
        }
        int payload = start + 4 * (u8(octets, start + 12) >> 4);
        if (payload < start + HEADER || payload > ip.end()) {
            return Optional.empty();
        }
        return Optional.of(new TcpSegment(
                at,
                socket(octets, ip.source(), u16(octets, start)),
                socket(octets, ip.destination(), u16(octets, start + 2)),
                i32(octets, start + 4),
                (u8(octets, start + 13) & SYN) != 0,
                Arrays.copyOfRange(octets, payload, ip.end())));
    }

    private InetSocketAddress socket(byte[] octets, int address, int port) {
        try {
            return new InetSocketAddress(
                    InetAddress.getByAddress(Arrays.copyOfRange(octets, address, address + ip.addressLength())), port);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible); // 4 or 16 octets
        }
    }
}
