package dev.sightline.sdp.rewrite;

import dev.sightline.sdp.Direction;
import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.SdpText;
import dev.sightline.sdp.SessionDescription;

/**
 * Says where RTCP of {@code type} is received: {@code a=rtcp:port} (RFC 3605) in every section of that type that is not
 * rejected.
 *
 * @param port 1 to 65535
 */
public record RtcpPort(String type, int port) implements RewriteRule {
    /** @throws dev.sightline.sdp.SdpException when the type is no token, or the port is not 1 to 65535 */
    public RtcpPort {
        SdpText.requireToken("the media type", type);
        SdpText.requirePort("the " + type + " RTCP port", port);
    }

    @Override
    public String name() {
        return "rtcp-port";
    }

    @Override
    public Rewriting apply(SessionDescription in) {
        LineEdits edits = new LineEdits(in, this);
        for (MediaDescription section : in.media()) {
            if (section.type().equals(type) && section.port() != 0) {
                set(new SectionEdits(edits, section), port);
            }
        }
        return edits.done();
    }

    @Override
    public String whyUnused(SessionDescription in) {
        return Sought.in(
                in,
                type,
                section -> section.port() != 0,
                Sought.portZero(type),
                "the RTCP of m=" + type + " is there already");
    }

    static void set(SectionEdits lines, int port) {
        lines.setOnce(
                line -> line.isAttribute("rtcp"),
                "a=rtcp:" + port,
                Direction::isSaidBy,
                "RTCP is received at this port");
    }
}
