package dev.sightline.sdp;

/**
 * What may stand in a line (RFC 8866, section 9): the checks that parameters pass before they are written, since CR, LF and
 * other control characters would begin a line of their own. All throw {@link SdpException} with {@code what} in its message.
 */
public final class SdpText {
    private static final String TOKEN_SYMBOLS = "!#$%&'*+-.^_`{|}~";
    private static final int SHOWN = 80;

    private SdpText() {}

    /** A byte-string of RFC 8866 without control characters (tab is allowed), those from 0x80 to 0x9f among them. */
    public static String requireText(String what, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != '\t' && !isPrintable(text.charAt(i))) {
                throw refused(what, text, i);
            }
        }
        return text;
    }

    /**
     * The same for a line that may repeat what stood in a description, where the octets from 0x80 to 0x9f are parts of UTF-8
     * characters.
     */
    public static String requireLine(String what, String line) {
        int bad = firstControl(line);
        if (bad >= 0) {
            throw refused(what, line, bad);
        }
        return line;
    }

    private static SdpException refused(String what, String text, int index) {
        return new SdpException(what + " is '" + shown(text) + "': character " + (index + 1)
                + " is a control character or outside ISO-8859-1; printable characters were expected");
    }

    /** Text that is not empty and has no space. */
    public static String requireWord(String what, String word) {
        requireText(what, word);
        if (word.isEmpty() || word.indexOf(' ') >= 0 || word.indexOf('\t') >= 0) {
            throw new SdpException(what + " is '" + shown(word) + "'; one word without spaces was expected");
        }
        return word;
    }

    /** A token of RFC 8866: letters, digits and a few symbols. */
    public static String requireToken(String what, String token) {
        if (token.isEmpty() || !token.chars().allMatch(SdpText::isTokenCharacter)) {
            throw new SdpException(
                    what + " is '" + shown(token) + "'; letters, digits or '-' were expected, as in H264");
        }
        return token;
    }

    /** From 1 to 65535. */
    public static int requirePort(String what, int port) {
        return (int) requireRange(what, port, 1, 65535);
    }

    /** From 0 to 2³²−1. */
    public static long requireSsrc(String what, long ssrc) {
        return requireRange(what, ssrc, 0, 0xFFFF_FFFFL);
    }

    /** From {@code min} to {@code max}, both included. */
    public static long requireRange(String what, long number, long min, long max) {
        if (number < min || number > max) {
            throw new SdpException(what + " is " + number + "; a number from " + min + " to " + max + " was expected");
        }
        return number;
    }

    /** True for a lower-case letter, then {@code =}. */
    public static boolean isTyped(String line) {
        return line.length() >= 2 && line.charAt(0) >= 'a' && line.charAt(0) <= 'z' && line.charAt(1) == '=';
    }

    /** The index of the first control character or character beyond ISO-8859-1; -1 when there is none. */
    static int firstControl(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
                return i;
            }
        }
        return -1;
    }

    /** Text made safe and short enough for a message: control characters become {@code ?}. */
    public static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        text.chars().limit(SHOWN).forEach(c -> shown.append(isPrintable(c) ? (char) c : '?'));
        return text.length() > SHOWN ? shown.append("…").toString() : shown.toString();
    }

    static boolean isTokenCharacter(int c) {
        return isLetterOrDigit(c) || TOKEN_SYMBOLS.indexOf(c) >= 0;
    }

    static boolean isLetterOrDigit(int c) {
        return isBetween(c, 'a', 'z') || isBetween(c, 'A', 'Z') || isBetween(c, '0', '9');
    }

    private static boolean isPrintable(int c) {
        return isBetween(c, ' ', '~') || isBetween(c, 0xa0, 0xff);
    }

    private static boolean isBetween(int c, int first, int last) {
        return c >= first && c <= last;
    }
}
