package dev.sightline.probe.command;

import dev.sightline.probe.report.WatchReport;

/** How a watch is shown while it runs and when it has ended. Not for several threads. */
interface WatchView {
    /** Shows what has been seen so far. */
    void progress(WatchReport report);

    /** Shows the end. */
    void end(WatchReport report);
}
