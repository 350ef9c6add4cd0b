package dev.sightline.sdp;

import java.util.Arrays;

/** Finds where the lines of a text begin, in one pass and within the limits. */
final class LineReader {
    private static final int USUAL_LINE = 24;

    private final String text;
    private final SdpLimits limits;
    private int[] starts;
    private int[] sections = new int[3];
    private int count;
    private int media;

    LineReader(String text, SdpLimits limits) {
        this.text = text;
        this.limits = limits;
        if (text.length() > limits.maxLength()) {
            throw new SdpException("the session description has " + text.length() + " characters; at most "
                    + limits.maxLength() + " are read");
        }
        this.starts = new int[Math.min(text.length() / USUAL_LINE, limits.maxLines()) + 2];
        read();
    }

    Lines lines() {
        return new Lines(text, starts, count);
    }

    /** The indices of the {@code m=} lines, and the number of lines at the end. */
    int[] sections() {
        return Arrays.copyOf(sections, media + 1);
    }

    private void read() {
        int length = text.length();
        int start = 0;
        int feed = text.indexOf('\n');
        int carriage = text.indexOf('\r');
        while (start < length) {
            feed = feed >= 0 && feed < start ? text.indexOf('\n', start) : feed;
            carriage = carriage >= 0 && carriage < start ? text.indexOf('\r', start) : carriage;
            int end = first(feed, carriage, length);
            add(start, end);
            boolean both = end + 1 == feed && end == carriage;
            start = Math.min(both ? end + 2 : end + 1, length);
        }
        set(count, length);
        setSection(media, count);
    }

    private static int first(int feed, int carriage, int length) {
        if (feed < 0) {
            return carriage < 0 ? length : carriage;
        }
        return carriage < 0 ? feed : Math.min(feed, carriage);
    }

    private void add(int start, int end) {
        set(count, start);
        count++;
        if (end - start > limits.maxLineLength()) {
            throw new SdpException(
                    count,
                    limits.maxLineLength() + 1,
                    "the line has " + (end - start) + " characters; at most " + limits.maxLineLength() + " are read");
        }
        if (count > limits.maxLines()) {
            throw new SdpException(count, 1, "more than " + limits.maxLines() + " lines are not read");
        }
        if (end - start >= 2 && text.charAt(start) == 'm' && text.charAt(start + 1) == '=') {
            if (media == limits.maxMedia()) {
                throw new SdpException(count, 1, "more than " + limits.maxMedia() + " media descriptions are not read");
            }
            setSection(media, count - 1);
            media++;
        }
    }

    private void set(int index, int start) {
        if (index == starts.length) {
            starts = Arrays.copyOf(starts, starts.length * 2);
        }
        starts[index] = start;
    }

    private void setSection(int index, int line) {
        if (index == sections.length) {
            sections = Arrays.copyOf(sections, sections.length * 2);
        }
        sections[index] = line;
    }
}
