package dev.sightline.sdp;

import java.util.Locale;
import java.util.Optional;

/**
 * Who opens the connection: {@code a=direction:active} (draft-ietf-mmusic-sdp-comedia-05). In an answer {@link #PASSIVE} is
 * the media server's promise to learn the address from what arrives.
 */
public enum Comedia implements SdpValue {
    /** Sends first; the other side learns its address from that. */
    ACTIVE,
    /** Waits, and sends to where packets come from. */
    PASSIVE,
    /** Either; Kurento takes it for no COMEDIA. */
    BOTH;

    private final String said = name().toLowerCase(Locale.ROOT);

    static Optional<Comedia> named(String said) {
        return switch (said) {
            case "active" -> Optional.of(ACTIVE);
            case "passive" -> Optional.of(PASSIVE);
            case "both" -> Optional.of(BOTH);
            default -> Optional.empty();
        };
    }

    static Comedia read(ValueReader in) throws MalformedLine {
        int column = in.column();
        String expected = "active, passive or both was expected, as in a=direction:active";
        Comedia comedia = named(in.word(expected)).orElseThrow(() -> new MalformedLine(column, expected));
        in.finish("nothing more was expected after the direction");
        return comedia;
    }

    @Override
    public String toLine() {
        return "a=direction:" + said;
    }

    /** As it is written: {@code active}. */
    @Override
    public String toString() {
        return said;
    }
}
