package dev.sightline.sdp;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A session description (RFC 8866) that loses nothing: {@code parse(text).toString()} is {@code text}, whatever it is.
 *
 * <p>The text holds one character per byte (ISO-8859-1). Reading is lenient, since cameras write odd things: a line that
 * a view does not understand is absent from that view, stays in the text and is named by {@link #problems()}. Lines end
 * with CRLF, LF or a lone CR, the last because media servers take it for an end, too. Immutable and safe to share between
 * threads; the views are built at first use, each in linear time.
 */
public final class SessionDescription {
    private final String text;
    private final Lines lines;
    private final List<MediaDescription> media;
    private final int sessionEnd;

    private @Nullable Attributes attributes;
    /** The session's own, one or none. */
    private @Nullable List<Connection> connections;

    private SessionDescription(String text, LineReader reader) {
        this.text = text;
        this.lines = reader.lines();
        int[] starts = reader.sections();
        this.sessionEnd = starts[0];
        List<MediaDescription> sections = new ArrayList<>(starts.length - 1);
        for (int i = 0; i + 1 < starts.length; i++) {
            sections.add(new MediaDescription(this, starts[i], starts[i + 1]));
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
        return new SessionDescription(text, new LineReader(text, limits));
    }

    /** Where a line begins in the text, counted from 0; for {@code lines().size()} the text's length. */
    public int offsetOf(int index) {
        return lines.start(index);
    }

    Lines table() {
        return lines;
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
     * The first media description of {@code type} ({@code video}, {@code audio}) that is not {@linkplain MediaDescription#isRejected() rejected}.
     *
     * @throws SdpException for an {@code m=} line of that type without a valid port
     */
    public Optional<MediaDescription> media(String type) {
        return media.stream()
                .filter(section -> section.type().equals(type) && !section.isRejected())
                .findFirst();
    }

    /**
     * Everything that differs from RFC 8866 and the attributes' own documents, in the order of the lines; last what is
     * missing as a whole. A description without problems may still be a bad idea: that is for a linter.
     */
    public List<SdpProblem> problems() {
        return Problems.of(this);
    }

    /** Who made it: the first {@code o=}; empty when that is malformed. */
    public Optional<Origin> origin() {
        return firstOf(sessionLines(), 'o', Origin.class);
    }

    /** The session's own {@code c=}, which sections may override. */
    public Optional<Connection> connection() {
        List<Connection> known = connections;
        if (known == null) {
            known = firstOf(sessionLines(), 'c', Connection.class).stream().toList();
            connections = known;
        }
        return known.stream().findFirst();
    }

    /** The section's {@code c=}, else the session's (RFC 8866, section 5.7). */
    public Optional<Connection> connectionOf(MediaDescription section) {
        return section.connection().or(this::connection);
    }

    /** When the session takes place, one for each {@code t=}. */
    public List<Timing> timings() {
        return views(sessionLines(), Timing.class);
    }

    /** The session's own {@code b=} lines. */
    public List<Bandwidth> bandwidths() {
        return views(sessionLines(), Bandwidth.class);
    }

    /** Which sections belong together: {@code a=group:BUNDLE 0 1} (RFC 5888). */
    public List<Group> groups() {
        return views(sessionLines(), Group.class);
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

    static <T extends SdpValue> Optional<T> firstOf(Collection<SdpLine> lines, char type, Class<T> kind) {
        for (SdpLine line : lines) {
            if (line.type() == type) {
                return line.view(kind);
            }
        }
        return Optional.empty();
    }

    static <T extends SdpValue> List<T> views(Collection<SdpLine> lines, Class<T> kind) {
        return lines.stream().flatMap(line -> line.view(kind).stream()).toList();
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
