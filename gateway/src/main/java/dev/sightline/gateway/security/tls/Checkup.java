package dev.sightline.gateway.security.tls;

/**
 * One point of an examination.
 *
 * @param point what was looked at
 * @param detail what was found, and where it failed, the cure
 */
public record Checkup(String point, Outcome outcome, String detail) {
    public enum Outcome {
        PASS,
        /** Not wrong by itself. */
        NOTE,
        FAIL
    }

    static Checkup pass(String point, String detail) {
        return new Checkup(point, Outcome.PASS, detail);
    }

    static Checkup note(String point, String detail) {
        return new Checkup(point, Outcome.NOTE, detail);
    }

    static Checkup fail(String point, String detail) {
        return new Checkup(point, Outcome.FAIL, detail);
    }
}
