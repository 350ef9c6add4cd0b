package dev.sightline.rtp;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * Full Intra Request: a keyframe is wanted from each of the sources listed. The media source of the common feedback
 * header is 0 by definition and is ignored when read.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P|  FMT=4  |  PT=PSFB=206  |             length            |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                     SSRC of packet sender                     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                               0                               |
 * +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 * |                      SSRC of an entry                         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * | Seq nr.       |    Reserved                                   |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5104#section-4.3.1">RFC 5104, 4.3.1</a>
 */
public record Fir(long senderSsrc, List<Entry> entries) implements RtcpPacket {
    static final int FORMAT = 4;
    private static final int ENTRY_LENGTH = 8;

    public Fir {
        UnsignedField.check32(senderSsrc, "sender SSRC of a FIR");
        entries = List.copyOf(entries);
    }

    /**
     * One source that is asked.
     *
     * @param sequenceNumber 0 to 255; a new request counts it up, a repeated one keeps it
     */
    public record Entry(long ssrc, int sequenceNumber) {
        public Entry {
            UnsignedField.check32(ssrc, "media SSRC of a FIR");
            UnsignedField.check(sequenceNumber, 255, "sequence number of a FIR");
        }
    }

    static Fir read(long senderSsrc, ByteBuf fci) throws MalformedPacketException {
        int length = fci.readableBytes();
        if (length == 0 || length % ENTRY_LENGTH != 0) {
            throw new MalformedPacketException("FIR: " + length + " octets of entries, expected a multiple of 8");
        }
        List<Entry> entries = new ArrayList<>(length / ENTRY_LENGTH);
        while (fci.isReadable()) {
            entries.add(new Entry(fci.readUnsignedInt(), fci.readUnsignedByte()));
            fci.skipBytes(3);
        }
        return new Fir(senderSsrc, entries);
    }

    @Override
    public void write(ByteBuf out) {
        Feedback.writeCommon(out, Feedback.PAYLOAD, FORMAT, senderSsrc, 0, ENTRY_LENGTH * entries.size());
        for (Entry entry : entries) {
            out.writeInt((int) entry.ssrc()).writeByte(entry.sequenceNumber()).writeZero(3);
        }
    }
}
