package dev.sightline.gateway.access.store;

/**
 * Something that someone did, or tried to. No field ever holds a secret.
 *
 * @param who a user, {@code token:name}, {@code console} or what was claimed
 * @param what a stable word: {@code sign-in}, {@code user-add}
 * @param on what it was done to; empty when that is clear
 * @param from the address that it came from; empty for this host's console
 * @param result {@code done}, or why not
 */
public record AuditEvent(String who, String what, String on, String from, String result) {
    private static final int LONGEST = 128;

    public static final String DONE = "done";

    public AuditEvent {
        who = shown(who);
        on = shown(on);
        from = shown(from);
        result = shown(result);
    }

    /** Whether anybody at all can cause it, as often as they like. */
    boolean isStrangers() {
        return !result.equals(DONE) && (what.equals("sign-in") || what.equals("set-up"));
    }

    /** What strangers wrote, short and harmless enough for a log. */
    private static String shown(String text) {
        String start = text.length() <= LONGEST ? text : text.substring(0, LONGEST);
        return start.replaceAll("[^ -~]", "?");
    }
}
