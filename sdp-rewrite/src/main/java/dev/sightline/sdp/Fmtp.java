package dev.sightline.sdp;

import java.util.Optional;

/**
 * A codec's parameters: {@code a=fmtp:payloadType text} (RFC 8866, section 6.15).
 *
 * @param text as written, mostly {@code name=value;name=value}
 */
public record Fmtp(int payloadType, String text) implements SdpValue {
    static Fmtp read(ValueReader in) throws MalformedLine {
        return new Fmtp(in.payloadType(), in.exactRest());
    }

    /** The value of the first parameter of that name; names have no case (RFC 4855, section 3). */
    public Optional<String> parameter(String name) {
        int from = valueOf(name);
        return from < 0
                ? Optional.empty()
                : Optional.of(text.substring(from, parameterEnd(from)).strip());
    }

    /** Whether there is a parameter of that name, whatever its value. */
    public boolean has(String name) {
        return valueOf(name) >= 0;
    }

    /** Whether that parameter is there and has this value. */
    public boolean says(String name, String value) {
        int from = valueOf(name);
        return from >= 0
                && text.startsWith(value, from)
                && afterSpaces(from + value.length(), text.length()) == parameterEnd(from);
    }

    /** Where the value of the first parameter of that name begins; -1 when there is none. */
    private int valueOf(String name) {
        int start = 0;
        while (start < text.length()) {
            int end = parameterEnd(start);
            int nameEnd = afterSpaces(start, end) + name.length();
            if (text.regionMatches(true, nameEnd - name.length(), name, 0, name.length()) && nameEnd < end) {
                int equals = afterSpaces(nameEnd, end);
                if (equals < end && text.charAt(equals) == '=') {
                    return afterSpaces(equals + 1, end);
                }
            }
            start = end + 1;
        }
        return -1;
    }

    private int parameterEnd(int from) {
        int semicolon = text.indexOf(';', from);
        return semicolon < 0 ? text.length() : semicolon;
    }

    /** The same with a parameter's value changed in place, or added at the end when it is not there. */
    public Fmtp withParameter(String name, String value) {
        StringBuilder changed = new StringBuilder();
        boolean found = false;
        for (String parameter : Fields.split(text, ';')) {
            int equals = parameter.indexOf('=');
            boolean here = !found
                    && equals > 0
                    && parameter.substring(0, equals).strip().equalsIgnoreCase(name);
            changed.append(changed.length() == 0 ? "" : ";")
                    .append(here ? parameter.substring(0, equals + 1) + value : parameter);
            found |= here;
        }
        if (!found) {
            changed.append(changed.length() == 0 ? "" : ";")
                    .append(name)
                    .append('=')
                    .append(value);
        }
        return new Fmtp(payloadType, changed.toString());
    }

    private int afterSpaces(int from, int end) {
        int at = from;
        while (at < end && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    @Override
    public String toLine() {
        return "a=fmtp:" + payloadType + " " + text;
    }
}
