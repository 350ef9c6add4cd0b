package dev.sightline.sdp;

import java.util.AbstractList;
import java.util.RandomAccess;

/** The lines of a text, each made when it is asked for: what is kept is one number a line. Immutable. */
final class Lines extends AbstractList<SdpLine> implements RandomAccess {
    private final String text;
    private final int[] starts;

    /** @param starts where each line begins, and the text's length at the end; not changed any more */
    Lines(String text, int[] starts) {
        this.text = text;
        this.starts = starts;
    }

    @Override
    public SdpLine get(int index) {
        return new SdpLine(text, starts[index], starts[index + 1], index + 1);
    }

    @Override
    public int size() {
        return starts.length - 1;
    }
}
