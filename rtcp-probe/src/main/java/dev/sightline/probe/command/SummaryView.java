package dev.sightline.probe.command;

import dev.sightline.probe.report.WatchReport;
import java.io.PrintWriter;
import java.util.function.Supplier;

/** Nothing until the end, then the report alone. */
final class SummaryView implements WatchView {
    private final ReportPrinter printer;

    SummaryView(PrintWriter out, boolean json) {
        this.printer = new ReportPrinter(out, json);
    }

    @Override
    public void progress(Supplier<WatchReport> report) {
        // for whoever reads a file or a pipe, only the end matters
    }

    @Override
    public void end(WatchReport report) {
        printer.print(report::toJson, report::toText);
    }
}
