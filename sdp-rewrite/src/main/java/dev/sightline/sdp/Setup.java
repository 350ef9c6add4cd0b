package dev.sightline.sdp;

import java.util.Locale;
import java.util.Optional;

/** The DTLS role: {@code a=setup:actpass} (RFC 4145, section 4; RFC 8842, section 5.2). */
public enum Setup implements SdpValue {
    /** Begins the handshake. */
    ACTIVE,
    /** Waits for it. */
    PASSIVE,
    /** Leaves the choice to the answer. */
    ACTPASS,
    /** No connection for now. */
    HOLDCONN;

    private final String said = name().toLowerCase(Locale.ROOT);

    static Optional<Setup> named(String said) {
        return switch (said) {
            case "active" -> Optional.of(ACTIVE);
            case "passive" -> Optional.of(PASSIVE);
            case "actpass" -> Optional.of(ACTPASS);
            case "holdconn" -> Optional.of(HOLDCONN);
            default -> Optional.empty();
        };
    }

    static Setup read(ValueReader in) throws MalformedLine {
        int column = in.column();
        String expected = "active, passive, actpass or holdconn was expected, as in a=setup:actpass";
        Setup setup = named(in.word(expected)).orElseThrow(() -> new MalformedLine(column, expected));
        in.finish("nothing more was expected after the role");
        return setup;
    }

    @Override
    public String toLine() {
        return "a=setup:" + said;
    }

    /** As it is written: {@code actpass}. */
    @Override
    public String toString() {
        return said;
    }
}
