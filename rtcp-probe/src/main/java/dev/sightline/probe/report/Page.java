package dev.sightline.probe.report;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What text for people is printed on.
 *
 * @param columns of a terminal; a file or a pipe takes lines of any length
 */
public record Page(int columns) {
    /** A file or a pipe: each line of a text stays one, for whoever searches it. */
    public static final Page ENDLESS = new Page(Integer.MAX_VALUE);

    private static final int FURTHER_IN = 4;

    /**
     * Whoever copies a command that is broken runs half of it: the terminal may break it, which copies as one line. A program
     * that is only spoken of has no options.
     */
    private static final Pattern COMMAND =
            Pattern.compile(" (?=(?:sudo|tcpdump(?= -)|nsenter|for a in|SIGHTLINE_JAVA_OPTIONS=\\S+) )");

    /** What follows a command: words in brackets, or what its semicolon parts from it, but for the parts of a loop. */
    private static final Pattern PROSE = Pattern.compile(" (?=\\()|(?=\\))|(?<=;) (?!do |done\\b)");

    boolean isEndless() {
        return columns == ENDLESS.columns;
    }

    /** The same text with lines that have room, broken between words and continued further in; they end in {@code \n}. */
    public String fitted(String text) {
        if (isEndless()) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 64);
        text.lines().forEach(line -> fit(out, line));
        return out.toString();
    }

    private void fit(StringBuilder out, String line) {
        if (line.length() <= columns) {
            out.append(line).append('\n');
            return;
        }
        String indent = " ".repeat(Math.min(columns / 2, blanks(line) + FURTHER_IN));
        String rest = line;
        Matcher command = COMMAND.matcher(rest);
        while (command.find()) {
            String before = rest.substring(0, command.start());
            if (!before.isBlank()) {
                broken(out, before, indent);
            }
            String from = rest.substring(command.end());
            Matcher prose = PROSE.matcher(from);
            int end = prose.find() ? prose.start() : from.length();
            out.append(indent).append(from, 0, end).append('\n');
            rest = indent + from.substring(end).stripLeading();
            command = COMMAND.matcher(rest);
        }
        if (!rest.isBlank()) {
            broken(out, rest, indent);
        }
    }

    private void broken(StringBuilder out, String line, String indent) {
        String rest = line;
        int from = blanks(rest);
        while (rest.length() > columns) {
            int end = rest.lastIndexOf(' ', columns);
            if (end <= from) {
                end = rest.indexOf(' ', from);
            }
            if (end < 0) {
                break;
            }
            out.append(rest.substring(0, end).stripTrailing()).append('\n');
            rest = indent + rest.substring(end).stripLeading();
            from = indent.length();
        }
        out.append(rest).append('\n');
    }

    private static int blanks(String line) {
        return line.length() - line.stripLeading().length();
    }
}
