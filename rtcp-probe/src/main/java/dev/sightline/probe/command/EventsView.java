package dev.sightline.probe.command;

import dev.sightline.probe.report.WatchEvents;
import dev.sightline.probe.report.WatchReport;
import java.io.PrintWriter;
import java.util.function.Supplier;

/** Lines of JSON, for programs that follow a watch. */
final class EventsView implements WatchView {
    private final PrintWriter out;
    private final WatchEvents events = new WatchEvents();

    EventsView(PrintWriter out) {
        this.out = StandardStreams.exact(out);
    }

    @Override
    public void progress(Supplier<WatchReport> latest) {
        WatchReport report = latest.get();
        if (!report.interfaces().isEmpty()) {
            events.lines(report).forEach(out::println);
            out.flush();
        }
    }

    @Override
    public void end(WatchReport report) {
        events.end(report).forEach(out::println);
        out.flush();
    }
}
