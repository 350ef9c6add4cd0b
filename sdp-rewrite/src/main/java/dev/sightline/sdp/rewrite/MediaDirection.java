package dev.sightline.sdp.rewrite;

import dev.sightline.sdp.Direction;
import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.SdpText;
import dev.sightline.sdp.SessionDescription;

/** Says who sends, in every section of {@code type} (RFC 8866, section 6.7). */
public record MediaDirection(String type, Direction direction) implements RewriteRule {
    /** @throws dev.sightline.sdp.SdpException when the type is no token */
    public MediaDirection {
        SdpText.requireToken("the media type", type);
    }

    @Override
    public String name() {
        return "media-direction";
    }

    @Override
    public Rewriting apply(SessionDescription in) {
        LineEdits edits = new LineEdits(in, this);
        for (MediaDescription section : in.media()) {
            if (section.type().equals(type)) {
                new SectionEdits(edits, section)
                        .setOnce(Direction::isSaidBy, direction.toLine(), line -> false, "media flows this way");
            }
        }
        return edits.done();
    }

    @Override
    public String whyUnused(SessionDescription in) {
        return Sought.in(in, type, "m=" + type + " says " + direction.attribute() + " already");
    }
}
