package dev.sightline.probe.packet;

/** Reads unsigned numbers in network order where they lie: frames are read by the million, so nothing is wrapped. */
final class Octets {
    private Octets() {}

    static int u8(byte[] octets, int at) {
        return octets[at] & 0xff;
    }

    static int u16(byte[] octets, int at) {
        return (octets[at] & 0xff) << 8 | (octets[at + 1] & 0xff);
    }

    static int i32(byte[] octets, int at) {
        return octets[at] << 24
                | (octets[at + 1] & 0xff) << 16
                | (octets[at + 2] & 0xff) << 8
                | (octets[at + 3] & 0xff);
    }

    static long u48(byte[] octets, int at) {
        return (long) u16(octets, at) << 32 | (i32(octets, at + 2) & 0xffff_ffffL);
    }
}
