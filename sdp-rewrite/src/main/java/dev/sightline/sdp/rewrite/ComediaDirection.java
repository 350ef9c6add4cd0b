package dev.sightline.sdp.rewrite;

import dev.sightline.sdp.Direction;
import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.SdpLine;
import dev.sightline.sdp.SessionDescription;
import java.util.Optional;

/**
 * COMEDIA for RTP (draft-ietf-mmusic-sdp-comedia-05): who finds out whose address. The attribute is written in each
 * section, since media servers look nowhere else.
 *
 * <p>There is no rule that writes {@code passive}: in an answer it is the media server's promise, and writing it for the
 * media server would forge the proof that cameras check.
 */
public final class ComediaDirection implements RewriteRule {
    private static final ComediaDirection ACTIVE = new ComediaDirection(Optional.of("a=direction:active"));
    private static final ComediaDirection NONE = new ComediaDirection(Optional.empty());

    private final Optional<String> line;

    private ComediaDirection(Optional<String> line) {
        this.line = line;
    }

    /** The camera sends first, the media server learns its address from that. */
    public static ComediaDirection active() {
        return ACTIVE;
    }

    /** The offered address counts: no section says {@code a=direction:}. */
    public static ComediaDirection none() {
        return NONE;
    }

    @Override
    public String name() {
        return "comedia-direction";
    }

    @Override
    public Rewriting apply(SessionDescription in) {
        LineEdits edits = new LineEdits(in, this);
        for (MediaDescription section : in.media()) {
            SectionEdits lines = new SectionEdits(edits, section);
            if (line.isPresent()) {
                lines.setOnce(
                        ComediaDirection::isDirection,
                        line.get(),
                        Direction::isSaidBy,
                        "the media server learns the address from what arrives");
            } else {
                lines.removeAll(ComediaDirection::isDirection, "the offered address counts");
            }
        }
        return edits.done();
    }

    @Override
    public String whyUnused(SessionDescription in) {
        if (in.media().isEmpty()) {
            return "there is no section";
        }
        return line.map(said -> "every section says " + said + " already")
                .orElse("no section has an a=direction: line");
    }

    private static boolean isDirection(SdpLine line) {
        return line.isAttribute("direction");
    }

    @Override
    public String toString() {
        return "ComediaDirection[" + line.orElse("none") + "]";
    }
}
