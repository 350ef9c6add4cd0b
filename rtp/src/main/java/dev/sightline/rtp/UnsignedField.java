package dev.sightline.rtp;

/** Range checks of the unsigned fields that packets are made of. */
final class UnsignedField {
    static final long MAX_32 = 0xffff_ffffL;

    private UnsignedField() {}

    static long check32(long value, String name) {
        if (value < 0 || value > MAX_32) {
            throw new IllegalArgumentException(name + " is " + value + ", expected 0 to 4294967295 (32 bits)");
        }
        return value;
    }

    static int check(int value, int max, String name) {
        if (value < 0 || value > max) {
            throw new IllegalArgumentException(name + " is " + value + ", expected 0 to " + max);
        }
        return value;
    }
}
