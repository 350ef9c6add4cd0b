package dev.sightline.sdp;

import java.util.Optional;

/**
 * The media stream that a section's track belongs to: {@code a=msid:stream [track]} (RFC 8830, section 2).
 *
 * @param stream {@code -} for a track without stream
 */
public record Msid(String stream, Optional<String> track) implements SdpValue {
    static Msid read(ValueReader in) throws MalformedLine {
        String expected = "a stream's id and, if any, a track's were expected, as in a=msid:stream track";
        String stream = in.word(expected);
        Optional<String> track = in.atEnd() ? Optional.empty() : Optional.of(in.word(expected));
        in.finish("nothing more was expected after the track");
        return new Msid(stream, track);
    }

    @Override
    public String toLine() {
        return "a=msid:" + stream + track.map(id -> " " + id).orElse("");
    }
}
