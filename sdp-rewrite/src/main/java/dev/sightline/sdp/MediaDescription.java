package dev.sightline.sdp;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * One media description: an {@code m=} line and what follows it up to the next one (RFC 8866, section 5.14). Immutable.
 *
 * <p>{@code m=type port[/count] protocol format …}
 */
public final class MediaDescription {
    private static final int MAX_PORT = 65535;
    private static final int USUAL_FORMATS = 36;

    private final SessionDescription session;
    private final int start;
    private final int end;

    private @Nullable Attributes attributes;
    private @Nullable RtpFormats rtpFormats;
    private @Nullable FeedbackMessages feedback;

    MediaDescription(SessionDescription session, int start, int end) {
        this.session = session;
        this.start = start;
        this.end = end;
    }

    /** {@code video}, {@code audio}, {@code application} …; empty for an {@code m=} line that says nothing. */
    public String type() {
        return field(0);
    }

    /**
     * Where media is received; 0 when the section is rejected or has its bundle's port, 9 (discard) when the port is not
     * known yet.
     *
     * @throws SdpException when the line has no valid port
     */
    public int port() {
        String written = field(1);
        int slash = written.indexOf('/');
        return Fields.port(slash < 0 ? written : written.substring(0, slash))
                .orElseThrow(() -> new SdpException(
                        start + 1,
                        Math.min(type().length() + 4, line().length() + 1),
                        "the port of an m= line is '" + SdpText.shown(written)
                                + "'; a number from 0 to 65535 was expected, as in m=video 5006 RTP/AVPF 103"));
    }

    /**
     * True for port 0 (RFC 3264, section 6), unless {@code a=bundle-only} says that the section is received where its
     * bundle is (RFC 9143, section 6).
     *
     * @throws SdpException when the line has no valid port
     */
    public boolean isRejected() {
        return port() == 0 && !has("bundle-only");
    }

    /** {@code RTP/AVPF}, {@code UDP/TLS/RTP/SAVPF} …; empty when missing. */
    public String protocol() {
        return field(2);
    }

    /** The formats in order of preference, as written. */
    public List<String> formats() {
        List<String> all = Fields.of(line().value());
        return all.size() > 3 ? all.subList(3, all.size()) : List.of();
    }

    /** The formats as payload types (0 to 127), each once; empty when the protocol is not RTP. */
    public List<Integer> payloadTypes() {
        if (!protocol().toUpperCase(Locale.ROOT).contains("RTP/")) {
            return List.of();
        }
        String text = session.toString();
        boolean[] listed = new boolean[RtpFormats.PAYLOAD_TYPES];
        List<Integer> payloadTypes = new ArrayList<>(USUAL_FORMATS);
        int at = afterSpaces(text, session.offsetOf(start) + 2);
        for (int field = 0; afterWord(text, at) > at; field++) {
            int wordEnd = afterWord(text, at);
            int number = field < 3 ? -1 : Fields.payloadType(text, at, wordEnd);
            if (number >= 0 && !listed[number]) {
                listed[number] = true;
                payloadTypes.add(number);
            }
            at = afterSpaces(text, wordEnd);
        }
        return Collections.unmodifiableList(payloadTypes);
    }

    /** The {@code m=} line. */
    public SdpLine line() {
        return session.lines().get(start);
    }

    /** The {@code m=} line and all that belong to it. */
    public List<SdpLine> lines() {
        return session.lines().subList(start, end);
    }

    /** The section's own {@code c=}; {@link SessionDescription#connectionOf} also looks at the session's. */
    public Optional<Connection> connection() {
        return SessionDescription.firstOf(lines(), 'c', Connection.class);
    }

    /** The section's own {@code b=} lines. */
    public List<Bandwidth> bandwidths() {
        return views(Bandwidth.class);
    }

    /** The value of the first {@code a=name[:value]} of this section; the empty string for a flag. */
    public Optional<String> attribute(String name) {
        return attributes().first(name);
    }

    /** The values of every {@code a=name[:value]} of this section. */
    public List<String> attributes(String name) {
        return attributes().all(name);
    }

