package dev.sightline.probe.signaling;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The head of an HTTP/1.1 message (RFC 9112, section 2.1).
 *
 * @param start the request line or the status line
 * @param fields by name in lower case
 */
record HttpHead(String start, Map<String, String> fields) {
    private static final Pattern START =
            Pattern.compile("([A-Z]{3,10} \\S{1,2000} HTTP/1\\.[01]|HTTP/1\\.[01] \\d{3}.*)");

    static boolean isOne(String head) {
        int end = head.indexOf("\r\n");
        return START.matcher(end < 0 ? head : head.substring(0, end)).matches();
    }

    static HttpHead parse(String head) {
        String[] lines = head.split("\r\n", -1);
        Map<String, String> fields = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                fields.put(
                        lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                        lines[i].substring(colon + 1).strip());
            }
        }
        return new HttpHead(lines[0], fields);
    }

    boolean isResponse() {
        return start.startsWith("HTTP/");
    }

    /** {@code 201}, or {@code POST /cameras/gate/session}. */
    String name() {
        String[] words = start.split(" ", 3);
        return isResponse() ? words[1] : words[0] + " " + words[1];
    }

    String field(String name) {
        return fields.getOrDefault(name, "");
    }

    boolean isChunked() {
        return field("transfer-encoding").toLowerCase(Locale.ROOT).contains("chunked");
    }

    boolean isUpgrade() {
        return field("upgrade").equalsIgnoreCase("websocket");
    }

    /** -1 when it is not said or no number. */
    int length() {
        String length = field("content-length");
        return length.matches("\\d{1,9}") ? Integer.parseInt(length) : -1;
    }
}
