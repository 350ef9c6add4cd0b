package dev.sightline.rtp;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * Generic NACK: packets that a receiver misses. On the wire each pair names one packet and, by a bit mask, which of
 * the sixteen behind it are missing too.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P|  FMT=1  | PT=RTPFB=205  |          length               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                  SSRC of packet sender                        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                  SSRC of media source                         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |            PID                |             BLP               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * @param lost sequence numbers in wire order, each once, 1 to {@value #MAX_LOST} of them; in ascending order (modulo
 *     2^16) they are written into the fewest pairs
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4585#section-6.2.1">RFC 4585, 6.2.1</a>
 */
public record Nack(long senderSsrc, long mediaSsrc, List<Integer> lost) implements RtcpPacket {
    /** So many packets are seconds of video: whoever misses more wants a keyframe, not each of them. */
    public static final int MAX_LOST = 2048;

    static final int FORMAT = 1;
    private static final int MASK_BITS = 16;

    public Nack {
        UnsignedField.check32(senderSsrc, "sender SSRC of a NACK");
        UnsignedField.check32(mediaSsrc, "media SSRC of a NACK");
        if (lost.isEmpty() || lost.size() > MAX_LOST) {
            throw new IllegalArgumentException(
                    "NACK for " + lost.size() + " packets, expected 1 to " + MAX_LOST + "; ask for a keyframe instead");
        }
        lost.forEach(sequenceNumber -> UnsignedField.check(sequenceNumber, 0xffff, "sequence number of a NACK"));
        lost = lost.stream().distinct().toList();
    }

    static Nack read(long senderSsrc, long mediaSsrc, ByteBuf fci) throws MalformedPacketException {
        if (!fci.isReadable()) {
            throw new MalformedPacketException("NACK: names no packet, expected at least one");
        }
        List<Integer> lost = new ArrayList<>();
        while (fci.isReadable()) {
            int pid = fci.readUnsignedShort();
            lost.add(pid);
            int mask = fci.readUnsignedShort();
            for (int bit = 0; bit < MASK_BITS; bit++) {
                if ((mask >> bit & 1) != 0) {
                    lost.add((pid + bit + 1) & 0xffff);
                }
            }
            if (lost.size() > MAX_LOST) {
                throw new MalformedPacketException("NACK: names more than " + MAX_LOST + " packets");
            }
        }
        return new Nack(senderSsrc, mediaSsrc, lost);
    }

    @Override
    public void write(ByteBuf out) {
        List<Integer> pairs = pairs();
        Feedback.writeCommon(out, Feedback.TRANSPORT, FORMAT, senderSsrc, mediaSsrc, 4 * pairs.size());
        pairs.forEach(out::writeInt);
    }

    private List<Integer> pairs() {
        List<Integer> pairs = new ArrayList<>();
        int pid = lost.get(0);
        int mask = 0;
        int reached = 0;
        for (int sequenceNumber : lost.subList(1, lost.size())) {
            int distance = (sequenceNumber - pid) & 0xffff;
            if (distance > MASK_BITS || distance <= reached) {
                pairs.add(pid << 16 | mask);
                pid = sequenceNumber;
                mask = 0;
                reached = 0;
            } else {
                mask |= 1 << (distance - 1);
                reached = distance;
            }
        }
        pairs.add(pid << 16 | mask);
        return pairs;
    }
}
