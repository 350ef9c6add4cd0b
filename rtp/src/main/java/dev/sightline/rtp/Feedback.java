package dev.sightline.rtp;

import io.netty.buffer.ByteBuf;

/**
 * The common part of feedback messages.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P|   FMT   |       PT      |          length               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                  SSRC of packet sender                        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                  SSRC of media source                         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * :            Feedback Control Information (FCI)                 :
 * </pre>
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4585#section-6.1">RFC 4585, 6.1</a>
 */
final class Feedback {
    /** RTPFB: transport-layer feedback. */
    static final int TRANSPORT = 205;
    /** PSFB: payload-specific feedback. */
    static final int PAYLOAD = 206;
    /** Format of application-layer feedback within {@link #PAYLOAD}. */
    static final int APPLICATION = 15;

    private static final int COMMON_LENGTH = 8;

    private Feedback() {}

    /** Chooses the message by packet type and format; unknown ones stay raw. */
    static RtcpPacket read(RtcpHeader header, ByteBuf body) throws MalformedPacketException {
        if (body.readableBytes() < COMMON_LENGTH) {
            throw new MalformedPacketException("feedback message: a body of " + body.readableBytes()
                    + " octets, expected at least " + COMMON_LENGTH);
        }
        return header.packetType() == TRANSPORT ? readTransport(header, body) : readPayload(header, body);
    }

    private static RtcpPacket readTransport(RtcpHeader header, ByteBuf body) throws MalformedPacketException {
        return header.count() == Nack.FORMAT
                ? Nack.read(body.readUnsignedInt(), body.readUnsignedInt(), body)
                : UnknownRtcp.read(header, body);
    }

    private static RtcpPacket readPayload(RtcpHeader header, ByteBuf body) throws MalformedPacketException {
        return switch (header.count()) {
            case Pli.FORMAT -> Pli.read(body.readUnsignedInt(), body.readUnsignedInt(), body);
            case Fir.FORMAT -> Fir.read(body.readUnsignedInt(), body.skipBytes(4));
            case APPLICATION ->
                Remb.isRemb(body)
                        ? Remb.read(body.readUnsignedInt(), body.skipBytes(4))
                        : UnknownRtcp.read(header, body);
            default -> UnknownRtcp.read(header, body);
        };
    }

    /** Writes everything before the feedback control information, of which {@code fciLength} octets must follow. */
    static void writeCommon(ByteBuf out, int packetType, int format, long senderSsrc, long mediaSsrc, int fciLength) {
        RtcpHeader.write(out, format, packetType, COMMON_LENGTH + fciLength);
        out.writeInt((int) senderSsrc).writeInt((int) mediaSsrc);
    }
}
