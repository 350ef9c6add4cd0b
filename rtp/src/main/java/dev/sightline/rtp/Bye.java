package dev.sightline.rtp;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * BYE: sources that are no longer active.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P|    SC   |   PT=BYE=203  |             length            |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                     SC times an SSRC/CSRC                     |
 * +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 * |    length     | optional reason for leaving, zero-padded    ...
 * </pre>
 *
 * @param ssrcs at most 31
 * @param reason at most 255 octets of UTF-8
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3550#section-6.6">RFC 3550, 6.6</a>
 */
public record Bye(List<Long> ssrcs, Optional<String> reason) implements RtcpPacket {
    static final int PACKET_TYPE = 203;

    public Bye {
        UnsignedField.check(ssrcs.size(), RtcpHeader.MAX_COUNT, "number of sources in a BYE");
        ssrcs.forEach(ssrc -> UnsignedField.check32(ssrc, "SSRC of a BYE"));
        ssrcs = List.copyOf(ssrcs);
        reason.ifPresent(text -> SdesText.check(text, "a BYE's reason"));
    }

    static Bye read(int count, ByteBuf body) throws MalformedPacketException {
        if (body.readableBytes() < 4 * count) {
            throw new MalformedPacketException(
                    "BYE: " + count + " sources do not fit into " + body.readableBytes() + " octets");
        }
        List<Long> ssrcs = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ssrcs.add(body.readUnsignedInt());
        }
        if (!body.isReadable()) {
            return new Bye(ssrcs, Optional.empty());
        }
        int length = body.readUnsignedByte();
        if (length > body.readableBytes()) {
            throw new MalformedPacketException(
                    "BYE: reason says " + length + " octets, only " + body.readableBytes() + " are there");
        }
        return new Bye(ssrcs, Optional.of(SdesText.read(body, length)));
    }

    @Override
    public void write(ByteBuf out) {
        byte[] text = reason.map(SdesText::encode).orElse(new byte[0]);
        int reasonLength = reason.isPresent() ? (1 + text.length + 3) / 4 * 4 : 0;
        RtcpHeader.write(out, ssrcs.size(), PACKET_TYPE, 4 * ssrcs.size() + reasonLength);
        ssrcs.forEach(ssrc -> out.writeInt(ssrc.intValue()));
        if (reason.isPresent()) {
            out.writeByte(text.length).writeBytes(text).writeZero(reasonLength - 1 - text.length);
        }
    }
}
