package dev.sightline.probe.capture;

/** A counter of 32 bits that begins anew when it is full, read before it has gone half its way. Not for several threads. */
final class GrowingCount {
    private long total;

    /** What it would show with more bits. */
    long at(long shown) {
        total += (int) (shown - total);
        return total;
    }
}
