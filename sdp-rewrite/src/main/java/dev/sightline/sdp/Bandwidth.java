package dev.sightline.sdp;

import java.util.OptionalLong;

/**
 * How much may be sent: {@code b=type:value} (RFC 8866, section 5.8).
 *
 * @param type {@code AS} and {@code CT} in kbit/s with headers; {@code TIAS} (RFC 3890), {@code RS} and {@code RR} (RFC
 *     3556) in bit/s
 * @param value in the unit of its type
 */
public record Bandwidth(String type, long value) implements SdpValue {
    private static final long MAX = 999_999_999_999L;
    private static final String EXPECTED = "a type, ':' and a number were expected, as in b=AS:2000";

    static Bandwidth read(ValueReader in) throws MalformedLine {
        String type = in.before(':', EXPECTED);
        Bandwidth bandwidth = new Bandwidth(type, in.number(MAX, EXPECTED));
        in.finish("nothing more was expected after the number");
        return bandwidth;
    }

    /** Empty for a type that is not known. */
    public OptionalLong bitsPerSecond() {
        return switch (type) {
            case "AS", "CT" -> OptionalLong.of(value * 1000);
            case "TIAS", "RS", "RR" -> OptionalLong.of(value);
            default -> OptionalLong.empty();
        };
    }

    @Override
    public String toLine() {
        return "b=" + type + ":" + value;
    }
}
