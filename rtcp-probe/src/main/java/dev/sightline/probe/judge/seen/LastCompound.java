package dev.sightline.probe.judge.seen;

import dev.sightline.rtp.MalformedPacketException;
import dev.sightline.rtp.RtcpCompound;
import dev.sightline.rtp.RtcpPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;

/**
 * The last datagram of one flow of RTCP (RFC 3550, 6.1), as octets: read out it would take a hundred times as much memory,
 * and whoever forges flows has one kept for each. Of a large one its first packets are kept. Not for several threads.
 */
final class LastCompound {
    private static final int HEADER_LENGTH = 4;
    private static final int MOST_OCTETS = 1_024;

    private byte[] octets = {};

    /** Copies what it keeps of a datagram that can be read. */
    void keep(ByteBuf datagram) {
        octets = ByteBufUtil.getBytes(
                datagram.readableBytes() > MOST_OCTETS ? wholePackets(datagram, MOST_OCTETS) : datagram);
    }

    /** Its packets; none before there was a datagram. */
    List<RtcpPacket> packets() {
        if (octets.length == 0) {
            return List.of();
        }
        try {
            return RtcpCompound.read(Unpooled.wrappedBuffer(octets));
        } catch (MalformedPacketException e) {
            throw new IllegalStateException("RTCP was read before, and cannot be read now", e);
        }
    }

    /** The part of a compound that ends with the last packet before so many octets. */
    static ByteBuf wholePackets(ByteBuf compound, int most) {
        int end = Math.min(most, compound.readableBytes());
        int length = 0;
        while (length + HEADER_LENGTH <= end) {
            int packet = 4 * (compound.getUnsignedShort(compound.readerIndex() + length + 2) + 1);
            if (length + packet > end) {
                break;
            }
            length += packet;
        }
        return compound.slice(compound.readerIndex(), length);
    }
}
