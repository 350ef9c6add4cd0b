package dev.sightline.rtp;

import io.netty.buffer.ByteBuf;

/**
 * Looks into the RTP payload of H.264 far enough to find keyframes. Moves no index, takes no ownership; anything
 * malformed is simply not a keyframe.
 *
 * <pre>
 * NAL unit header       FU-A (type 28): FU indicator   FU header
 *  0 1 2 3 4 5 6 7       0 1 2 3 4 5 6 7               0 1 2 3 4 5 6 7
 * +-+-+-+-+-+-+-+-+     +-+-+-+-+-+-+-+-+             +-+-+-+-+-+-+-+-+
 * |F|NRI|  Type   |     |F|NRI|   28    |             |S|E|R|  Type   |
 * +-+-+-+-+-+-+-+-+     +-+-+-+-+-+-+-+-+             +-+-+-+-+-+-+-+-+
 *
 * STAP-A (type 24): header, then for each NAL unit its size (16 bits) and the unit
 * </pre>
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6184#section-5">RFC 6184, 5</a>
 */
public final class H264Payload {
    /** NAL unit type of a coded slice of a picture that can be decoded without any other. */
    public static final int IDR = 5;
    /** NAL unit type of a sequence parameter set. */
    public static final int SPS = 7;
    /** NAL unit type of a picture parameter set. */
    public static final int PPS = 8;

    public static final int STAP_A = 24;
    public static final int FU_A = 28;

    private static final int TYPE_MASK = 0x1f;
    private static final int FU_START = 0x80;

    private H264Payload() {}

    /** As {@link #startsKeyframe(ByteBuf, int, int)}, for a buffer whose readable bytes are the payload. */
    public static boolean startsKeyframe(ByteBuf payload) {
        return startsKeyframe(payload, payload.readerIndex(), payload.readableBytes());
    }

    /**
     * Whether a keyframe can begin with this packet: it holds an SPS or the beginning of an IDR slice, as a single
     * NAL unit, within a STAP-A or as the first FU-A. A keyframe whose parameter sets travel in packets of their own
     * gives true for each of these, so the first true of a timestamp is its start.
     *
     * @param offset index of the first octet of the payload
     * @param length octets of payload
     */
    public static boolean startsKeyframe(ByteBuf packet, int offset, int length) {
        if (length < 1) {
            return false;
        }
        int type = packet.getByte(offset) & TYPE_MASK;
        return switch (type) {
            case FU_A ->
                length > 2
                        && (packet.getByte(offset + 1) & FU_START) != 0
                        && isKeyframeType(packet.getByte(offset + 1) & TYPE_MASK);
            case STAP_A -> aggregateStartsKeyframe(packet, offset + 1, offset + length);
            default -> isKeyframeType(type);
        };
    }

    private static boolean aggregateStartsKeyframe(ByteBuf packet, int start, int end) {
        int index = start;
        while (end - index > 2) {
            int size = packet.getUnsignedShort(index);
            if (size == 0 || size > end - index - 2) {
                return false;
            }
            if (isKeyframeType(packet.getByte(index + 2) & TYPE_MASK)) {
                return true;
            }
            index += 2 + size;
        }
        return false;
    }

    private static boolean isKeyframeType(int nalUnitType) {
        return nalUnitType == IDR || nalUnitType == SPS;
    }
}
