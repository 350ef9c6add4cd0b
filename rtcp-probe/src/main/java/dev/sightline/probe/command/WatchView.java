package dev.sightline.probe.command;

import dev.sightline.probe.report.WatchReport;
import java.util.function.Supplier;

/** How a watch is shown while it runs and when it has ended. Not for several threads. */
interface WatchView {
    /** Shows what has been seen so far, if it shows that. */
    void progress(Supplier<WatchReport> report);

    /** Shows the end. */
    void end(WatchReport report);
}
