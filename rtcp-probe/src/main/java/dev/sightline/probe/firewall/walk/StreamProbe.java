package dev.sightline.probe.firewall.walk;

import dev.sightline.probe.PortRange;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.report.WatchReport;
import dev.sightline.probe.watch.ProbeWatch;
import dev.sightline.probe.watch.WatchOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/** Looks at the cameras' streams until what is seen does not change any more. */
final class StreamProbe {
    /** The trace has begun by then, and has seen enough of a wall to be sure. */
    private static final Duration LEAST = Duration.ofSeconds(3);
    /** Where all seems well a camera's next report is waited for, which may be dropped yet: many send one each 5 s. */
    private static final Duration WELL = Duration.ofSeconds(6);

    private static final Duration SETTLED = Duration.ofMillis(1_500);
    private static final Duration GLANCE = Duration.ofMillis(100);

    private final PortRange mediaPorts;
    private final Duration most;

    /** @param most how long one look takes at most */
    StreamProbe(PortRange mediaPorts, Duration most) {
        this.mediaPorts = mediaPorts;
        this.most = most;
    }

    /**
     * Looks; cameras that are known must be in the answer. It tells the dead-man timer that it goes on: a look comes to its
     * end by itself.
     */
    Look look(List<InetAddress> known, DeadMan deadMan) throws IOException, InterruptedException {
        ProbeWatch watch = new ProbeWatch(new WatchOptions(mediaPorts, most, List.of(), known, true));
        Thread reader = new Thread(watch::run, "firewall-walk-probe");
        reader.setDaemon(true);
        reader.start();
        try {
            long changed = System.nanoTime();
            String before = "";
            while (reader.isAlive()) {
                reader.join(GLANCE.toMillis());
                deadMan.renew();
                WatchReport report = watch.latest();
                Look now = Look.of(report);
                long time = System.nanoTime();
                if (!now.summary().equals(before)) {
                    before = now.summary();
                    changed = time;
                }
                // A busy machine takes a while until it captures: that is no looking yet.
                if (Duration.between(report.from(), report.until()).compareTo(now.isWell() ? WELL : LEAST) >= 0
                        && time - changed >= SETTLED.toNanos()
                        && isDecided(now)) {
                    break;
                }
            }
        } finally {
            watch.stop();
            reader.join(most.toMillis());
        }
        return Look.of(watch.latest());
    }

    /** A camera that is not heard may come again: that is waited for. */
    private static boolean isDecided(Look look) {
        return !look.cameras().isEmpty()
                && look.cameras().values().stream()
                        .noneMatch(state -> state.verdict() == Verdict.UNPROVEN || state.verdict() == Verdict.NO_MEDIA);
    }
}
