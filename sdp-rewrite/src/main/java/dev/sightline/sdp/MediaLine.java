package dev.sightline.sdp;

import java.util.List;
import java.util.OptionalInt;

/**
 * The line that begins a section: {@code m=type port[/count] protocol format …} (RFC 8866, section 5.14).
 * {@link MediaDescription} reads the same leniently.
 *
 * @param port where media is received; 0 when the section is rejected
 * @param count of ports, for layered streams over several; mostly empty
 * @param formats payload types where the protocol is RTP, at least one
 */
public record MediaLine(String type, int port, OptionalInt count, String protocol, List<String> formats)
        implements SdpValue {
    private static final String EXPECTED =
            "type, port, protocol and at least one format were expected, as in m=video 5006 RTP/AVPF 103";

    /** The list is copied. */
    public MediaLine {
        formats = List.copyOf(formats);
    }

    static MediaLine read(ValueReader in) throws MalformedLine {
        String type = in.token(EXPECTED);
        int port = (int) in.digits(65535, "a port from 0 to 65535 was expected after the type");
        OptionalInt count = in.skips('/')
                ? OptionalInt.of((int) in.number(65535, "a number of ports was expected after '/'"))
                : OptionalInt.empty();
        if (!in.atEnd() && count.isEmpty() && !in.sees(' ')) {
            throw in.malformed("a port from 0 to 65535 was expected after the type");
        }
        in.skipSpaces();
        String protocol = in.word(EXPECTED);
        int column = in.column();
        List<String> formats = in.words();
        if (formats.isEmpty()) {
            throw in.malformed(EXPECTED);
        }
        if (protocol.contains("RTP/")
                && formats.stream()
                        .anyMatch(format -> Fields.payloadType(format).isEmpty())) {
            throw new MalformedLine(column, "payload types from 0 to 127 were expected after the protocol");
        }
        return new MediaLine(type, port, count, protocol, formats);
    }

    /** The same with other formats, in order of preference. */
    public MediaLine withFormats(List<String> changed) {
        return new MediaLine(type, port, count, protocol, changed);
    }

    @Override
    public String toLine() {
        return "m=" + type + " " + port + (count.isPresent() ? "/" + count.getAsInt() : "") + " " + protocol + " "
                + String.join(" ", formats);
    }
}
