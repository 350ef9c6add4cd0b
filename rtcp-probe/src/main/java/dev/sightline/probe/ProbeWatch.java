package dev.sightline.probe;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Watches where RTCP leaves, for a while, and gives one verdict per camera. Capture needs {@code CAP_NET_RAW} and
 * libpcap; without them the report says {@link Verdict#UNPROVEN} and how to mend it.
 */
public final class ProbeWatch {
    private final WatchOptions options;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** A watch that has not begun. */
    public ProbeWatch(WatchOptions options) {
        this.options = options;
    }

    /** Watches for {@link WatchOptions#duration()}; blocks the calling thread. */
    public static WatchReport run(WatchOptions options) throws InterruptedException {
        return new ProbeWatch(options).run();
    }

    /** Watches until {@link WatchOptions#duration()} is over or {@link #stop()} is called; blocks the calling thread. Once only. */
    public WatchReport run() throws InterruptedException {
        Instant from = Instant.now();
        stopped.await(options.duration().toMillis(), TimeUnit.MILLISECONDS);
        return new WatchReport(
                from,
                Instant.now(),
                List.of(),
                List.of(),
                Optional.of(new Obstacle("capture is not built into this revision", "use a later revision")));
    }

    /** Ends the watch early; {@link #run()} then returns with what was seen so far. Any thread, idempotent. */
    public void stop() {
        stopped.countDown();
    }
}
