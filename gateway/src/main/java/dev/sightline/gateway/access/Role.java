package dev.sightline.gateway.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a user is here for. */
public enum Role {
    /** Watches. */
    VIEWER(Permission.READ, Permission.WATCH),
    /** Sees to it that cameras and viewers find each other. */
    OPERATOR(Permission.READ, Permission.WATCH, Permission.INSPECT, Permission.TICKETS),
    /** Says who the others are. */
    ADMIN(Permission.values());

    @SuppressWarnings("ImmutableEnumChecker") // what Set.of makes cannot be changed
    private final Set<Permission> permissions;

    Role(Permission... permissions) {
        this.permissions = Set.of(permissions);
    }

    public Set<Permission> permissions() {
        return permissions;
    }

    /** As it is written: {@code viewer}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Role> parse(String word) {
        return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
    }
}
