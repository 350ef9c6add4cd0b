package dev.sightline.webrtc;

/** Big-endian numbers in arrays that are used for packet after packet. */
final class Octets {
    private Octets() {}

    static int int16(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF);
    }

    static int int32(byte[] bytes, int at) {
        return int16(bytes, at) << 16 | int16(bytes, at + 2);
    }

    static void putInt32(byte[] bytes, int at, int value) {
        bytes[at] = (byte) (value >>> 24);
        bytes[at + 1] = (byte) (value >>> 16);
        bytes[at + 2] = (byte) (value >>> 8);
        bytes[at + 3] = (byte) value;
    }

    static void xorInt32(byte[] bytes, int at, int value) {
        putInt32(bytes, at, int32(bytes, at) ^ value);
    }

    static void xorInt16(byte[] bytes, int at, int value) {
        bytes[at] ^= (byte) (value >>> 8);
        bytes[at + 1] ^= (byte) value;
    }
}
