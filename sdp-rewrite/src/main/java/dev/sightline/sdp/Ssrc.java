package dev.sightline.sdp;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Something said about a media source: {@code a=ssrc:ssrc attribute[:value]} (RFC 5576, section 4.1). Cameras of one
 * model may share an SSRC: it is a hint, never a key.
 *
 * @param ssrc 0 to 2³²−1
 */
public record Ssrc(long ssrc, String attribute, Optional<String> value) {
    static Optional<Ssrc> parse(String text) {
        OptionalLong ssrc = Fields.number(Fields.first(text), 0xFFFF_FFFFL);
        String said = Fields.afterFirst(text).strip();
        if (ssrc.isEmpty() || said.isEmpty()) {
            return Optional.empty();
        }
        int colon = said.indexOf(':');
        return Optional.of(
                colon < 0
                        ? new Ssrc(ssrc.getAsLong(), said, Optional.empty())
                        : new Ssrc(ssrc.getAsLong(), said.substring(0, colon), Optional.of(said.substring(colon + 1))));
    }
}
