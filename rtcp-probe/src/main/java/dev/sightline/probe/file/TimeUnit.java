package dev.sightline.probe.file;

/**
 * How an interface of a pcapng file counts time: {@code if_tsresol} and {@code if_tsoffset}.
 *
 * @param resolution the exponent of 10, or with its highest bit set of 2, negated
 * @param offset seconds to be added
 * @see <a href="https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-03.html#section-4.2">PCAPNG, 4.2</a>
 */
record TimeUnit(int resolution, long offset) {
    static final TimeUnit MICROSECONDS = new TimeUnit(6, 0);

    private static final int BINARY = 0x80;
    private static final long NANOS = 1_000_000_000L;

    /** 1 / 2^34 s is finer than a nanosecond, and its count multiplied by 10^9 still fits into 64 bits. */
    private static final int FINEST_SHIFT = 34;

    /** No power of ten beyond it fits into 64 bits. */
    private static final int FINEST_POWER = 18;

    /** Sets the frame's time from a count of units, 64 bits without sign. */
    void set(Frame frame, long units) {
        if ((resolution & BINARY) == 0) {
            decimal(frame, units, resolution);
        } else {
            binary(frame, units, resolution & ~BINARY);
        }
    }

    private void decimal(Frame frame, long units, int digits) {
        if (digits > FINEST_POWER) {
            frame.captured(offset, 0); // less than 19 s since 1970: no clock says so
            return;
        }
        long perSecond = power(digits);
        long second = units >= 0 ? units / perSecond : Long.divideUnsigned(units, perSecond);
        long rest = units - second * perSecond;
        captured(frame, second, digits <= 9 ? rest * (NANOS / perSecond) : rest / (perSecond / NANOS));
    }

    private static long power(int digits) {
        long power = 1;
        for (int i = 0; i < digits; i++) {
            power *= 10;
        }
        return power;
    }

    private void binary(Frame frame, long units, int bits) {
        if (bits >= Long.SIZE) {
            frame.captured(offset, 0);
            return;
        }
        long second = units >>> bits;
        long rest = bits == 0 ? 0 : units & (-1L >>> (Long.SIZE - bits));
        int coarser = Math.max(0, bits - FINEST_SHIFT);
        captured(frame, second, ((rest >>> coarser) * NANOS) >>> (bits - coarser));
    }

    /** A sum that overflows is as wrong as the largest. */
    private void captured(Frame frame, long second, long nanos) {
        long sum = second + offset;
        boolean overflow = second < 0 || (offset > 0 && sum < second);
        frame.captured(overflow ? Long.MAX_VALUE : sum, nanos);
    }
}
