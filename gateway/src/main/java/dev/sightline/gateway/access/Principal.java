package dev.sightline.gateway.access;

import dev.sightline.gateway.config.CameraId;
import java.util.Set;

/**
 * Someone who has shown who they are, or who need not.
 *
 * @param name for the audit log
 * @param kind how it was shown
 */
public record Principal(String name, Kind kind, Set<Permission> permissions, Cameras cameras) {
    /** How someone has shown who they are. */
    public enum Kind {
        USER,
        TOKEN,
        TICKET,
        /** Nobody has to: access control is switched off. */
        ANYONE
    }

    public Principal {
        permissions = Set.copyOf(permissions);
    }

    /** Everybody, where access control is switched off; there are no users then. */
    public static Principal anyone() {
        return new Principal("anyone", Kind.ANYONE, Role.OPERATOR.permissions(), Cameras.every());
    }

    public boolean may(Permission permission) {
        return permissions.contains(permission);
    }

    public boolean may(Permission permission, CameraId camera) {
        return may(permission) && cameras.contains(camera);
    }
}
