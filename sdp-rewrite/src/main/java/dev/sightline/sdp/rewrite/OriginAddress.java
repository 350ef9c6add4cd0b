package dev.sightline.sdp.rewrite;

import dev.sightline.sdp.Connection;
import dev.sightline.sdp.Origin;
import dev.sightline.sdp.SdpLine;
import dev.sightline.sdp.SessionDescription;
import java.net.InetAddress;

/** Puts {@code address} into {@code o=} only; some media servers show it as the name of the peer. */
public record OriginAddress(InetAddress address) implements RewriteRule {
    @Override
    public String name() {
        return "origin-address";
    }

    @Override
    public Rewriting apply(SessionDescription in) {
        LineEdits edits = new LineEdits(in, this);
        for (SdpLine line : in.lines()) {
            if (line.isOrigin()) {
                replace(edits, line, address, "the origin names this host");
            }
        }
        return edits.done();
    }

    @Override
    public String whyUnused(SessionDescription in) {
        return in.origin().isPresent()
                ? "o= says " + Connection.of(address).address() + " already"
                : "no well-formed o= line";
    }

    /** Leaves a line that is no well-formed {@code o=} as it is. */
    static void replace(LineEdits edits, SdpLine line, InetAddress address, String reason) {
        line.view(Origin.class)
                .ifPresent(origin ->
                        edits.replace(line, origin.withAddress(address).toLine(), reason));
    }
}
