package dev.sightline.sdp.rewrite;

import dev.sightline.sdp.Connection;
import dev.sightline.sdp.RtcpAttribute;
import dev.sightline.sdp.SdpLine;
import dev.sightline.sdp.SessionDescription;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Puts {@code address} into {@code o=}, every {@code c=} and every {@code a=rtcp:} that names one, which is where the other
 * side will send (RFC 8866, sections 5.2 and 5.7; RFC 3605). When some section would be left without any {@code c=}, the
 * session gets one. No other line is touched, whatever digits it holds.
 */
public record ConnectionAddress(InetAddress address) implements RewriteRule {
    private static final String BEFORE_CONNECTION = "vosiuep";

    @Override
    public String name() {
        return "connection-address";
    }

    @Override
    public Rewriting apply(SessionDescription in) {
        LineEdits edits = new LineEdits(in, this);
        Connection connection = Connection.of(address);
        for (SdpLine line : in.lines()) {
            if (line.isConnection()) {
                edits.replace(line, connection.toLine(), "media and RTCP are sent to this address");
            } else if (line.isOrigin()) {
                OriginAddress.replace(edits, line, address, "the origin names the same host");
            } else if (line.isAttribute("rtcp")) {
                line.view(RtcpAttribute.class)
                        .filter(rtcp -> rtcp.connection().isPresent())
                        .map(rtcp -> new RtcpAttribute(rtcp.port(), Optional.of(connection)))
                        .ifPresent(rtcp -> edits.replace(line, rtcp.toLine(), "RTCP is sent to this address"));
            }
        }
        if (isMissing(in)) {
            edits.insertAfter(
                    beforeConnection(in), connection.toLine(), "a section without address gets the session's");
        }
        return edits.done();
    }

    @Override
    public String whyUnused(SessionDescription in) {
        return in.lines().stream().anyMatch(line -> line.isConnection() || line.isOrigin())
                ? "o= and c= say " + Connection.of(address).address() + " already, or o= is malformed"
                : "no o=, c= or section is there";
    }

    private static boolean isMissing(SessionDescription in) {
        return in.sessionLines().stream().noneMatch(SdpLine::isConnection)
                && !in.sessionLines().isEmpty()
                && in.media().stream()
                        .anyMatch(section -> section.lines().stream().noneMatch(SdpLine::isConnection));
    }

    private static SdpLine beforeConnection(SessionDescription in) {
        SdpLine before = in.lines().get(0);
        for (SdpLine line : in.sessionLines()) {
            if (BEFORE_CONNECTION.indexOf(line.type()) >= 0) {
                before = line;
            }
        }
        return before;
    }
}
