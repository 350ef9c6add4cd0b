package dev.sightline.sdp;

import java.util.AbstractList;
import java.util.RandomAccess;

/** The lines of a text, each made when it is asked for: what is kept is one number a line. Immutable. */
final class Lines extends AbstractList<SdpLine> implements RandomAccess {
    private final String text;
    private final int[] starts;
    private final int count;

    /** @param starts where each line begins, then the text's length; not changed any more */
    Lines(String text, int[] starts, int count) {
        this.text = text;
        this.starts = starts;
        this.count = count;
    }

    @Override
    public SdpLine get(int index) {
        if (index >= count) {
            throw new IndexOutOfBoundsException("line " + index + " of " + count);
        }
        return new SdpLine(text, starts[index], starts[index + 1], index + 1);
    }

    @Override
    public int size() {
        return count;
    }

    int start(int index) {
        return starts[index];
    }

    /** {@link SdpLine#isAttribute(String)} without the line. */
    boolean isAttribute(int index, String name) {
        int start = starts[index];
        int nameEnd = start + 2 + name.length();
        int end = starts[index + 1];
        if (nameEnd > end || text.charAt(start) != 'a' || text.charAt(start + 1) != '=') {
            return false;
        }
        if (!text.startsWith(name, start + 2)) {
            return false;
        }
        return nameEnd == end
                || text.charAt(nameEnd) == ':'
                || text.charAt(nameEnd) == '\r'
                || text.charAt(nameEnd) == '\n';
    }

    /** The number from {@code from} up to a space or the line's end; -1 when there is none up to 127. */
    int payloadType(int index, int from) {
        int end = starts[index + 1];
        int at = from;
        while (at < end && text.charAt(at) != ' ' && text.charAt(at) != '\r' && text.charAt(at) != '\n') {
            at++;
        }
        return Fields.payloadType(text, from, Math.max(from, at));
    }
}
