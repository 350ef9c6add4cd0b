package dev.sightline.cli.sdp;

/**
 * Text from a file, for a terminal: control characters, which could steer it, are written as {@code \x1b}, and those that
 * turn text around or are not seen as {@code \u202e}.
 */
final class Shown {
    private static final int LONGEST = 300;

    private Shown() {}

    /** One value, cut where it is longer than anybody reads, with what was left out. */
    static String cut(String text) {
        return text.length() <= LONGEST
                ? of(text)
                : of(text.substring(0, LONGEST)) + "… (" + (text.length() - LONGEST) + " characters more)";
    }

    static String of(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            if ((point < ' ' && point != '\n') || (point >= 0x7f && point < 0xa0)) {
                shown.append(String.format("\\x%02x", point));
            } else if (isUnseen(point)) {
                shown.append(String.format("\\u%04x", point));
            } else {
                shown.appendCodePoint(point);
            }
        });
        return shown.toString();
    }

    private static boolean isUnseen(int point) {
        int type = Character.getType(point);
        return point > 0xff
                && (type == Character.FORMAT
                        || type == Character.LINE_SEPARATOR
                        || type == Character.PARAGRAPH_SEPARATOR);
    }
}
