package dev.sightline.sdp.rewrite;

import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.SdpText;
import dev.sightline.sdp.SessionDescription;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Moves the named codecs, each with its retransmission, to the front of every section of {@code type}: an answerer takes
 * the first that it knows. Nothing is taken away.
 */
public record PreferCodecs(String type, List<CodecChoice> codecs) implements RewriteRule {
    /** @throws dev.sightline.sdp.SdpException when the type is no token */
    public PreferCodecs {
        SdpText.requireToken("the media type", type);
        codecs = List.copyOf(codecs);
    }

    @Override
    public String name() {
        return "prefer-codecs";
    }

    @Override
    public Rewriting apply(SessionDescription in) {
        LineEdits edits = new LineEdits(in, this);
        for (MediaDescription section : in.media()) {
            if (section.type().equals(type) && !section.isRejected()) {
                Partners partners = Partners.of(section);
                List<Integer> all = section.payloadTypes();
                Set<Integer> ordered = new LinkedHashSet<>();
                for (int preferred : ChosenFormats.in(section, codecs)) {
                    ordered.add(preferred);
                    ordered.addAll(partners.retransmissionsOf(preferred));
                }
                ordered.addAll(all);
                if (!List.copyOf(ordered).equals(all)) {
                    new FormatCut(section, edits).order(new ArrayList<>(ordered), "these codecs are preferred");
                }
            }
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
                Sought.codecs(in, type, codecs, "stand first already"));
    }
}
