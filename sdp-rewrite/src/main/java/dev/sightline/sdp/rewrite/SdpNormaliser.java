package dev.sightline.sdp.rewrite;

import dev.sightline.sdp.Connection;
import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.MediaLine;
import dev.sightline.sdp.Origin;
import dev.sightline.sdp.SdpException;
import dev.sightline.sdp.SdpLimits;
import dev.sightline.sdp.SdpLine;
import dev.sightline.sdp.SdpProblem;
import dev.sightline.sdp.SdpText;
import dev.sightline.sdp.SessionDescription;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The gate before a media server, since odd session descriptions have crashed some: only lines that media servers understand
 * pass, in the order of RFC 8866, section 5, and within bounds.
 *
 * <p>Mended, with a {@link Change} each: line ends (CRLF), blank lines, NUL behind the last line, spaces at a line's end, attributes that no media
 * server needs (they go), lines that stand in the wrong place of their section (they move), a missing {@code s=} or
 * {@code t=}.
 *
 * <p>Refused, since it could be read in two ways: lines that are not {@code x=value} with a letter of RFC 8866, control
 * characters and characters beyond ISO-8859-1, a description that does not begin with {@code v=0}, has no or two {@code o=},
 * or no {@code m=}; addresses that are not IP literals; {@code m=} lines without valid port, known protocol and formats;
 * a value that is not well-formed where media depends on it.
 */
public final class SdpNormaliser implements RewriteRule {
    /** What is passed on at most: several times what browsers and cameras write. */
    public static final SdpLimits BOUNDS = new SdpLimits(48 * 1024, 4096, 1500, 16);

    static final String SESSION_ORDER = "vosiuepcbtrzka";
    static final String SECTION_ORDER = "micbka";
    private static final String ONCE = "vos";
    private static final Set<String> RTP_PROTOCOLS =
            Set.of("RTP/AVP", "RTP/AVPF", "RTP/SAVP", "RTP/SAVPF", "UDP/TLS/RTP/SAVP", "UDP/TLS/RTP/SAVPF");
    private static final Set<String> DATA_PROTOCOLS = Set.of("DTLS/SCTP", "UDP/DTLS/SCTP", "TCP/DTLS/SCTP");

    /** A mistake in one of these changes what is sent where; a mistake in another attribute does not stop media. */
    private static final Set<String> MATTERS = Set.of(
            "candidate", "fingerprint", "fmtp", "ice-pwd", "ice-ufrag", "mid", "rtcp", "rtcp-fb", "rtpmap", "setup");

    private static final Set<String> UNDERSTOOD = Set.of(
            "bundle-only",
            "candidate",
            "connection",
            "crypto",
            "direction",
            "end-of-candidates",
            "extmap",
            "extmap-allow-mixed",
            "fingerprint",
            "fmtp",
            "framerate",
            "framesize",
            "group",
            "ice-lite",
            "ice-options",
            "ice-pwd",
            "ice-ufrag",
            "imageattr",
            "inactive",
            "max-message-size",
            "maxptime",
            "mid",
            "msid",
            "msid-semantic",
            "ptime",
            "recvonly",
            "remote-candidates",
            "rid",
            "rtcp",
            "rtcp-fb",
            "rtcp-mux",
            "rtcp-mux-only",
            "rtcp-rsize",
            "rtcp-xr",
            "rtpmap",
            "sctp-port",
            "sctpmap",
            "sendonly",
            "sendrecv",
            "setup",
            "simulcast",
            "source-filter",
            "ssrc",
            "ssrc-group",
            "tool",
            "type",
            "x-google-flag");

    @Override
    public String name() {
        return "normalise";
    }

    @Override
    public Rewriting apply(SessionDescription in) {
        SessionDescription.parse(in.toString(), BOUNDS);
        NormalText text = new NormalText(name());
        text.session(kept(in.sessionLines(), SESSION_ORDER, text));
        requireFrame(in);
        for (MediaDescription section : in.media()) {
            text.section(kept(section.lines(), SECTION_ORDER, text));
        }
        return text.done(in);
    }

    @Override
    public String whyUnused(SessionDescription in) {
        return "the description is normal already";
    }

    private static List<SdpLine> kept(List<SdpLine> lines, String order, NormalText text) {
        List<SdpLine> kept = new ArrayList<>();
        for (SdpLine line : lines) {
            if (line.isBlank()) {
                text.dropped(line, "a blank line");
            } else if (line.isTerminator()) {
                text.dropped(line, "what ends a string in C");
            } else if (!isSound(line, order)) {
                text.dropped(line, "an attribute that no media server needs");
            } else {
                kept.add(line);
            }
        }
        return kept;
    }

    /** False when the line may go. */
    private static boolean isSound(SdpLine line, String order) {
        Optional<SdpProblem> problem = line.problem().filter(found -> !found.harmless());
        String attribute = line.attributeName().orElse("").stripTrailing();
        if (problem.isPresent()) {
            boolean matters = !line.isAttribute() || MATTERS.contains(attribute) || isBroken(line);
            if (matters) {
                throw problem.get().toException();
            }
            return false;
        }
        if (order.indexOf(line.type()) < 0) {
            throw refused(line, "such a line belongs before the first m=");
        }
        switch (line.type()) {
            case 'o' -> requireLiteral(line, line.view(Origin.class).flatMap(Origin::inetAddress), "o=- 1 1 IN IP4 ");
            case 'c' -> requireLiteral(line, line.view(Connection.class).flatMap(Connection::inetAddress), "c=IN IP4 ");
            case 'm' -> requireProtocol(line);
            default -> {}
        }
        return !line.isAttribute() || UNDERSTOOD.contains(attribute);
    }

    private static boolean isBroken(SdpLine line) {
        return line.content().chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f || c > 0xff);
    }

    private static void requireLiteral(SdpLine line, Optional<InetAddress> address, String example) {
        if (address.isEmpty()) {
            throw refused(line, "a literal address was expected, as in " + example + "192.0.2.1");
        }
    }

    private static void requireProtocol(SdpLine line) {
        String protocol = line.view(MediaLine.class).map(MediaLine::protocol).orElse("");
        if (!RTP_PROTOCOLS.contains(protocol) && !DATA_PROTOCOLS.contains(protocol)) {
            throw refused(line, "a protocol such as RTP/AVPF was expected after the port");
        }
    }

    private static void requireFrame(SessionDescription in) {
        in.lines().stream()
                .filter(line -> !line.isBlank())
                .findFirst()
                .filter(line -> line.type() != 'v')
                .ifPresent(line -> {
                    throw refused(line, "a session description begins with v=0");
                });
        for (int i = 0; i < ONCE.length(); i++) {
            char type = ONCE.charAt(i);
            long count = in.sessionLines().stream()
                    .filter(line -> line.type() == type)
                    .count();
            if (count > 1) {
                throw new SdpException("there are " + count + " " + type + "= lines; one was expected");
            }
        }
        if (in.sessionLines().stream().noneMatch(SdpLine::isOrigin)) {
            throw new SdpException("the session description has no o= line; one was expected after v=0");
        }
        if (in.media().isEmpty()) {
            throw new SdpException("the session description has no m= line; one for video or audio was expected");
        }
    }

    private static SdpException refused(SdpLine line, String expected) {
        return new SdpProblem(line.number(), 1, "'" + SdpText.shown(line.content()) + "': " + expected, false)
                .toException();
    }
}
