package dev.sightline.sdp.rewrite;

import dev.sightline.sdp.SdpException;
import dev.sightline.sdp.SdpLine;
import dev.sightline.sdp.SdpText;
import dev.sightline.sdp.SessionDescription;
import java.util.List;

/**
 * Adds lines at the very end, such as a vendor's own attributes. They then belong to the last section.
 *
 * @param lines each {@code x=value}, without line end
 */
public record AppendedLines(List<String> lines) implements RewriteRule {
    /** @throws SdpException when a line is not {@code x=value} or holds a control character */
    public AppendedLines {
        lines = List.copyOf(lines);
        for (String line : lines) {
            SdpText.requireText("an appended line", line);
            if (!SdpText.isTyped(line)) {
                throw new SdpException("an appended line is '" + SdpText.shown(line)
                        + "'; a letter, '=' and a value were expected, as in a=x-vendor:1");
            }
        }
    }

    @Override
    public String name() {
        return "appended-lines";
    }

    @Override
    public Rewriting apply(SessionDescription in) {
        if (in.lines().isEmpty()) {
            throw new SdpException("lines cannot be appended to an empty session description");
        }
        SdpLine last = SectionEdits.lastWritten(in.lines());
        LineEdits edits = new LineEdits(in, this);
        lines.forEach(line -> edits.insertAfter(last, line, "the camera expects it"));
        return edits.done();
    }
}
