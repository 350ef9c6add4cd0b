package dev.sightline.sdp.rewrite;

import dev.sightline.sdp.Bandwidth;
import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.SdpLine;
import dev.sightline.sdp.SdpText;
import dev.sightline.sdp.SessionDescription;
import java.util.OptionalLong;

/**
 * Says how much may be sent in every section of {@code type}: one {@code b=modifier:value} (RFC 8866, section 5.8). Lines of
 * other modifiers stay.
 *
 * @param modifier {@code AS} (kbit/s), {@code TIAS} (bit/s) …
 * @param value in the modifier's unit; when empty such lines go
 */
public record MediaBandwidth(String type, String modifier, OptionalLong value) implements RewriteRule {
    /** @throws dev.sightline.sdp.SdpException when type or modifier is no token, or the value is not 0 to 999,999,999,999 */
    public MediaBandwidth {
        SdpText.requireToken("the media type", type);
        SdpText.requireToken("the bandwidth modifier", modifier);
        value.ifPresent(number -> SdpText.requireRange("the " + modifier + " bandwidth", number, 0, 999_999_999_999L));
    }

    @Override
    public String name() {
        return "media-bandwidth";
    }

    @Override
    public Rewriting apply(SessionDescription in) {
        LineEdits edits = new LineEdits(in, this);
        String prefix = modifier + ":";
        for (MediaDescription section : in.media()) {
            if (section.type().equals(type)) {
                SectionEdits lines = new SectionEdits(edits, section);
                if (value.isPresent()) {
                    lines.setOnce(
                            line -> isOfModifier(line, prefix),
                            new Bandwidth(modifier, value.getAsLong()).toLine(),
                            line -> "micb".indexOf(line.type()) >= 0,
                            "no more than this may be sent");
                } else {
                    lines.removeAll(line -> isOfModifier(line, prefix), "no bandwidth is said");
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
                value.isPresent() ? "m=" + type + " says that already" : "m=" + type + " has no b=" + modifier + ":");
    }

    private static boolean isOfModifier(SdpLine line, String prefix) {
        return line.type() == 'b' && line.value().startsWith(prefix);
    }
}
