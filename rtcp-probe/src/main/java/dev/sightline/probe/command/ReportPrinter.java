package dev.sightline.probe.command;

import dev.sightline.probe.report.Page;
import java.io.PrintWriter;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Prints what a command found, once.
 *
 * @param json for programs, as it is; otherwise for people, without what could steer a terminal
 */
record ReportPrinter(PrintWriter out, boolean json) {
    void print(Supplier<String> asJson, Function<Page, String> asText) {
        if (json) {
            StandardStreams.exact(out).print(asJson.get() + "\n");
        } else {
            out.print(asText.apply(Terminal.page()));
        }
        out.flush();
    }
}
