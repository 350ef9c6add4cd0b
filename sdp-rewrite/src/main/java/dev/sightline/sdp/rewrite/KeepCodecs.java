package dev.sightline.sdp.rewrite;

import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.SdpException;
import dev.sightline.sdp.SdpText;
import dev.sightline.sdp.SessionDescription;
import java.util.List;

/**
 * Leaves every section of {@code type} with the named codecs, in this order. A section that holds none of them is left as
 * it is, for the answerer to reject. {@link KeepCodec} does the same by what a camera sends.
 *
 * @param partners whether retransmission, redundancy and error correction of what is kept stay
 */
public record KeepCodecs(String type, List<CodecChoice> codecs, boolean partners) implements RewriteRule {
    /** @throws SdpException when the type is no token */
    public KeepCodecs {
        SdpText.requireToken("the media type", type);
        codecs = List.copyOf(codecs);
    }

    @Override
    public String name() {
        return "keep-codecs";
    }

    /** @throws SdpException when there are sections of that type and none holds any of the codecs */
    @Override
    public Rewriting apply(SessionDescription in) {
        LineEdits edits = new LineEdits(in, this);
        boolean offered = false;
        boolean matched = false;
        for (MediaDescription section : in.media()) {
            if (section.type().equals(type) && !section.isRejected()) {
                List<Integer> kept = ChosenFormats.in(section, codecs);
                if (!kept.isEmpty()) {
                    new FormatCut(section, edits)
                            .keep(
                                    partners ? Partners.of(section).with(kept) : kept,
                                    "only the codecs that were asked for",
                                    "a payload type that was not asked for");
                }
                offered = true;
                matched |= !kept.isEmpty();
            }
        }
        if (offered && !matched) {
            throw new SdpException(
                    "no " + type + " section holds any of " + codecs + "; there is " + CameraCodecs.describe(in, type));
        }
        return edits.done();
    }

    @Override
    public String whyUnused(SessionDescription in) {
        return Sought.in(
                in,
                type,
                section -> !section.isRejected(),
                Sought.rejected(type),
                Sought.codecs(in, type, codecs, "are all that is there"));
    }
}