    /** Whether this section has {@code a=name} or {@code a=name:value}. */
    public boolean has(String name) {
        return attributes().has(name);
    }

    /** The typed values of one kind, in the order of their lines: {@code section.views(SsrcGroup.class)}. */
    public <T extends SdpValue> List<T> views(Class<T> kind) {
        return SessionDescription.views(lines(), kind);
    }

    /** What the payload types of the {@code m=} line mean, in its order; those that nothing explains are left out. */
    public List<RtpMap> rtpMaps() {
        List<Integer> payloadTypes = payloadTypes();
        List<RtpMap> maps = new ArrayList<>(payloadTypes.size());
        for (int i = 0; i < payloadTypes.size(); i++) {
            RtpMap map = rtpFormats().mapOrNull(payloadTypes.get(i));
            if (map != null) {
                maps.add(map);
            }
        }
        return Collections.unmodifiableList(maps);
    }

    /** What a payload type means; the static ones, such as 0 (PCMU) and 26 (JPEG), need no line (RFC 3551, section 6). */
    public Optional<RtpMap> rtpMap(int payloadType) {
        return rtpFormats().map(payloadType);
    }

    /** The first well-formed {@code a=fmtp} for a payload type. */
    public Optional<Fmtp> fmtp(int payloadType) {
        return rtpFormats().fmtp(payloadType);
    }

    /** Feedback messages for a payload type, those for {@code *} included: {@code nack pli}, {@code ccm fir} … (RFC 4585). */
    public List<String> feedback(int payloadType) {
        FeedbackMessages known = feedback;
        if (known == null) {
            known = new FeedbackMessages(lines());
            feedback = known;
        }
        return known.of(payloadType);
    }

    /**
     * The payload type that a line speaks of ({@link SdpLine#payloadType()}), for rules that look at every line.
     *
     * @param place the line's index in {@link #lines()}
     * @return -1 for a line that speaks of none
     */
    public int payloadTypeAt(int place) {
        return rtpFormats().spokenOf(place);
    }

    /** The section's direction, else the session's, else {@code sendrecv} (RFC 8866, section 6.7). */
    public Direction direction() {
        return attributes()
                .direction()
                .or(() -> session.attributes().direction())
                .orElse(Direction.SENDRECV);
    }

    /** Who opens the connection. Only the section counts: media servers look nowhere else. */
    public Optional<Comedia> comedia() {
        return attribute("direction").flatMap(Comedia::named);
    }

    /**
     * Where RTCP is received: {@code a=rtcp:} (RFC 3605), else the media port with {@code a=rtcp-mux} (RFC 5761), else
     * the one above.
     *
     * @throws SdpException when there is no such port
     */
    public int rtcpPort() {
        OptionalInt said =
                attribute("rtcp").map(Fields::first).map(Fields::port).orElse(OptionalInt.empty());
        if (said.isPresent()) {
            return said.getAsInt();
        }
        int port = port();
        if (rtcpMux() || port == 0) {
            return port;
        }
        if (port == MAX_PORT) {
            throw new SdpException(
                    start + 1,
                    1,
                    "no RTCP port follows port 65535: an even media port or an a=rtcp: line was expected");
        }
        return port + 1;
    }

    /** The address beside the port in {@code a=rtcp:port IN addressType address} (RFC 3605), which few write. */
    public Optional<Connection> rtcpConnection() {
        return attribute("rtcp")
                .flatMap(value -> value(value, RtcpAttribute::read))
                .flatMap(RtcpAttribute::connection);
    }

    /** Whether RTP and RTCP share a port: {@code a=rtcp-mux} (RFC 5761). */
    public boolean rtcpMux() {
        return has("rtcp-mux");
    }

    /** The section's name, as written: {@code a=mid} (RFC 5888). */
    public Optional<String> mid() {
        return attribute("mid");
    }

    /** What is said of media sources, a value for each well-formed {@code a=ssrc} (RFC 5576). */
    public List<Ssrc> ssrcs() {
        return parsed("ssrc", Ssrc::read);
    }

