package dev.sightline.probe.agent.message;

/** Text of someone else's, short and harmless enough for a terminal, a log, a page or a camera. */
public final class Printable {
    private static final int SHOWN = 200;
    private static final String HARMFUL = "[\\p{C}\\u2028\\u2029]";

    private Printable() {}

    /** A name, or why something failed. */
    public static String of(String text) {
        return of(text, SHOWN);
    }

    /**
     * Without line ends, controls, and marks that turn the direction of writing; each becomes a question mark.
     *
     * @param most characters that are shown
     */
    public static String of(String text, int most) {
        String start = text.length() <= most ? text : text.substring(0, most) + "…";
        return start.replaceAll(HARMFUL, "?");
    }
}
