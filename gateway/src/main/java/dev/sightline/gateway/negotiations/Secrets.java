package dev.sightline.gateway.negotiations;

/**
 * Takes out of a session description what would let others into its media: {@code a=ice-pwd} (RFC 8839), the keys of
 * {@code a=crypto} (RFC 4568) and {@code a=key-mgmt} (RFC 4567), and {@code k=} (RFC 4566). Each of their characters becomes
 * an {@code x}, so that the lines are still read as what they are. Wherever in a line such a name stands, and in whatever
 * case, what follows it is taken for a secret: lines that are badly written keep none either.
 */
final class Secrets {
    private static final String PASSWORD = "ice-pwd";
    private static final String KEY_MANAGEMENT = "key-mgmt";
    /** Its value names the method and a colon before the key. */
    private static final String CRYPTO = "crypto";

    private Secrets() {}

    static String masked(String description) {
        StringBuilder masked = new StringBuilder(description);
        int start = 0;
        for (int i = 0; i <= description.length(); i++) {
            if (i == description.length() || description.charAt(i) == '\n' || description.charAt(i) == '\r') {
                mask(masked, secretIn(description, start, i), i);
                start = i + 1;
            }
        }
        return masked.toString();
    }

    private static void mask(StringBuilder text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) != ' ' && text.charAt(i) != '\t') {
                text.setCharAt(i, 'x');
            }
        }
    }

    /** Where the secret of a line begins; its end when it has none. */
    private static int secretIn(String text, int start, int end) {
        if (text.regionMatches(true, start, "k=", 0, 2)) {
            return afterColon(text, start + 2, end);
        }
        for (int i = start; i < end; i++) {
            if (text.charAt(i) == ':') {
                if (endsWith(text, start, i, PASSWORD) || endsWith(text, start, i, KEY_MANAGEMENT)) {
                    return i + 1;
                }
                if (endsWith(text, start, i, CRYPTO)) {
                    return afterColon(text, i + 1, end);
                }
            }
        }
        return end;
    }

    private static boolean endsWith(String text, int start, int end, String name) {
        return end - start >= name.length() && text.regionMatches(true, end - name.length(), name, 0, name.length());
    }

    /** After the next colon of the line; {@code from} when there is none. */
    private static int afterColon(String text, int from, int end) {
        for (int i = from; i < end; i++) {
            if (text.charAt(i) == ':') {
                return i + 1;
            }
        }
        return from;
    }
}
