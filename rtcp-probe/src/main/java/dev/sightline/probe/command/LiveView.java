package dev.sightline.probe.command;

import dev.sightline.probe.report.LiveTable;
import dev.sightline.probe.report.WatchReport;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** A table that is redrawn in place, for a terminal. What goes to the standard error meanwhile is printed above it. */
final class LiveView implements WatchView {
    private static final String CLEAR_TO_END = "\u001b[J";
    private static final int MAX_LINE = 8_192;

    private final PrintWriter text;
    private final PrintWriter out;
    private final Duration duration;
    private final LiveTable table = new LiveTable(Terminal.hasColours());
    private final PrintStream standardError = System.err;
    private List<String> drawn = List.of();

    LiveView(PrintWriter out, Duration duration) {
        this.text = out;
        this.out = StandardStreams.exact(out);
        this.duration = duration;
        System.setErr(new PrintStream(new Above(), true, Charset.defaultCharset()));
    }

    @Override
    public synchronized void progress(Supplier<WatchReport> latest) {
        WatchReport report = latest.get();
        Terminal.Size size = Terminal.size();
        erase();
        draw(table.lines(report, report.from().plus(duration), size.width(), size.height()));
    }

    @Override
    public synchronized void end(WatchReport report) {
        System.setErr(standardError);
        erase();
        text.print(report.toText(Terminal.page()));
        text.flush();
    }

    private void erase() {
        if (!drawn.isEmpty()) {
            out.print("\u001b[" + drawn.size() + "A");
            out.print("\r" + CLEAR_TO_END);
        }
        drawn = List.of();
    }

    private void draw(List<String> lines) {
        lines.forEach(out::println);
        out.flush();
        drawn = lines;
    }

    private synchronized void above(String line) {
        List<String> lines = drawn;
        erase();
        text.println(line);
        draw(lines);
    }

    /** Gathers lines. */
    private final class Above extends OutputStream {
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        @Override
        public synchronized void write(int octet) {
            if (octet == '\n' || line.size() == MAX_LINE) {
                above(line.toString(Charset.defaultCharset()).stripTrailing());
                line.reset();
            }
            if (octet != '\n') {
                line.write(octet);
            }
        }
    }
}
