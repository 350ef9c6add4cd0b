package dev.sightline.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads one value from left to right, on the description's own text. Fields stand between spaces, of which several count
 * as one, since cameras write them; whatever else differs from the grammar ends the reading with a {@link MalformedLine}
 * that names the column.
 */
final class ValueReader {
    private final String text;
    private final int lineStart;
    private final int end;
    private int at;

    ValueReader(String text, int lineStart, int at, int end) {
        this.text = text;
        this.lineStart = lineStart;
        this.at = at;
        this.end = end;
        skipSpaces();
    }

    /** Reads a value that stands in no line. */
    ValueReader(String value) {
        this(value, 0, 0, value.length());
    }

    boolean atEnd() {
        return at == end;
    }

    /** The next field, with the spaces after it. */
    String word(String expected) throws MalformedLine {
        int from = at;
        int to = endOfWord(expected);
        at = to;
        skipSpaces();
        return text.substring(from, to);
    }

    /** The next field, which has to be {@code word} in this very case. */
    void literal(String word, String expected) throws MalformedLine {
        int from = at;
        int to = endOfWord(expected);
        if (to - from != word.length() || !text.startsWith(word, from)) {
            throw new MalformedLine(column(), expected);
        }
        at = to;
        skipSpaces();
    }

    /** {@code IP4} or {@code IP6}. */
    String addressType(String expected) throws MalformedLine {
        int column = column();
        String type = word(expected);
        if (!type.equals("IP4") && !type.equals("IP6")) {
            throw new MalformedLine(column, expected);
        }
        return type;
    }

    /** An address of that type: a name may be of both. */
    String address(String type, String expected) throws MalformedLine {
        int column = column();
        String address = word(expected);
        boolean six = address.indexOf(':') >= 0;
        boolean four = !six && address.chars().allMatch(c -> c == '.' || c == '/' || (c >= '0' && c <= '9'));
        if (six ? type.equals("IP4") : four && type.equals("IP6")) {
            throw new MalformedLine(
                    column,
                    "an " + (six ? "IPv4" : "IPv6") + " address was expected after " + type + ", or the type "
                            + (six ? "IP6" : "IP4"));
        }
        return address;
    }

    /** A field of letters, digits and the few symbols of a token (RFC 8866, section 9). */
    String token(String expected) throws MalformedLine {
        int from = at;
        String word = word(expected);
        for (int i = 0; i < word.length(); i++) {
            if (!SdpText.isTokenCharacter(word.charAt(i))) {
                throw new MalformedLine(from + i - lineStart + 1, expected);
            }
        }
        return word;
    }

    /** What stands before {@code separator} in the next field, and the separator. */
    String before(char separator, String expected) throws MalformedLine {
        return before(separator, List.of(), expected);
    }

    /** The same; where it reads as one of {@code known} that very string. */
    String before(char separator, List<String> known, String expected) throws MalformedLine {
        int from = at;
        int to = endOfWord(expected);
        int found = find(separator, to);
        if (found == to || found == from) {
            throw new MalformedLine(column(), expected);
        }
        at = found + 1;
        for (int i = 0; i < known.size(); i++) {
            if (known.get(i).length() == found - from && text.startsWith(known.get(i), from)) {
                return known.get(i);
            }
        }
        return text.substring(from, found);
    }

    /** Like {@link #before}; empty when the next field does not hold the separator, and then nothing is read. */
    Optional<String> ifBefore(char separator) {
        int to = wordEnd();
        int found = find(separator, to);
        if (found == to) {
            return Optional.empty();
        }
        String before = text.substring(at, found);
        at = found + 1;
        return Optional.of(before);
    }

    /** Decimal digits up to a character that is none; what follows them stays to be read. */
    long digits(long max, String expected) throws MalformedLine {
        int from = at;
        long number = 0;
        while (at < end && isDigit(text.charAt(at))) {
            number = number * 10 + (text.charAt(at) - '0');
            if (number > max || at - from >= 18) {
                throw new MalformedLine(from - lineStart + 1, expected);
            }
            at++;
        }
        if (at == from) {
            throw new MalformedLine(column(), expected);
        }
        return number;
    }

    /** A field that is a number from 0 to {@code max}: no sign, no other script's digits. */
    long number(long max, String expected) throws MalformedLine {
        int from = at;
        long number = digits(max, expected);
        if (at < end && text.charAt(at) != ' ') {
            throw new MalformedLine(from - lineStart + 1, expected);
        }
        skipSpaces();
        return number;
    }

    int payloadType() throws MalformedLine {
        return (int) number(127, "a payload type from 0 to 127 was expected, as in a=rtpmap:103 H264/90000");
    }

    int port(String expected) throws MalformedLine {
        return (int) number(65535, expected);
    }

    long ssrc() throws MalformedLine {
        return number(0xFFFF_FFFFL, "an SSRC from 0 to 4294967295 was expected, as in a=ssrc:1607797317 cname:camera");
    }

    /** True, and read, when the next character is {@code c}. */
    boolean skips(char c) {
        if (at < end && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    /** True, and read, when the next field is {@code word}. */
    boolean skips(String word) {
        int to = wordEnd();
        if (to - at != word.length() || !text.startsWith(word, at)) {
            return false;
        }
        at = to;
        skipSpaces();
        return true;
    }

    /** A whole value of letters, digits, '+' and '/', as ICE's names and passwords are (RFC 8839, section 5.1). */
    String iceCharacters(int least) throws MalformedLine {
        String expected = least + " to 256 letters, digits, '+' or '/' were expected";
        int from = at;
        String word = word(expected);
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (!SdpText.isLetterOrDigit(c) && c != '+' && c != '/') {
                throw new MalformedLine(from + i - lineStart + 1, expected);
            }
        }
        if (word.length() < least || word.length() > 256) {
            throw new MalformedLine(from - lineStart + 1, expected);
        }
        finish("nothing more was expected");
        return word;
    }

    /** True when the next character is {@code c}; nothing is read. */
    boolean sees(char c) {
        return at < end && text.charAt(at) == c;
    }

    void skipSpaces() {
        while (at < end && text.charAt(at) == ' ') {
            at++;
        }
    }

    /** All that is left, without the spaces at its end. */
    String rest() {
        int to = end;
        while (to > at && text.charAt(to - 1) == ' ') {
            to--;
        }
        String rest = text.substring(at, to);
        at = end;
        return rest;
    }

    /** All that is left, the spaces at its end included. */
    String exactRest() {
        String rest = text.substring(at, end);
        at = end;
        return rest;
    }

    List<String> words() {
        List<String> words = new ArrayList<>();
        while (at < end) {
            int to = wordEnd();
            words.add(text.substring(at, to));
            at = to;
            skipSpaces();
        }
        return List.copyOf(words);
    }

    /** Nothing may be left. */
    void finish(String expected) throws MalformedLine {
        if (at < end) {
            throw new MalformedLine(column(), expected);
        }
    }

    MalformedLine malformed(String expected) {
        return new MalformedLine(column(), expected);
    }

    int column() {
        return at - lineStart + 1;
    }

    private int find(char wanted, int to) {
        int found = at;
        while (found < to && text.charAt(found) != wanted) {
            found++;
        }
        return found;
    }

    private int endOfWord(String expected) throws MalformedLine {
        int to = wordEnd();
        if (to == at) {
            throw new MalformedLine(column(), expected);
        }
        return to;
    }

    private int wordEnd() {
        int to = at;
        while (to < end && text.charAt(to) != ' ') {
            to++;
        }
        return to;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
