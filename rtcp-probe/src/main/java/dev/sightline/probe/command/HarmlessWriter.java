package dev.sightline.probe.command;

import dev.sightline.probe.Wording;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;

/**
 * Lets nobody else's text steer a terminal: control characters (C0 and C1, but line ends and tabs), and those that turn the
 * direction of writing, end a line unseen or have no width, become question marks. File names, the comments of rules and
 * what others' programs say can hold them.
 */
final class HarmlessWriter extends FilterWriter {
    private final PrintWriter exact;

    HarmlessWriter(PrintWriter exact) {
        super(exact);
        this.exact = exact;
    }

    @Override
    public void write(int character) {
        exact.write(harmless(character));
    }

    @Override
    public void write(char[] text, int from, int length) throws IOException {
        write(new String(text, from, length), 0, length);
    }

    @Override
    public void write(String text, int from, int length) {
        exact.write(harmless(text.substring(from, from + length)));
    }

    /** The text, without what could steer a terminal. */
    static String harmless(String text) {
        return text.codePoints()
                .map(HarmlessWriter::harmless)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static int harmless(int codePoint) {
        return Wording.isHarmful(codePoint) && codePoint != '\n' && codePoint != '\t' ? '?' : codePoint;
    }
}
