package dev.sightline.probe.agent.message;

/** A line is not a message of this conversation; the message says why, and holds nothing that could harm a log. */
public final class MalformedMessageException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 200;

    MalformedMessageException(String message) {
        super(harmless(message));
    }

    private static String harmless(String text) {
        String start = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
        return start.replaceAll("[^ -~…]", "?");
    }
}
