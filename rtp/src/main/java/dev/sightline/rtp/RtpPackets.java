package dev.sightline.rtp;

import io.netty.buffer.ByteBuf;

/**
 * Reads and writes the fields of an RTP packet where they lie, without copying. Every method looks at a whole packet
 * from the reader index to the writer index, moves no index and takes no ownership.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P|X|  CC   |M|     PT      |       sequence number         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                           timestamp                           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |           synchronization source (SSRC) identifier            |
 * +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 * |       contributing source (CSRC) identifiers, CC of them      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * | if X: defined by profile      |     length in 32-bit words    |
 * |                       header extension                        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * | payload ...      | if P: padding, its last octet is its size  |
 * </pre>
 *
 * <p>The accessors of single fields may be called once {@link #isRtp} or {@link #isRtcp} was true; before that they
 * may read past the packet.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3550#section-5.1">RFC 3550, 5.1</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5761#section-4">RFC 5761, 4: telling RTP from RTCP</a>
 */
public final class RtpPackets {
    /** Octets of a header without contributing sources and extension. */
    public static final int FIXED_HEADER_LENGTH = 12;

    private static final int VERSION_BITS = 0x80;
    private static final int PADDING = 0x20;
    private static final int EXTENSION = 0x10;
    private static final int MARKER = 0x80;

    private RtpPackets() {}

    /** Whether this is RTP version 2 with a whole fixed header and not RTCP; the rest may still be malformed. */
    public static boolean isRtp(ByteBuf packet) {
        return packet.readableBytes() >= FIXED_HEADER_LENGTH && isVersion2(packet) && !hasRtcpType(packet);
    }

    /** Whether this is RTCP version 2: the second octet is 192 to 223 and the common header is whole. */
    public static boolean isRtcp(ByteBuf packet) {
        return packet.readableBytes() >= RtcpHeader.LENGTH && isVersion2(packet) && hasRtcpType(packet);
    }

    private static boolean isVersion2(ByteBuf packet) {
        return (packet.getByte(packet.readerIndex()) & 0xc0) == VERSION_BITS;
    }

    private static boolean hasRtcpType(ByteBuf packet) {
        return RtcpType.isRtcp(packet.getUnsignedByte(packet.readerIndex() + 1));
    }

    public static boolean marker(ByteBuf packet) {
        return (packet.getByte(packet.readerIndex() + 1) & MARKER) != 0;
    }

    /** 0 to 127. */
    public static int payloadType(ByteBuf packet) {
        return packet.getByte(packet.readerIndex() + 1) & 0x7f;
    }

    /** 0 to 65535. */
    public static int sequenceNumber(ByteBuf packet) {
        return packet.getUnsignedShort(packet.readerIndex() + 2);
    }

    /** 32 bits, in units of the payload's clock. */
    public static long timestamp(ByteBuf packet) {
        return packet.getUnsignedInt(packet.readerIndex() + 4);
    }

    /** 32 bits. */
    public static long ssrc(ByteBuf packet) {
        return packet.getUnsignedInt(packet.readerIndex() + 8);
    }

    /** Octets up to the payload, with contributing sources and extension; -1 when they do not fit into the packet. */
    public static int headerLength(ByteBuf packet) {
        int start = packet.readerIndex();
        int first = packet.getByte(start);
        int length = FIXED_HEADER_LENGTH + 4 * (first & 0x0f);
        if ((first & EXTENSION) != 0) {
            if (length + 4 > packet.readableBytes()) {
                return -1;
            }
            length += 4 + 4 * packet.getUnsignedShort(start + length + 2);
        }
        return length <= packet.readableBytes() ? length : -1;
    }

    /** Index (not relative to the reader index) of the first octet of the payload; -1 when the header is malformed. */
    public static int payloadOffset(ByteBuf packet) {
        int header = headerLength(packet);
        return header < 0 ? -1 : packet.readerIndex() + header;
    }

    /** Octets of payload, without padding; -1 when header or padding are malformed. */
    public static int payloadLength(ByteBuf packet) {
        int header = headerLength(packet);
        if (header < 0) {
            return -1;
        }
        int length = packet.readableBytes() - header;
        if ((packet.getByte(packet.readerIndex()) & PADDING) == 0) {
            return length;
        }
        if (length == 0) {
            return -1;
        }
        int padding = packet.getUnsignedByte(packet.writerIndex() - 1);
        return padding == 0 || padding > length ? -1 : length - padding;
    }

    public static void setPayloadType(ByteBuf packet, int payloadType) {
        int index = packet.readerIndex() + 1;
        packet.setByte(index, (packet.getByte(index) & MARKER) | (payloadType & 0x7f));
    }

    public static void setMarker(ByteBuf packet, boolean marker) {
        int index = packet.readerIndex() + 1;
        packet.setByte(index, (packet.getByte(index) & 0x7f) | (marker ? MARKER : 0));
    }

    public static void setSequenceNumber(ByteBuf packet, int sequenceNumber) {
        packet.setShort(packet.readerIndex() + 2, sequenceNumber);
    }

    public static void setTimestamp(ByteBuf packet, long timestamp) {
        packet.setInt(packet.readerIndex() + 4, (int) timestamp);
    }

    public static void setSsrc(ByteBuf packet, long ssrc) {
        packet.setInt(packet.readerIndex() + 8, (int) ssrc);
    }

    /** Appends a fixed header; sequence number, timestamp and SSRC are cut to their width. Returns {@code out}. */
    public static ByteBuf writeHeader(
            ByteBuf out, boolean marker, int payloadType, int sequenceNumber, long timestamp, long ssrc) {
        return out.writeByte(VERSION_BITS)
                .writeByte((marker ? MARKER : 0) | (payloadType & 0x7f))
                .writeShort(sequenceNumber)
                .writeInt((int) timestamp)
                .writeInt((int) ssrc);
    }
}
