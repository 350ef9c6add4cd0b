package dev.sightline.probe.file;

import dev.sightline.probe.packet.Mark;
import java.time.Instant;
import java.util.Optional;

/** A captured frame, where it lies in the reader's buffer. The same object stands for one frame after the other. */
public final class Frame {
    /** 9999-12-31: beyond it a time stamp is certainly wrong. */
    private static final long LAST_SECOND = 253_402_300_799L;

    private Instant at = Instant.EPOCH;
    private byte[] octets = {};
    private int offset;
    private int length;
    private boolean cut;
    private Mark mark = Mark.NONE;
    private FrameSource source = new FrameSource(0, -1, Optional.empty());

    Frame() {}

    void set(FrameSource from, Mark direction, byte[] buffer, int start, int size, boolean isCut) {
        source = from;
        mark = direction;
        octets = buffer;
        offset = start;
        length = size;
        cut = isCut;
    }

    void captured(long second, long nanos) {
        at = Instant.ofEpochSecond(Math.max(0, Math.min(LAST_SECOND, second)), nanos);
    }

    /** When it was captured; a frame without a time has that of the one before it. */
    public Instant at() {
        return at;
    }

    /** The buffer, in which it begins at {@link #offset()}. The buffer is not written again. */
    public byte[] octets() {
        return octets;
    }

    /** Where it begins. */
    public int offset() {
        return offset;
    }

    /** How much of it was captured. */
    public int length() {
        return length;
    }

    /** Whether it was longer on the wire than what was kept of it. */
    public boolean isCut() {
        return cut;
    }

    /** Which way it went, where the file notes it. */
    public Mark mark() {
        return mark;
    }

    /** Where it was captured. */
    public FrameSource source() {
        return source;
    }
}
