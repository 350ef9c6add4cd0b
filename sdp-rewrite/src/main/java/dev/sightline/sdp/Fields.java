package dev.sightline.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The fields of a line's value, told apart by spaces, and the numbers in them. No regular expressions: linear time. */
final class Fields {
    private Fields() {}

    /** The fields between spaces; several spaces count as one. */
    static List<String> of(String value) {
        return split(value, ' ');
    }

    static List<String> split(String value, char separator) {
        List<String> fields = new ArrayList<>();
        int start = 0;
        while (start <= value.length()) {
            int end = value.indexOf(separator, start);
            if (end < 0) {
                end = value.length();
            }
            if (end > start) {
                fields.add(value.substring(start, end));
            }
            start = end + 1;
        }
        return List.copyOf(fields);
    }

    /** What stands before the first space. */
    static String first(String value) {
        int space = value.indexOf(' ');
        return space < 0 ? value : value.substring(0, space);
    }

    /** What stands after the first space; empty when there is none. */
    static String afterFirst(String value) {
        int space = value.indexOf(' ');
        return space < 0 ? "" : value.substring(space + 1);
    }

    /**
     * Decimal digits only: no sign, no space, no other script's digits.
     *
     * @param max the highest number that is one; at most 2³²−1, so that nothing overflows on the way
     */
    static OptionalLong number(String digits, long max) {
        if (digits.isEmpty()) {
            return OptionalLong.empty();
        }
        long number = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return OptionalLong.empty();
            }
            number = number * 10 + digit;
            if (number > max) {
                return OptionalLong.empty();
            }
        }
        return OptionalLong.of(number);
    }

    static OptionalInt payloadType(String digits) {
        return small(digits, 127);
    }

    /** Like {@link #payloadType(String)} for a part of a text; -1 when there is none. */
    static int payloadType(String text, int from, int end) {
        int number = 0;
        for (int at = from; at < end; at++) {
            int digit = text.charAt(at) - '0';
            number = number * 10 + digit;
            if (digit < 0 || digit > 9 || number > 127) {
                return -1;
            }
        }
        return from == end ? -1 : number;
    }

    static OptionalInt port(String digits) {
        return small(digits, 65535);
    }

    static OptionalInt small(String digits, int max) {
        OptionalLong number = number(digits, max);
        return number.isPresent() ? OptionalInt.of((int) number.getAsLong()) : OptionalInt.empty();
    }
}
