package dev.sightline.sdp;

import java.util.Locale;
import java.util.Optional;

/** Who sends media, seen from whoever wrote the description (RFC 8866, section 6.7). */
public enum Direction implements SdpValue {
    /** Both ways; what counts where nothing is said. */
    SENDRECV,
    /** As a camera does. */
    SENDONLY,
    /** As a viewer does. */
    RECVONLY,
    /** No media, though RTCP goes on. */
    INACTIVE;

    private final String attribute = name().toLowerCase(Locale.ROOT);

    /** The attribute's name. */
    public String attribute() {
        return attribute;
    }

    /** True for a line that says some direction: {@code a=sendonly}. */
    public static boolean isSaidBy(SdpLine line) {
        return line.attributeName().flatMap(Direction::named).isPresent();
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

    Direction read(ValueReader in) throws MalformedLine {
        in.finish("nothing was expected after a=" + attribute);
        return this;
    }

    @Override
    public String toLine() {
        return "a=" + attribute;
    }
}
