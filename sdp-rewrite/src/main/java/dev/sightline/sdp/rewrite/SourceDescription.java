package dev.sightline.sdp.rewrite;

import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.SdpText;
import dev.sightline.sdp.SessionDescription;
import dev.sightline.sdp.Ssrc;

/**
 * Names the media source of every section of {@code type}: one {@code a=ssrc:ssrc cname:cname} (RFC 5576) in place of all
 * {@code a=ssrc} and {@code a=ssrc-group} lines.
 *
 * @param ssrc 0 to 2³²−1
 */
public record SourceDescription(String type, long ssrc, String cname) implements RewriteRule {
    /** @throws dev.sightline.sdp.SdpException when the type is no token, the SSRC beyond 32 bits, or the CNAME not one word */
    public SourceDescription {
        SdpText.requireToken("the media type", type);
        SdpText.requireSsrc("the " + type + " SSRC", ssrc);
        SdpText.requireWord("the CNAME", cname);
    }

    @Override
    public String name() {
        return "source-description";
    }

    @Override
    public Rewriting apply(SessionDescription in) {
        LineEdits edits = new LineEdits(in, this);
        for (MediaDescription section : in.media()) {
            if (section.type().equals(type)) {
                SectionEdits lines = new SectionEdits(edits, section);
                lines.setOnce(
                        line -> line.isAttribute("ssrc"),
                        Ssrc.cname(ssrc, cname).toLine(),
                        line -> false,
                        "the source's own SSRC");
                lines.removeAll(
                        line -> line.isAttribute("ssrc-group"), "a group of sources that are not named any more");
            }
        }
        return edits.done();
    }

    @Override
    public String whyUnused(SessionDescription in) {
        return Sought.in(in, type, "m=" + type + " names that source already");
    }
}
