package dev.sightline.probe.firewall.walk;

/** A plan that cannot be walked; the message says which line, and why. */
public final class PlanException extends Exception {
    private static final long serialVersionUID = 1L;

    PlanException(String message) {
        super(message);
    }

    PlanException(int line, String message) {
        super("line " + line + ": " + message);
    }
}