    /** Which sources belong together: a stream and its retransmissions ({@code FID}), its repair ({@code FEC-FR}) … */
    public List<SsrcGroup> ssrcGroups() {
        return parsed("ssrc-group", SsrcGroup::read);
    }

    /** The media streams that the section's track belongs to (RFC 8830). */
    public List<Msid> msids() {
        return parsed("msid", Msid::read);
    }

    /** The restrictions of each simulcast stream (RFC 8851). */
    public List<Rid> rids() {
        return parsed("rid", Rid::read);
    }

    /** The streams of one source in several sizes (RFC 8853); empty when malformed. */
    public Optional<Simulcast> simulcast() {
        return attribute("simulcast").flatMap(value -> value(value, Simulcast::read));
    }

    /** {@code a=ice-ufrag} as written, the section's or else the session's (RFC 8839, section 5.4). */
    public Optional<String> iceUfrag() {
        return inherited("ice-ufrag");
    }

    /** {@code a=ice-pwd} as written, the section's or else the session's. */
    public Optional<String> icePwd() {
        return inherited("ice-pwd");
    }

    /** The DTLS role, the section's or else the session's (RFC 8842). */
    public Optional<Setup> setup() {
        return inherited("setup").flatMap(Setup::named);
    }

    /** The certificate's digest, the section's or else the session's (RFC 8122). */
    public Optional<Fingerprint> fingerprint() {
        return inherited("fingerprint").flatMap(value -> value(value, Fingerprint::read));
    }

    /** Every {@code a=candidate:} as {@code candidate:…}, the form that trickle ICE uses; broken ones, too. */
    public List<String> candidates() {
        return attributes("candidate").stream()
                .map(value -> "candidate:" + value)
                .toList();
    }

    /** Every candidate that is well-formed. */
    public List<Candidate> iceCandidates() {
        return parsed("candidate", Candidate::read);
    }

    /** Every well-formed {@code a=extmap}: RTP header extensions (RFC 8285). */
    public List<Extmap> extmaps() {
        return parsed("extmap", Extmap::read);
    }

    private <T> List<T> parsed(String name, LineParser<T> parser) {
        List<T> values = null;
        for (int i = start; i < end; i++) {
            if (session.table().isAttribute(i, name)) {
                values = values == null ? new ArrayList<>() : values;
                session.lines().get(i).read(parser).ifPresent(values::add);
            }
        }
        return values == null ? List.of() : Collections.unmodifiableList(values);
    }

    private static <T> Optional<T> value(String value, LineParser<T> parser) {
        try {
            return Optional.of(parser.read(new ValueReader(value)));
        } catch (MalformedLine absent) {
            return Optional.empty();
        }
    }

    /** The field of the {@code m=} line with that index; empty when there are fewer. */
    private String field(int index) {
        String text = session.toString();
        int at = session.offsetOf(start) + 2;
        for (int field = 0; ; field++) {
            at = afterSpaces(text, at);
            int wordEnd = afterWord(text, at);
            if (at == wordEnd || field == index) {
                return text.substring(at, wordEnd);
            }
            at = wordEnd;
        }
    }

    private static int afterSpaces(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        return at;
    }

    /** Where a word ends: at a space, or with its line. */
    private static int afterWord(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) != ' ' && text.charAt(at) != '\r' && text.charAt(at) != '\n') {
            at++;
        }
        return at;
    }

    private Optional<String> inherited(String name) {
        return attribute(name).or(() -> session.attribute(name));
    }

    private Attributes attributes() {
        Attributes known = attributes;
        if (known == null) {
            known = new Attributes(lines());
            attributes = known;
        }
        return known;
    }

    private RtpFormats rtpFormats() {
        RtpFormats known = rtpFormats;
        if (known == null) {
            known = new RtpFormats(session.table(), start, end);
            rtpFormats = known;
        }
        return known;
    }

    /** The section's text. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        lines().forEach(text::append);
        return text.toString();
    }
}
