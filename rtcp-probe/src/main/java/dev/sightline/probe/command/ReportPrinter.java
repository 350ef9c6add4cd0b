package dev.sightline.probe.command;

import java.io.PrintWriter;
import java.util.function.Supplier;

/**
 * Prints what a command found, once.
 *
 * @param json for programs, as it is; otherwise for people, without what could steer a terminal
 */
record ReportPrinter(PrintWriter out, boolean json) {
    void print(Supplier<String> asJson, Supplier<String> asText) {
        if (json) {
            StandardStreams.exact(out).print(asJson.get() + "\n");
        } else {
            out.print(asText.get());
        }
        out.flush();
    }
}
