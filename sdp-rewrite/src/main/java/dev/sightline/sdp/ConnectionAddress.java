package dev.sightline.sdp;

import java.net.InetAddress;
import java.util.Set;

/**
 * Puts {@code address} into {@code o=} and every {@code c=}, which is where the other side will send (RFC 8866, sections 5.2
 * and 5.7). When some section would be left without any {@code c=}, the session gets one.
 */
public record ConnectionAddress(InetAddress address) implements RewriteRule {
    private static final Set<Character> BEFORE_CONNECTION = Set.of('v', 'o', 's', 'i', 'u', 'e', 'p');

    @Override
    public Rewriting apply(SessionDescription in) {
        LineEdits edits = new LineEdits(in, this);
        for (int i = 0; i < in.lines().size(); i++) {
            SdpLine line = in.lines().get(i);
            if (line.isConnection()) {
                edits.replace(i, line.withAddress(address).content(), "media and RTCP are sent to this address");
            } else if (line.isOrigin()) {
                edits.replace(i, line.withAddress(address).content(), "the origin names the same host");
            }
        }
        if (isMissing(in)) {
            edits.insertAfter(
                    beforeConnection(in),
                    "c=" + Connection.of(address).toValue(),
                    "a section without address gets the session's");
        }
        return edits.done();
    }

    private static boolean isMissing(SessionDescription in) {
        return in.sessionLines().stream().noneMatch(SdpLine::isConnection)
                && !in.sessionLines().isEmpty()
                && in.media().stream()
                        .anyMatch(section -> section.lines().stream().noneMatch(SdpLine::isConnection));
    }

    private static int beforeConnection(SessionDescription in) {
        int index = 0;
        for (int i = 0; i < in.sessionLines().size(); i++) {
            if (BEFORE_CONNECTION.contains(in.lines().get(i).type())) {
                index = i;
            }
        }
        return index;
    }
}
