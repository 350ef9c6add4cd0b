package dev.sightline.probe.command;

import java.io.PrintWriter;

/** Prints text for people through a {@link HarmlessWriter}; flushes with each line. */
final class HarmlessPrinter extends PrintWriter {
    private final PrintWriter exact;

    HarmlessPrinter(PrintWriter exact) {
        super(new HarmlessWriter(exact), true);
        this.exact = exact;
    }

    /** The same stream, to which everything is written as it is. */
    PrintWriter exact() {
        return exact;
    }
}
