package dev.sightline.sdp;

import java.net.InetAddress;
import java.util.Optional;

/**
 * One line as it was written. A line that is not of the form {@code x=value} (RFC 8866, section 5) is kept as well: its
 * {@link #type()} is {@link #NO_TYPE}.
 *
 * @param content the characters before the line's end
 * @param ending {@code "\r\n"}, {@code "\n"}, {@code "\r"}, or empty for a last line without end
 */
public record SdpLine(String content, String ending) {
    /** The type of a line that has none. */
    public static final char NO_TYPE = '\0';

    static final String CRLF = "\r\n";

    /** The letter before the first {@code =}, or {@link #NO_TYPE}. */
    public char type() {
        return content.length() >= 2 && content.charAt(1) == '=' ? content.charAt(0) : NO_TYPE;
    }

    /** What follows {@code x=}; the whole content for a line without type. */
    public String value() {
        return type() == NO_TYPE ? content : content.substring(2);
    }

    public boolean isMedia() {
        return type() == 'm';
    }

    public boolean isOrigin() {
        return type() == 'o';
    }

    public boolean isConnection() {
        return type() == 'c';
    }

    public boolean isAttribute() {
        return type() == 'a';
    }

    /** True for {@code a=name} and {@code a=name:value}. */
    public boolean isAttribute(String name) {
        return isAttribute()
                && content.startsWith(name, 2)
                && (content.length() == name.length() + 2 || content.charAt(name.length() + 2) == ':');
    }

    /** The name of an attribute line; empty for any other line. */
    public Optional<String> attributeName() {
        if (!isAttribute()) {
            return Optional.empty();
        }
        int colon = content.indexOf(':');
        return Optional.of(colon < 0 ? content.substring(2) : content.substring(2, colon));
    }

    /** What follows the colon of an attribute line; the empty string for a flag and for any other line. */
    public String attributeValue() {
        int colon = isAttribute() ? content.indexOf(':') : -1;
        return colon < 0 ? "" : content.substring(colon + 1);
    }

    SdpLine withContent(String changed) {
        return new SdpLine(changed, ending);
    }

    /** Leaves a line that is neither a well-formed {@code o=} nor a {@code c=} as it is. */
    SdpLine withAddress(InetAddress address) {
        Connection connection = Connection.of(address);
        if (isConnection()) {
            return withContent("c=" + connection.toValue());
        }
        return isOrigin()
                ? Origin.parse(value())
                        .map(origin -> withContent(
                                "o=" + origin.withAddress(connection).toValue()))
                        .orElse(this)
                : this;
    }

    /** The text exactly as it was read. */
    @Override
    public String toString() {
        return content + ending;
    }
}
