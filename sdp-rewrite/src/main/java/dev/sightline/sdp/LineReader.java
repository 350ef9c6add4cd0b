package dev.sightline.sdp;

import java.util.ArrayList;
import java.util.List;

/** Cuts a text into lines, in one pass and within the limits. */
final class LineReader {
    private final String text;
    private final SdpLimits limits;

    LineReader(String text, SdpLimits limits) {
        this.text = text;
        this.limits = limits;
    }

    List<SdpLine> lines() {
        if (text.length() > limits.maxLength()) {
            throw new SdpException("the session description has " + text.length() + " characters; at most "
                    + limits.maxLength() + " are read");
        }
        List<SdpLine> lines = new ArrayList<>();
        int media = 0;
        int start = 0;
        while (start < text.length()) {
            int end = endOfContent(start);
            int next = startOfNext(end);
            SdpLine line = new SdpLine(text.substring(start, end), text.substring(end, next));
            lines.add(line);
            media += line.isMedia() ? 1 : 0;
            check(lines.size(), line, media);
            start = next;
        }
        return lines;
    }

    private int endOfContent(int start) {
        int end = start;
        while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
            end++;
        }
        return end;
    }

    private int startOfNext(int end) {
        if (end == text.length()) {
            return end;
        }
        return text.startsWith(SdpLine.CRLF, end) ? end + 2 : end + 1;
    }

    private void check(int number, SdpLine line, int media) {
        if (line.content().length() > limits.maxLineLength()) {
            throw new SdpException(
                    number,
                    limits.maxLineLength() + 1,
                    "the line has " + line.content().length() + " characters; at most " + limits.maxLineLength()
                            + " are read");
        }
        if (number > limits.maxLines()) {
            throw new SdpException(number, 1, "more than " + limits.maxLines() + " lines are not read");
        }
        if (media > limits.maxMedia()) {
            throw new SdpException(number, 1, "more than " + limits.maxMedia() + " media descriptions are not read");
        }
    }
}
