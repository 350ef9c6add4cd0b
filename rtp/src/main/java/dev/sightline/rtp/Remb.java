package dev.sightline.rtp;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * Receiver Estimated Maximum Bitrate: what the receiver believes the path can carry, for the sources listed together.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P| FMT=15  |  PT=PSFB=206  |             length            |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                  SSRC of packet sender                        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                               0                               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  Unique identifier 'R' 'E' 'M' 'B'                            |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  Num SSRC     | BR Exp    |  BR Mantissa                      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                  Num SSRC times an SSRC                       |
 * </pre>
 *
 * @param bitrate bits per second, never negative; an exponent that overflows reads as {@link Long#MAX_VALUE}; written
 *     with 18 significant bits, rounded down
 * @param ssrcs the media sources it speaks of, in wire order, at most 255
 * @see <a href="https://datatracker.ietf.org/doc/html/draft-alvestrand-rmcat-remb-03#section-2.2">REMB, 2.2</a>
 */
public record Remb(long senderSsrc, long bitrate, List<Long> ssrcs) implements RtcpPacket {
    private static final int IDENTIFIER = 'R' << 24 | 'E' << 16 | 'M' << 8 | 'B';
    private static final int MANTISSA_BITS = 18;
    private static final int MANTISSA_MASK = (1 << MANTISSA_BITS) - 1;
    private static final int FIXED_FCI = 8;

    public Remb {
        UnsignedField.check32(senderSsrc, "sender SSRC of a REMB");
        if (bitrate < 0) {
            throw new IllegalArgumentException("bitrate of a REMB is " + bitrate + " bit/s, expected 0 or more");
        }
        UnsignedField.check(ssrcs.size(), 255, "number of sources in a REMB");
        ssrcs.forEach(ssrc -> UnsignedField.check32(ssrc, "media SSRC of a REMB"));
        ssrcs = List.copyOf(ssrcs);
    }

    /** Whether an application-layer feedback body, from its sender SSRC on, is a REMB. */
    static boolean isRemb(ByteBuf body) {
        int fci = body.readerIndex() + 8;
        return body.writerIndex() - fci >= FIXED_FCI && body.getInt(fci) == IDENTIFIER;
    }

    static Remb read(long senderSsrc, ByteBuf fci) throws MalformedPacketException {
        fci.skipBytes(4);
        int count = fci.readUnsignedByte();
        int rate = fci.readUnsignedMedium();
        if (fci.readableBytes() != 4 * count) {
            throw new MalformedPacketException(
                    "REMB: " + count + " sources announced, but " + fci.readableBytes() + " octets follow");
        }
        List<Long> ssrcs = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ssrcs.add(fci.readUnsignedInt());
        }
        return new Remb(senderSsrc, bitrate(rate >>> MANTISSA_BITS, rate & MANTISSA_MASK), ssrcs);
    }

    private static long bitrate(int exponent, long mantissa) {
        boolean overflows = mantissa != 0 && exponent >= Long.numberOfLeadingZeros(mantissa);
        return overflows ? Long.MAX_VALUE : mantissa << exponent;
    }

    @Override
    public void write(ByteBuf out) {
        int exponent = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(bitrate) - MANTISSA_BITS);
        Feedback.writeCommon(out, Feedback.PAYLOAD, Feedback.APPLICATION, senderSsrc, 0, FIXED_FCI + 4 * ssrcs.size());
        out.writeInt(IDENTIFIER)
                .writeByte(ssrcs.size())
                .writeMedium(exponent << MANTISSA_BITS | (int) (bitrate >>> exponent));
        ssrcs.forEach(ssrc -> out.writeInt(ssrc.intValue()));
    }
}
