package dev.sightline.gateway.config;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot be used. The message lists every problem, each with the line that it stands on. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;
    private final boolean unreadable;

    /** The file itself cannot be read. */
    ConfigException(String message) {
        super(message);
        this.problems = List.of();
        this.unreadable = true;
    }

    ConfigException(String source, List<Problem> problems) {
        super(problems.stream()
                .map(problem -> source + ":" + problem)
                .collect(Collectors.joining(System.lineSeparator())));
        this.problems = List.copyOf(problems);
        this.unreadable = false;
    }

    /** True when nothing could be read: a wrong name, not a wrong setting. */
    public boolean isUnreadable() {
        return unreadable;
    }

    /** Everything that is wrong, in the order of the lines; empty when the file could not be read. */
    public List<Problem> problems() {
        return problems;
    }

    /**
     * One thing that is wrong.
     *
     * @param line counted from one
     * @param key the full name of the key, such as {@code listeners.config.port}; empty for the whole file
     * @param detail what was found, what was expected and the cure
     */
    public record Problem(int line, String key, String detail) {
        @Override
        public String toString() {
            return line + ": " + (key.isEmpty() ? "" : key + ": ") + detail;
        }
    }
}
