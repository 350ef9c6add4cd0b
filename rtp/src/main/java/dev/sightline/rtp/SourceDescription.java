package dev.sightline.rtp;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * SDES: who a source is; its CNAME ties the streams of one sender together.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P|    SC   |  PT=SDES=202  |             length            |
 * +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 * |                      SSRC/CSRC of a chunk                     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |     item      |    length     | UTF-8 text                  ...
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * ... further items; one to four zero octets end the chunk at a 32-bit boundary
 * </pre>
 *
 * @param chunks at most 31
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3550#section-6.5">RFC 3550, 6.5</a>
 */
public record SourceDescription(List<Chunk> chunks) implements RtcpPacket {
    /** Item type of the canonical end-point identifier. */
    public static final int CNAME = 1;

    static final int PACKET_TYPE = 202;

    public SourceDescription {
        UnsignedField.check(chunks.size(), RtcpHeader.MAX_COUNT, "number of SDES chunks");
        chunks = List.copyOf(chunks);
    }

    /** The one that must go with every report: a single source and its canonical name. */
    public static SourceDescription ofCname(long ssrc, String cname) {
        return new SourceDescription(List.of(new Chunk(ssrc, List.of(new Item(CNAME, cname)))));
    }

    /** The items of one source, in wire order. */
    public record Chunk(long ssrc, List<Item> items) {
        public Chunk {
            UnsignedField.check32(ssrc, "SSRC of an SDES chunk");
            items = List.copyOf(items);
        }

        /** The canonical name, where the chunk has one. */
        public Optional<String> cname() {
            for (Item item : items) {
                if (item.type() == CNAME) {
                    return Optional.of(item.text());
                }
            }
            return Optional.empty();
        }

        private int length() {
            int length = 4;
            for (Item item : items) {
                length += 2 + item.encoded().length;
            }
            return length / 4 * 4 + 4; // at least one zero octet ends the list
        }
    }

    /**
     * One item.
     *
     * @param type 1 to 255; {@link #CNAME} is 1
     * @param text at most 255 octets of UTF-8; octets that are not UTF-8 read as {@code ?}
     */
    public record Item(int type, String text) {
        public Item {
            if (type < 1 || type > 255) {
                throw new IllegalArgumentException("SDES item type is " + type + ", expected 1 to 255");
            }
            SdesText.check(text, "an SDES item");
        }

        private byte[] encoded() {
            return SdesText.encode(text);
        }
    }

    static SourceDescription read(int count, ByteBuf body) throws MalformedPacketException {
        List<Chunk> chunks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            chunks.add(readChunk(body));
        }
        return new SourceDescription(chunks);
    }

    private static Chunk readChunk(ByteBuf body) throws MalformedPacketException {
        int start = body.readerIndex();
        if (body.readableBytes() < 8) {
            throw new MalformedPacketException(
                    "SDES: " + body.readableBytes() + " octets left for a chunk, expected at least 8");
        }
        long ssrc = body.readUnsignedInt();
        List<Item> items = new ArrayList<>(1);
        while (true) {
            int type = body.isReadable() ? body.readUnsignedByte() : 0;
            if (type == 0) {
                break;
            }
            int length = body.isReadable() ? body.readUnsignedByte() : 0;
            if (length > body.readableBytes()) {
                throw new MalformedPacketException("SDES: item of type " + type + " says " + length + " octets, only "
                        + body.readableBytes() + " are there");
            }
            items.add(new Item(type, SdesText.read(body, length)));
        }
        int used = body.readerIndex() - start;
        body.skipBytes(Math.min((4 - used % 4) % 4, body.readableBytes()));
        return new Chunk(ssrc, items);
    }

    @Override
    public void write(ByteBuf out) {
        int body = chunks.stream().mapToInt(Chunk::length).sum();
        RtcpHeader.write(out, chunks.size(), PACKET_TYPE, body);
        for (Chunk chunk : chunks) {
            int end = out.writerIndex() + chunk.length();
            out.writeInt((int) chunk.ssrc());
            for (Item item : chunk.items()) {
                byte[] text = item.encoded();
                out.writeByte(item.type()).writeByte(text.length).writeBytes(text);
            }
            out.writeZero(end - out.writerIndex());
        }
    }
}
