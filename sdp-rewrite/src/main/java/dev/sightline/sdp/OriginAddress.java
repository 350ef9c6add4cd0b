package dev.sightline.sdp;

import java.net.InetAddress;

/** Puts {@code address} into {@code o=} only; some media servers show it as the name of the peer. */
public record OriginAddress(InetAddress address) implements RewriteRule {
    @Override
    public Rewriting apply(SessionDescription in) {
        LineEdits edits = new LineEdits(in, this);
        for (int i = 0; i < in.lines().size(); i++) {
            SdpLine line = in.lines().get(i);
            if (line.isOrigin()) {
                edits.replace(i, line.withAddress(address).content(), "the origin names this host");
            }
        }
        return edits.done();
    }
}
