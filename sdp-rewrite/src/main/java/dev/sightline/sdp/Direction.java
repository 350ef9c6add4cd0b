package dev.sightline.sdp;

import java.util.Locale;
import java.util.Optional;

/** Who sends media, seen from whoever wrote the description (RFC 8866, section 6.7). */
public enum Direction {
    SENDRECV,
    SENDONLY,
    RECVONLY,
    INACTIVE;

    /** The attribute's name. */
    public String attribute() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Direction> of(SdpLine line) {
        return line.attributeName().flatMap(Direction::named);
    }

    static Optional<Direction> named(String attribute) {
        return switch (attribute) {
            case "sendrecv" -> Optional.of(SENDRECV);
            case "sendonly" -> Optional.of(SENDONLY);
            case "recvonly" -> Optional.of(RECVONLY);
            case "inactive" -> Optional.of(INACTIVE);
            default -> Optional.empty();
        };
    }
}
