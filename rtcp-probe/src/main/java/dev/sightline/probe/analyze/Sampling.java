package dev.sightline.probe.analyze;

/**
 * Chooses frames of a file: all, or of a large one the beginning and then a fraction. The choice follows no period, for
 * cameras may send in turn. Not for several threads.
 */
final class Sampling {
    private static final long BEGINNING = 100_000;
    private static final int FRACTION_BITS = 3;

    private final long all;
    private long offered;
    private int state = 1;

    private Sampling(long all) {
        this.all = all;
    }

    /** Every frame. */
    static Sampling ofAll() {
        return new Sampling(Long.MAX_VALUE);
    }

    /** The first 100,000 frames, and of the others every eighth on average. */
    static Sampling ofMany() {
        return new Sampling(BEGINNING);
    }

    /** Whether the next frame is chosen. */
    boolean takes() {
        if (offered < all) {
            offered++;
            return true;
        }
        state ^= state << 13; // xorshift, as by Marsaglia: cheap, and without a short period
        state ^= state >>> 17;
        state ^= state << 5;
        return state >>> (Integer.SIZE - FRACTION_BITS) == 0;
    }
}
