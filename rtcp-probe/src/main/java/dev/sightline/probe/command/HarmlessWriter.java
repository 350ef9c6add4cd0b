package dev.sightline.probe.command;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;

/**
 * Lets nobody else's text steer a terminal: control characters (C0 and C1, but line ends and tabs), and those that turn the
 * direction of writing or end a line unseen, become question marks. File names, the comments of rules and what others'
 * programs say can hold them.
 */
final class HarmlessWriter extends FilterWriter {
    private final PrintWriter exact;

    HarmlessWriter(PrintWriter exact) {
        super(exact);
        this.exact = exact;
    }

    @Override
    public void write(int character) {
        exact.write(harmless((char) character));
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
        StringBuilder harmless = new StringBuilder(text.length());
        text.chars().forEach(character -> harmless.append(harmless((char) character)));
        return harmless.toString();
    }

    private static char harmless(char character) {
        boolean control = Character.isISOControl(character) && character != '\n' && character != '\t';
        boolean turns = (character >= '\u2028' && character <= '\u202e')
                || (character >= '\u2066' && character <= '\u2069')
                || character == '\u200e'
                || character == '\u200f';
        boolean isNotSeen = character == '\u00ad'
                || (character >= '\u200b' && character <= '\u200d')
                || (character >= '\u2060' && character <= '\u2064')
                || character == '\ufeff';
        return control || turns || isNotSeen ? '?' : character;
    }
}
