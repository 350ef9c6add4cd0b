package dev.sightline.sdp;

import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * One line as it was written: a window on its description's text. A line that is not of the form {@code x=value}
 * (RFC 8866, section 5) is kept as well: its {@link #type()} is {@link #NO_TYPE}.
 *
 * <p>{@link #value()} is the text, {@link #view()} what it means, {@link #problem()} why it means nothing. Two lines are
 * equal when they read the same, wherever they stand.
 */
public final class SdpLine {
    /** The type of a line that has none. */
    public static final char NO_TYPE = '\0';

    static final String CRLF = "\r\n";

    private final String text;
    private final int start;
    private final int contentEnd;
    private final int end;
    private final int number;

    /** A window on {@code text} from {@code start} to {@code end}, line end included. */
    SdpLine(String text, int start, int end, int number) {
        this.text = text;
        this.start = start;
        this.end = end;
        this.number = number;
        this.contentEnd = contentEnd(text, start, end);
    }

    private static int contentEnd(String text, int start, int end) {
        if (end == start) {
            return end;
        }
        char last = text.charAt(end - 1);
        if (last == '\n') {
            return end - 2 >= start && text.charAt(end - 2) == '\r' ? end - 2 : end - 1;
        }
        return last == '\r' ? end - 1 : end;
    }

    /** Where it stands in its description, counted from 1. */
    public int number() {
        return number;
    }

    /** The characters before the line's end. */
    public String content() {
        return text.substring(start, contentEnd);
    }

    /** {@code "\r\n"}, {@code "\n"}, {@code "\r"}, or empty for a last line without end. */
    public String ending() {
        return text.substring(contentEnd, end);
    }

    /** The characters of {@link #content()}. */
    public int length() {
        return contentEnd - start;
    }

    /** The characters of the whole line, its end included. */
    public int fullLength() {
        return end - start;
    }

    /** True when nothing but white space stands in it. */
    public boolean isBlank() {
        for (int i = start; i < contentEnd; i++) {
            if (!Character.isWhitespace(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** True for NULs behind the last line's end, which are no line but what ends a string in C. */
    public boolean isTerminator() {
        for (int i = start; i < end; i++) {
            if (text.charAt(i) != 0) {
                return false;
            }
        }
        return end > start && end == text.length();
    }

    /** The letter before the first {@code =}, or {@link #NO_TYPE}. */
    public char type() {
        return contentEnd - start >= 2 && text.charAt(start + 1) == '=' ? text.charAt(start) : NO_TYPE;
    }

    /** What follows {@code x=}; the whole content for a line without type. */
    public String value() {
        return text.substring(type() == NO_TYPE ? start : start + 2, contentEnd);
    }

    /** True for {@code m=}. */
    public boolean isMedia() {
        return type() == 'm';
    }

    /** True for {@code o=}. */
    public boolean isOrigin() {
        return type() == 'o';
    }

    /** True for {@code c=}. */
    public boolean isConnection() {
        return type() == 'c';
    }

    /** True for {@code a=}. */
    public boolean isAttribute() {
        return type() == 'a';
    }

    /** True for {@code a=name} and {@code a=name:value}. */
    public boolean isAttribute(String name) {
        int nameEnd = start + 2 + name.length();
        return isAttribute()
                && nameEnd <= contentEnd
                && text.startsWith(name, start + 2)
                && (nameEnd == contentEnd || text.charAt(nameEnd) == ':');
    }

    /** The name of an attribute line; empty for any other line. */
    public Optional<String> attributeName() {
        return isAttribute() ? Optional.of(text.substring(start + 2, nameEnd())) : Optional.empty();
    }

    /** What follows the colon of an attribute line; the empty string for a flag and for any other line. */
    public String attributeValue() {
        return isAttribute() ? text.substring(Math.min(nameEnd() + 1, contentEnd), contentEnd) : "";
    }

    /** The payload type that an {@code rtpmap}, {@code fmtp}, {@code rtcp-fb} or {@code imageattr} line speaks of. */
    public OptionalInt payloadType() {
        return isAttribute("rtcp-fb") || isAttribute("rtpmap") || isAttribute("fmtp") || isAttribute("imageattr")
                ? payloadTypeAt(nameEnd() + 1)
                : OptionalInt.empty();
    }

    private OptionalInt payloadTypeAt(int from) {
        int to = from;
        while (to < contentEnd && text.charAt(to) != ' ') {
            to++;
        }
        int number = Fields.payloadType(text, Math.min(from, to), to);
        return number < 0 ? OptionalInt.empty() : OptionalInt.of(number);
    }

    /** What the line means; empty when it has a {@link #problem()}, or is of a kind that has no typed value. */
    public Optional<SdpValue> view() {
        LineParser<? extends SdpValue> parser = Views.parserOf(this);
        return parser == null ? Optional.empty() : read(parser).map(value -> value);
    }

    /** {@link #view()} when it is of this kind: {@code line.view(RtpMap.class)}. */
    public <T extends SdpValue> Optional<T> view(Class<T> kind) {
        return view().filter(kind::isInstance).map(kind::cast);
    }

    /** What is wrong with the line itself; {@link SessionDescription#problems()} also knows what is wrong around it. */
    public Optional<SdpProblem> problem() {
        return Problems.of(this);
    }

    <T> Optional<T> read(LineParser<T> parser) {
        return Optional.ofNullable(readOrNull(parser));
    }

    /** {@link #read} for where many values are read and kept: nothing is made but the value. */
    <T> @Nullable T readOrNull(LineParser<T> parser) {
        try {
            return parser.read(reader());
        } catch (MalformedLine absent) {
            return null;
        }
    }

    /** Reads the value: what follows {@code x=} or {@code a=name:}. */
    ValueReader reader() {
        int from = type() == NO_TYPE ? start : start + 2;
        return new ValueReader(text, start, isAttribute() ? Math.min(nameEnd() + 1, contentEnd) : from, contentEnd);
    }

    /** Whether the text from {@code from} is an attribute's name; for a look-up without a copy. */
    int nameLength() {
        return nameEnd() - start - 2;
    }

    boolean endsWithSpace() {
        return contentEnd > start && text.charAt(contentEnd - 1) == ' ';
    }

    private int nameEnd() {
        int at = start + 2;
        while (at < contentEnd && text.charAt(at) != ':') {
            at++;
        }
        return at;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SdpLine that
                && end - start == that.end - that.start
                && text.regionMatches(start, that.text, that.start, end - start);
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    /** The text exactly as it was read. */
    @Override
    public String toString() {
        return text.substring(start, end);
    }
}
