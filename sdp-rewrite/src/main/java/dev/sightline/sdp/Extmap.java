package dev.sightline.sdp;

import java.util.Optional;

/**
 * The number of an RTP header extension: {@code a=extmap:id[/direction] uri [attributes]} (RFC 8285, section 5).
 *
 * @param id 1 to 255 in use; numbers up to 4351 may stand in offers
 * @param direction who uses it; both when empty
 * @param attributes what the extension's own document says; mostly empty
 */
public record Extmap(int id, Optional<Direction> direction, String uri, String attributes) implements SdpValue {
    private static final String EXPECTED =
            "a number from 0 to 4351 and a URI were expected, as in a=extmap:9 urn:ietf:params:rtp-hdrext:sdes:mid";

    /** An extension for both directions, without attributes. */
    public Extmap(int id, String uri) {
        this(id, Optional.empty(), uri, "");
    }

    static Extmap read(ValueReader in) throws MalformedLine {
        int id = (int) in.digits(4351, EXPECTED);
        Optional<Direction> direction = Optional.empty();
        if (in.skips('/')) {
            int column = in.column();
            String expected = "sendrecv, sendonly, recvonly or inactive was expected after '/'";
            direction = Optional.of(
                    Direction.named(in.word(expected)).orElseThrow(() -> new MalformedLine(column, expected)));
        } else if (!in.atEnd() && !in.sees(' ')) {
            throw in.malformed(EXPECTED);
        }
        in.skipSpaces();
        return new Extmap(id, direction, in.word(EXPECTED), in.rest());
    }

    @Override
    public String toLine() {
        return "a=extmap:" + id + direction.map(said -> "/" + said.attribute()).orElse("") + " " + uri
                + (attributes.isEmpty() ? "" : " " + attributes);
    }
}
