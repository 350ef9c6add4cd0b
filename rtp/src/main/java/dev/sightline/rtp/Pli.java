package dev.sightline.rtp;

import io.netty.buffer.ByteBuf;

/**
 * Picture Loss Indication: the receiver cannot decode and wants a keyframe. It has no feedback control information:
 * the common feedback header (PT = PSFB = 206, FMT = 1) with its two SSRCs is all.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P|  FMT=1  |  PT=PSFB=206  |          length=2             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                  SSRC of packet sender                        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                  SSRC of media source                         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4585#section-6.3.1">RFC 4585, 6.3.1</a>
 */
public record Pli(long senderSsrc, long mediaSsrc) implements RtcpPacket {
    static final int FORMAT = 1;

    public Pli {
        UnsignedField.check32(senderSsrc, "sender SSRC of a PLI");
        UnsignedField.check32(mediaSsrc, "media SSRC of a PLI");
    }

    static Pli read(long senderSsrc, long mediaSsrc, ByteBuf fci) throws MalformedPacketException {
        if (fci.isReadable()) {
            throw new MalformedPacketException(
                    "PLI: " + fci.readableBytes() + " octets behind the SSRCs, expected none");
        }
        return new Pli(senderSsrc, mediaSsrc);
    }

    @Override
    public void write(ByteBuf out) {
        Feedback.writeCommon(out, Feedback.PAYLOAD, FORMAT, senderSsrc, mediaSsrc, 0);
    }
}
