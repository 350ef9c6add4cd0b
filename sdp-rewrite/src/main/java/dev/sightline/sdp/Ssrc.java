package dev.sightline.sdp;

import java.util.Optional;

/**
 * Something said about a media source: {@code a=ssrc:ssrc attribute[:value]} (RFC 5576, section 4.1). Cameras of one
 * model may share an SSRC: it is a hint, never a key.
 *
 * @param ssrc 0 to 2³²−1
 */
public record Ssrc(long ssrc, String attribute, Optional<String> value) implements SdpValue {
    /** What names a source: {@code a=ssrc:1 cname:camera}. */
    public static Ssrc cname(long ssrc, String cname) {
        return new Ssrc(ssrc, "cname", Optional.of(cname));
    }

    static Ssrc read(ValueReader in) throws MalformedLine {
        long ssrc = in.ssrc();
        if (in.atEnd()) {
            throw in.malformed("what is said of the SSRC was expected, as in a=ssrc:1607797317 cname:camera");
        }
        String said = in.rest();
        int colon = said.indexOf(':');
        return colon < 0
                ? new Ssrc(ssrc, said, Optional.empty())
                : new Ssrc(ssrc, said.substring(0, colon), Optional.of(said.substring(colon + 1)));
    }

    @Override
    public String toLine() {
        return "a=ssrc:" + ssrc + " " + attribute
                + value.map(said -> ":" + said).orElse("");
    }
}
