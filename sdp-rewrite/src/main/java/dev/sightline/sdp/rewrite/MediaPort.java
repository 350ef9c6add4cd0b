package dev.sightline.sdp.rewrite;

import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.SdpText;
import dev.sightline.sdp.SessionDescription;
import java.util.OptionalInt;

/**
 * Says where media of {@code type} is received: the port of every section of that type that has one, and its {@code a=rtcp:}
 * line (RFC 3605). Port 0 stays: the section is rejected, or received where its bundle is.
 *
 * @param type {@code video} or {@code audio}
 * @param port 1 to 65535; 9 (discard) for one that is not known yet
 * @param rtcpPort written as {@code a=rtcp:}; when empty such a line goes, since it would speak of the old port, and RTCP
 *     goes to {@code port + 1}
 */
public record MediaPort(String type, int port, OptionalInt rtcpPort) implements RewriteRule {
    /** @throws dev.sightline.sdp.SdpException when the type is no token, or a port is not 1 to 65535 */
    public MediaPort {
        SdpText.requireToken("the media type", type);
        SdpText.requirePort("the " + type + " port", port);
        rtcpPort.ifPresent(number -> SdpText.requirePort("the " + type + " RTCP port", number));
    }

    @Override
    public String name() {
        return "media-port";
    }

    @Override
    public Rewriting apply(SessionDescription in) {
        LineEdits edits = new LineEdits(in, this);
        for (MediaDescription section : in.media()) {
            if (section.type().equals(type) && section.port() != 0) {
                edits.replace(section.line(), mediaLine(section), "media is received at this port");
                SectionEdits lines = new SectionEdits(edits, section);
                if (rtcpPort.isPresent()) {
                    RtcpPort.set(lines, rtcpPort.getAsInt());
                } else {
                    lines.removeAll(line -> line.isAttribute("rtcp"), "the RTCP port of the old media port");
                }
            }
        }
        return edits.done();
    }

    @Override
    public String whyUnused(SessionDescription in) {
        return Sought.in(
                in, type, section -> section.port() != 0, Sought.portZero(type), "m=" + type + " is there already");
    }

    /** The line with its port changed, which is there and a number; all else stays, a number of ports, too. */
    private String mediaLine(MediaDescription section) {
        String line = section.line().content();
        int from = afterSpaces(line, line.indexOf(' ', afterSpaces(line, 2)));
        int to = from;
        while (to < line.length() && Character.isDigit(line.charAt(to))) {
            to++;
        }
        return line.substring(0, from) + port + line.substring(to);
    }

    private static int afterSpaces(String line, int from) {
        int at = from;
        while (at < line.length() && line.charAt(at) == ' ') {
            at++;
        }
        return at;
    }
}
