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
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < ' ' && c != '\n') || (c >= 0x7f && c < 0xa0)) {
                shown.append(String.format("\\x%02x", (int) c));
            } else if (isUnseen(c)) {
                shown.append(String.format("\\u%04x", (int) c));
            } else {
                shown.append(c);
            }
        }
        return shown.toString();
    }

    private static boolean isUnseen(char c) {
        int type = Character.getType(c);
        return c > 0xff
                && (type == Character.FORMAT
                        || type == Character.LINE_SEPARATOR
                        || type == Character.PARAGRAPH_SEPARATOR);
    }
}
