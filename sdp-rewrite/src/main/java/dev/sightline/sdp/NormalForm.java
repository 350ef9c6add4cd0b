package dev.sightline.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The gate before a media server, since odd session descriptions have crashed some: every line ends with CRLF, blank lines
 * and spaces at a line's end are gone, and what could be read in two ways is refused.
 *
 * <p>Refused are: lines that are not {@code x=value} with a letter of RFC 8866, control characters and characters beyond
 * ISO-8859-1, a description that does not begin with {@code v=0}, or has no valid {@code o=} or no {@code m=}; addresses that
 * are not IP literals; {@code m=} lines without valid port, known protocol and formats; {@code rtpmap}, {@code fmtp} and
 * {@code rtcp-fb} that speak of no payload type.
 */
public final class NormalForm implements RewriteRule {
    private static final String TYPES = "vosiuepcbtrzkam";
    private static final Set<String> RTP_PROTOCOLS =
            Set.of("RTP/AVP", "RTP/AVPF", "RTP/SAVP", "RTP/SAVPF", "UDP/TLS/RTP/SAVP", "UDP/TLS/RTP/SAVPF");
    private static final Set<String> DATA_PROTOCOLS = Set.of("DTLS/SCTP", "UDP/DTLS/SCTP", "TCP/DTLS/SCTP");

    @Override
    public Rewriting apply(SessionDescription in) {
        List<SdpLine> lines = new ArrayList<>();
        List<Change> changes = new ArrayList<>();
        boolean originSeen = false;
        for (int i = 0; i < in.lines().size(); i++) {
            SdpLine line = in.lines().get(i);
            SdpLine normal = new SdpLine(line.content().stripTrailing(), SdpLine.CRLF);
            boolean blank = normal.content().isEmpty();
            if (blank || !normal.equals(line)) {
                changes.add(change(line, blank ? Optional.empty() : Optional.of(normal.content())));
            }
            if (!blank) {
                lines.add(normal);
                check(i + 1, normal, lines.size() == 1);
                originSeen |= normal.isOrigin();
            }
        }
        SessionDescription result = changes.isEmpty() ? in : SessionDescription.of(lines);
        checkWhole(result, originSeen);
        return new Rewriting(result, changes);
    }

    private static Change change(SdpLine before, Optional<String> after) {
        return new Change(
                Optional.of(before.content()), after, "NormalForm", "every line is x=value and ends with CRLF");
    }

    private static void checkWhole(SessionDescription result, boolean originSeen) {
        if (!originSeen) {
            throw new SdpException("the session description has no o= line; one was expected after v=0");
        }
        if (result.media().isEmpty()) {
            throw new SdpException("the session description has no m= line; one for video or audio was expected");
        }
    }

    private static void check(int number, SdpLine line, boolean first) {
        int control = SdpText.firstControl(line.content());
        if (control >= 0) {
            throw new SdpException(
                    number,
                    control + 1,
                    "there is a control character or one beyond ISO-8859-1; printable characters were expected");
        }
        if (TYPES.indexOf(line.type()) < 0) {
            throw refused(number, line, "one of the letters " + TYPES + ", then '=', was expected");
        }
        if (first && !line.content().equals("v=0")) {
            throw refused(number, line, "a session description begins with v=0");
        }
        switch (line.type()) {
            case 'o' -> checkOrigin(number, line);
            case 'c' -> checkConnection(number, line);
            case 'm' -> checkMedia(number, line);
            case 'a' -> checkAttribute(number, line);
            default -> {}
        }
    }

    private static void checkOrigin(int number, SdpLine line) {
        if (Origin.parse(line.value())
                .flatMap(origin -> IpLiteral.parse(origin.address()))
                .isEmpty()) {
            throw refused(number, line, "a literal address was expected, as in o=- 1 1 IN IP4 192.0.2.1");
        }
    }

    private static void checkConnection(int number, SdpLine line) {
        if (Connection.parse(line.value()).flatMap(Connection::inetAddress).isEmpty()) {
            throw refused(number, line, "a literal address was expected, as in c=IN IP4 192.0.2.1");
        }
    }

    private static void checkMedia(int number, SdpLine line) {
        List<String> fields = Fields.of(line.value());
        if (fields.size() < 4) {
            throw refused(
                    number,
                    line,
                    "type, port, protocol and at least one format were expected, as in m=video 5006 RTP/AVPF 103");
        }
        if (Fields.port(fields.get(1)).isEmpty()) {
            throw refused(number, line, "a port from 0 to 65535 was expected after the type");
        }
        boolean rtp = RTP_PROTOCOLS.contains(fields.get(2));
        if (!rtp && !DATA_PROTOCOLS.contains(fields.get(2))) {
            throw refused(number, line, "a protocol such as RTP/AVPF was expected after the port");
        }
        if (rtp
                && !fields.subList(3, fields.size()).stream()
                        .allMatch(format -> Fields.payloadType(format).isPresent())) {
            throw refused(number, line, "payload types from 0 to 127 were expected after the protocol");
        }
    }

    private static void checkAttribute(int number, SdpLine line) {
        String value = line.attributeValue();
        boolean fine = switch (line.attributeName().orElse("")) {
            case "rtpmap" -> RtpMap.parse(value).isPresent();
            case "fmtp" -> Fmtp.parse(value).isPresent();
            case "rtcp-fb" ->
                Fields.first(value).equals("*")
                        || Fields.payloadType(Fields.first(value)).isPresent();
            case "rtcp" -> Fields.port(Fields.first(value)).isPresent();
            default -> true;
        };
        if (!fine) {
            throw refused(number, line, "a number and what is said of it were expected, as in a=rtpmap:103 H264/90000");
        }
    }

    private static SdpException refused(int number, SdpLine line, String expected) {
        return new SdpException(number, 1, "'" + SdpText.shown(line.content()) + "': " + expected);
    }
}
