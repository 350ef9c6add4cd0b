package dev.sightline.gateway.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What one may be allowed to do. The words are also the scopes of API tokens. */
public enum Permission {
    /** See the list of cameras, and how their feedback fares. */
    READ,
    /** Watch cameras live. */
    WATCH,
    /** See what was negotiated, to the letter. */
    INSPECT,
    /** Make tickets with which others may watch. */
    TICKETS,
    /** Say who else may do what. */
    USERS;

    /** As it is written: {@code tickets}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Permission> parse(String word) {
        return Arrays.stream(values())
                .filter(permission -> permission.word().equals(word))
                .findFirst();
    }
}
