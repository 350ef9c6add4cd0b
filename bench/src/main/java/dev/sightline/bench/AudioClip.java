package dev.sightline.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A tone, as Opus packets of 20 ms, each an RTP payload as it is (RFC 7587, 4.2).
 *
 * @param packets shared, never written to
 */
record AudioClip(List<byte[]> packets) {
    static final int CLOCK_RATE = 48_000;
    static final int PACKETS_PER_SECOND = 50;

    private static final String NAME = "tone.opus";
    /** OpusHead and OpusTags (RFC 7845, 3). */
    private static final int HEADER_PACKETS = 2;

    private static final int PAGE_HEADER = 27;
    private static final int SEGMENT_COUNT_AT = 26;
    private static final int FULL_SEGMENT = 255;

    static AudioClip load() {
        List<byte[]> packets = packets(ClipResource.read(NAME));
        if (packets.size() <= HEADER_PACKETS) {
            throw ClipResource.broken(NAME, "holds no audio");
        }
        return new AudioClip(List.copyOf(packets.subList(HEADER_PACKETS, packets.size())));
    }

    /**
     * The packets of an Ogg file with one logical stream (RFC 3533, 6): each page has a table of segment lengths, and
     * a segment shorter than 255 octets ends a packet.
     */
    private static List<byte[]> packets(byte[] ogg) {
        List<byte[]> packets = new ArrayList<>();
        byte[] begun = {};
        int page = 0;
        while (page + PAGE_HEADER <= ogg.length) {
            int segments = ogg[page + SEGMENT_COUNT_AT] & 0xff;
            int at = page + PAGE_HEADER + segments;
            for (int i = 0; i < segments; i++) {
                int length = ogg[page + PAGE_HEADER + i] & 0xff;
                int before = begun.length;
                begun = Arrays.copyOf(begun, before + length);
                System.arraycopy(ogg, at, begun, before, length);
                at += length;
                if (length < FULL_SEGMENT) {
                    packets.add(begun);
                    begun = new byte[0];
                }
            }
            page = at;
        }
        return packets;
    }
}
