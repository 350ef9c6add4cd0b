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
 * and whoever forges flows has one kept for each. Of a large one those packets are kept that fit. Not for several threads.
 */
final class LastCompound {
    private static final int HEADER_LENGTH = 4;
    private static final int MOST_OCTETS = 1_024;

    private byte[] octets = {};
    private int leftOut;

    /** Copies what it keeps of a datagram that can be read. */
    void keep(ByteBuf datagram) {
        leftOut = 0;
        octets = datagram.readableBytes() > MOST_OCTETS ? fitting(datagram) : ByteBufUtil.getBytes(datagram);
    }

    private byte[] fitting(ByteBuf compound) {
        ByteBuf kept = Unpooled.buffer(MOST_OCTETS, MOST_OCTETS);
        int at = compound.readerIndex();
        while (at + HEADER_LENGTH <= compound.writerIndex()) {
            int length = Math.min(length(compound, at), compound.writerIndex() - at);
            if (length <= kept.writableBytes()) {
                kept.writeBytes(compound, at, length);
            } else {
                leftOut++;
            }
            at += length;
        }
        return ByteBufUtil.getBytes(kept);
    }

    /** How many packets of the datagram there was no room for. */
    int leftOut() {
        return leftOut;
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
            int packet = length(compound, compound.readerIndex() + length);
            if (length + packet > end) {
                break;
            }
            length += packet;
        }
        return compound.slice(compound.readerIndex(), length);
    }

    /** Of the packet that begins there, in octets (RFC 3550, 6.4.1). */
    private static int length(ByteBuf compound, int at) {
        return 4 * (compound.getUnsignedShort(at + 2) + 1);
    }
}
