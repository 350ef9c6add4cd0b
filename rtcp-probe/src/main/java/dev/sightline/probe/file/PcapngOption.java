package dev.sightline.probe.file;

import dev.sightline.probe.Wording;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * An option of a block that lies in the window.
 *
 * <pre>
 * code (2) | length (2) | value, padded to four octets
 * </pre>
 *
 * @param at where it begins
 * @param end of the block's options
 */
record PcapngOption(Window window, int at, int end) {
    private static final int LONGEST_FILTER = 1_024;
    private static final String NOT_READABLE = "not readable";

    boolean isThere() {
        return at + 4 <= end && code() != 0 && value() + length() <= end;
    }

    int code() {
        return window.u16(at);
    }

    int length() {
        return window.u16(at + 2);
    }

    int value() {
        return at + 4;
    }

    PcapngOption next() {
        return new PcapngOption(window, value() + (length() + 3 & ~3), end);
    }

    /** <pre>kind (1): 0 an expression | the expression</pre> Another kind is one that nobody here can read. */
    Optional<String> filter() {
        if (length() <= 1) {
            return Optional.empty();
        }
        boolean expression = window.u8(value()) == 0 && length() <= LONGEST_FILTER;
        String text = expression ? text(1, LONGEST_FILTER).orElse(NOT_READABLE) : NOT_READABLE;
        return Optional.of(text);
    }

    /** Empty when it is no text that can be printed. */
    Optional<String> text(int from, int longest) {
        String text = new String(
                        window.octets(),
                        window.index(value() + from),
                        Math.min(longest, length() - from),
                        StandardCharsets.UTF_8)
                .strip();
        boolean plain = !text.isEmpty() && text.codePoints().noneMatch(Wording::isHarmful);
        return plain ? Optional.of(text) : Optional.empty();
    }

    long i64() {
        long first = window.u32(value());
        long second = window.u32(value() + 4);
        return window.isLittleEndian() ? second << 32 | first : first << 32 | second;
    }
}
