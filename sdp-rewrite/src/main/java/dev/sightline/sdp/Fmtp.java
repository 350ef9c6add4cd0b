package dev.sightline.sdp;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A codec's parameters: {@code a=fmtp:payloadType text} (RFC 8866, section 6.15).
 *
 * @param text as written, mostly {@code name=value;name=value}
 */
public record Fmtp(int payloadType, String text) {
    static Optional<Fmtp> parse(String value) {
        OptionalInt payloadType = Fields.payloadType(Fields.first(value));
        return payloadType.isEmpty()
                ? Optional.empty()
                : Optional.of(new Fmtp(payloadType.getAsInt(), Fields.afterFirst(value)));
    }

    /** The value of the first parameter of that name; names have no case (RFC 4855, section 3). */
    public Optional<String> parameter(String name) {
        for (String parameter : Fields.split(text, ';')) {
            int equals = parameter.indexOf('=');
            if (equals > 0 && parameter.substring(0, equals).strip().equalsIgnoreCase(name)) {
                return Optional.of(parameter.substring(equals + 1).strip());
            }
        }
        return Optional.empty();
    }
}
