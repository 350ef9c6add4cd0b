package dev.sightline.bench;

import dev.sightline.rtp.H264Payload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Turns NAL units into RTP payloads: one that fits travels alone, a larger one in FU-A fragments (packetization-mode
 * 1).
 *
 * <pre>
 * FU-A:  | FU indicator: F NRI type=28 | FU header: S E R type | a piece of the NAL unit behind its header |
 * </pre>
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6184#section-5.6">RFC 6184, 5.6</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6184#section-5.8">RFC 6184, 5.8</a>
 */
final class H264Packetizer {
    private static final int FU_HEADERS = 2;
    private static final int START = 0x80;
    private static final int END = 0x40;
    private static final int NRI_BITS = 0xe0;
    private static final int TYPE_BITS = 0x1f;

    private final int maxPayload;

    /** @param maxPayload octets behind the RTP header */
    H264Packetizer(int maxPayload) {
        this.maxPayload = maxPayload;
    }

    /** The payloads of one picture, in the order in which they are to be sent. */
    List<byte[]> payloads(List<byte[]> nalUnits) {
        List<byte[]> payloads = new ArrayList<>();
        for (byte[] nalUnit : nalUnits) {
            if (nalUnit.length <= maxPayload) {
                payloads.add(nalUnit);
            } else {
                fragment(nalUnit, payloads);
            }
        }
        return List.copyOf(payloads);
    }

    private void fragment(byte[] nalUnit, List<byte[]> payloads) {
        int indicator = (nalUnit[0] & NRI_BITS) | H264Payload.FU_A;
        int type = nalUnit[0] & TYPE_BITS;
        int at = 1; // the NAL unit's own header travels in the two FU headers
        while (at < nalUnit.length) {
            int piece = Math.min(maxPayload - FU_HEADERS, nalUnit.length - at);
            byte[] payload = new byte[FU_HEADERS + piece];
            payload[0] = (byte) indicator;
            payload[1] = (byte) (type | (at == 1 ? START : 0) | (at + piece == nalUnit.length ? END : 0));
            System.arraycopy(nalUnit, at, payload, FU_HEADERS, piece);
            payloads.add(payload);
            at += piece;
        }
    }

    /** The NAL units of an Annex B byte stream (ITU-T H.264, annex B): what lies between its start codes. */
    static List<byte[]> nalUnits(byte[] annexB) {
        List<byte[]> units = new ArrayList<>();
        int start = -1;
        for (int i = 0; i + 3 <= annexB.length; i++) {
            if (annexB[i] == 0 && annexB[i + 1] == 0 && annexB[i + 2] == 1) {
                if (start >= 0) {
                    units.add(withoutTrailingZeros(annexB, start, i));
                }
                start = i + 3;
            }
        }
        if (start >= 0) {
            units.add(withoutTrailingZeros(annexB, start, annexB.length));
        }
        return units;
    }

    private static byte[] withoutTrailingZeros(byte[] bytes, int from, int to) {
        int end = to;
        while (end > from && bytes[end - 1] == 0) {
            end--;
        }
        return Arrays.copyOfRange(bytes, from, end);
    }
}
