package dev.sightline.probe.command;

import dev.sightline.probe.report.WatchReport;
import java.io.PrintWriter;

/** Nothing until the end, then the report alone. */
final class SummaryView implements WatchView {
    private final PrintWriter out;
    private final boolean json;

    SummaryView(PrintWriter out, boolean json) {
        this.out = out;
        this.json = json;
    }

    @Override
    public void progress(WatchReport report) {
        // for whoever reads a file or a pipe, only the end matters
    }

    @Override
    public void end(WatchReport report) {
        if (json) {
            StandardStreams.exact(out).print(report.toJson() + "\n");
        } else {
            out.print(report.toText());
        }
        out.flush();
    }
}
