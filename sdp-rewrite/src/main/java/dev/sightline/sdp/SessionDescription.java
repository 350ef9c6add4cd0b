package dev.sightline.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A session description (RFC 8866) that loses nothing: {@code parse(text).toString()} is {@code text}, whatever it is.
 *
 * <p>The text holds one character per byte (ISO-8859-1). Reading is lenient, since cameras write odd things: a line that
 * a view does not understand is absent from that view and stays in the text. {@link NormalForm} is the gate before a
 * media server, which needs a strict text. Lines end with CRLF, LF or a lone CR, the last because media servers
 * take it for an end, too. Immutable; the views are built at first use, each in linear time.
 */
public final class SessionDescription {
    private final String text;
    private final List<SdpLine> lines;
    private final List<MediaDescription> media;
    private final int sessionEnd;

    private @Nullable Attributes attributes;

    private SessionDescription(String text, List<SdpLine> lines) {
        this.text = text;
        this.lines = List.copyOf(lines);
        List<Integer> starts = new ArrayList<>();
        for (int i = 0; i < this.lines.size(); i++) {
            if (this.lines.get(i).isMedia()) {
                starts.add(i);
            }
        }
        starts.add(this.lines.size());
        this.sessionEnd = starts.get(0);
        List<MediaDescription> sections = new ArrayList<>();
        for (int i = 0; i + 1 < starts.size(); i++) {
            sections.add(new MediaDescription(this, starts.get(i), starts.get(i + 1)));
        }
        this.media = List.copyOf(sections);
    }

    /** Reads {@code text} within {@link SdpLimits#DEFAULT}. */
    public static SessionDescription parse(String text) {
        return parse(text, SdpLimits.DEFAULT);
    }

    /**
     * Reads any text.
     *
     * @throws SdpException only when a limit is exceeded
     */
    public static SessionDescription parse(String text, SdpLimits limits) {
        return new SessionDescription(text, new LineReader(text, limits).lines());
    }

    static SessionDescription of(List<SdpLine> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line.content()).append(line.ending()));
        return new SessionDescription(text.toString(), lines);
    }

    /** Every line in order. */
    public List<SdpLine> lines() {
        return lines;
    }

    /** The lines before the first {@code m=}. */
    public List<SdpLine> sessionLines() {
        return lines.subList(0, sessionEnd);
    }

    /** Every media description in order, rejected ones included. */
    public List<MediaDescription> media() {
        return media;
    }

    /**
     * The first media description of {@code type} ({@code video}, {@code audio}) that is not rejected by port 0.
     *
     * @throws SdpException for an {@code m=} line of that type without a valid port
     */
    public Optional<MediaDescription> media(String type) {
        return media.stream()
                .filter(section -> section.type().equals(type) && !section.isRejected())
                .findFirst();
    }

    public Optional<Origin> origin() {
        return firstValue(sessionLines(), 'o').flatMap(Origin::parse);
    }

    /** The session's own {@code c=}, which sections may override. */
    public Optional<Connection> connection() {
        return firstValue(sessionLines(), 'c').flatMap(Connection::parse);
    }

    /** The section's {@code c=}, else the session's (RFC 8866, section 5.7). */
    public Optional<Connection> connectionOf(MediaDescription section) {
        return section.connection().or(this::connection);
    }

    /** The first session-level attribute of that name; the empty string for a flag. */
    public Optional<String> attribute(String name) {
        return attributes().first(name);
    }

    Attributes attributes() {
        Attributes known = attributes;
        if (known == null) {
            known = new Attributes(sessionLines());
            attributes = known;
        }
        return known;
    }

    /** What new lines end with: as the first line does, since some readers insist on one form. */
    String lineEnding() {
        return lines.isEmpty() || lines.get(0).ending().isEmpty()
                ? SdpLine.CRLF
                : lines.get(0).ending();
    }

    /** The index of the last line before {@code end} that is not blank; where a section, or the text, is continued. */
    int lastWritten(int end) {
        int index = end - 1;
        while (index > 0 && lines.get(index).content().isBlank()) {
            index--;
        }
        return index;
    }

    static Optional<String> firstValue(List<SdpLine> lines, char type) {
        return lines.stream()
                .filter(line -> line.type() == type)
                .map(SdpLine::value)
                .findFirst();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SessionDescription that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** Exactly the text that was read. */
    @Override
    public String toString() {
        return text;
    }
}
