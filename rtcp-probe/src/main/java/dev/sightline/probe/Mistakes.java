package dev.sightline.probe;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Mistakes of this program that cost no more than what each was about. They are counted, and one a minute is logged with
 * its stack trace. Not for several threads.
 */
public final class Mistakes {
    private static final long PAUSE = TimeUnit.MINUTES.toNanos(1);

    private final Logger log;
    private final LongSupplier nanos;
    private long count;
    private long loggedAt;

    public Mistakes(Logger log) {
        this(log, System::nanoTime);
    }

    /** @param nanos of a clock that nobody sets */
    Mistakes(Logger log, LongSupplier nanos) {
        this.log = log;
        this.nanos = nanos;
    }

    /** @param what was not done for it, as {@code a frame of eth0 was dropped} */
    public void happened(String what, RuntimeException mistake) {
        count++;
        long now = nanos.getAsLong();
        if (count == 1 || now - loggedAt >= PAUSE) {
            loggedAt = now;
            log.error(
                    "{}: a mistake of this program, the {}. of its kind; one a minute is logged", what, count, mistake);
        }
    }

    /** How many there were. */
    public long count() {
        return count;
    }
}
