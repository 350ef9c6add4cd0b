package dev.sightline.rtp;

import io.netty.buffer.ByteBuf;

/**
 * The common header of RTCP packets.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P|count/FMT|      PT       |  length in words, minus one   |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * @param count five bits: how many report blocks, chunks or sources follow, or a feedback message's format
 * @param packetType eight bits
 * @param padded whether the last octet of the packet says how many octets to ignore
 * @param bodyLength octets after this header, padding included
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3550#section-6.4.1">RFC 3550, 6.4.1</a>
 */
record RtcpHeader(int count, int packetType, boolean padded, int bodyLength) {
    static final int LENGTH = 4;
    static final int MAX_COUNT = 31;
    private static final int VERSION_BITS = 0x80;
    private static final int PADDING = 0x20;

    /** Reads the header at {@code index}; the whole packet must lie before the writer index. */
    static RtcpHeader read(ByteBuf in, int index) throws MalformedPacketException {
        int left = in.writerIndex() - index;
        if (left < LENGTH) {
            throw new MalformedPacketException("RTCP: " + left + " octets left, expected a header of " + LENGTH);
        }
        int first = in.getUnsignedByte(index);
        if ((first & 0xc0) != VERSION_BITS) {
            throw new MalformedPacketException("RTCP: version is " + (first >> 6) + ", expected 2");
        }
        int body = 4 * in.getUnsignedShort(index + 2);
        if (body > left - LENGTH) {
            throw new MalformedPacketException(
                    "RTCP: length says " + body + " octets follow the header, only " + (left - LENGTH) + " are there");
        }
        return new RtcpHeader(first & MAX_COUNT, in.getUnsignedByte(index + 1), (first & PADDING) != 0, body);
    }

    /** Writes a header without padding; {@code bodyLength} is in octets, a multiple of four. */
    static void write(ByteBuf out, int count, int packetType, int bodyLength) {
        if (bodyLength % 4 != 0 || bodyLength / 4 > 0xffff) {
            throw new IllegalArgumentException(
                    "RTCP: a body of " + bodyLength + " octets, expected a multiple of 4 up to 262140");
        }
        out.writeByte(VERSION_BITS | UnsignedField.check(count, MAX_COUNT, "RTCP count"))
                .writeByte(packetType)
                .writeShort(bodyLength / 4);
    }
}
