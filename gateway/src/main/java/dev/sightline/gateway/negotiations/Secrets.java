package dev.sightline.gateway.negotiations;

import java.util.regex.Pattern;

/**
 * Takes out of a session description what would let others into its media: {@code a=ice-pwd} (RFC 8839), the keys of
 * {@code a=crypto} (RFC 4568) and {@code a=key-mgmt} (RFC 4567), and {@code k=} (RFC 4566). Each of their characters becomes
 * an {@code x}, so that the lines are still read as what they are.
 */
final class Secrets {
    private static final Pattern SECRET = Pattern.compile(
            "(ice-pwd:|key-mgmt:|crypto:(?:[^:\\r\\n]*+:)?|^k=(?:[^:\\r\\n]*+:)?)([^\\r\\n]*+)",
            Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);
    private static final Pattern VISIBLE = Pattern.compile("\\S");

    private Secrets() {}

    static String masked(String description) {
        return SECRET.matcher(description)
                .replaceAll(found -> found.group(1).replace("$", "\\$").replace("\\", "\\\\")
                        + VISIBLE.matcher(found.group(2)).replaceAll("x"));
    }
}
