package dev.sightline.sdp.rewrite;

import dev.sightline.sdp.SdpException;
import dev.sightline.sdp.SdpLine;
import dev.sightline.sdp.SdpText;
import dev.sightline.sdp.SessionDescription;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Adds lines at the very end, such as a vendor's own attributes. They then belong to the last section.
 *
 * @param lines each {@code x=value}, without line end
 */
public record AppendedLines(List<String> lines) implements RewriteRule {
    private static final Pattern PROMISE = Pattern.compile("a=direction:\\s*passive\\b.*", Pattern.CASE_INSENSITIVE);

    /**
     * @throws SdpException when a line is not {@code x=value}, holds a control character, or is
     *     {@code a=direction:passive}, which is the other side's promise
     */
    public AppendedLines {
        lines = List.copyOf(lines);
        for (String line : lines) {
            SdpText.requireText("an appended line", line);
            if (!SdpText.isTyped(line)) {
                throw new SdpException("an appended line is '" + SdpText.shown(line)
                        + "'; a letter, '=' and a value were expected, as in a=x-vendor:1");
            }
            if (PROMISE.matcher(line).matches()) {
                throw new SdpException("an appended line is '" + SdpText.shown(line)
                        + "'; only the media server can promise that, by its answer to a=direction:active");
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

    @Override
    public String whyUnused(SessionDescription in) {
        return "no line is named";
    }
}
