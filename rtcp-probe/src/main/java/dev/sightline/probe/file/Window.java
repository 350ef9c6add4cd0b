package dev.sightline.probe.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/**
 * The part of a file that is being read. A buffer that was handed out is never written again, so what lies in it stays
 * as it is. Not for several threads.
 */
final class Window {
    private static final int CHUNK = 256 * 1_024;

    private final ReadableByteChannel channel;
    private byte[] octets = {};
    private int start;
    private int end;
    private long before;
    private boolean littleEndian;

    Window(ReadableByteChannel channel) {
        this.channel = channel;
    }

    /** Whether {@code count} octets are there, from the present place on. */
    boolean holds(int count) throws IOException {
        return end - start >= count || fill(count);
    }

    private boolean fill(int count) throws IOException {
        int rest = end - start;
        byte[] next = new byte[Math.max(CHUNK, count)];
        System.arraycopy(octets, start, next, 0, rest);
        before += start;
        octets = next;
        start = 0;
        end = rest;
        ByteBuffer space = ByteBuffer.wrap(next, rest, next.length - rest);
        while (end < count && channel.read(space) >= 0) {
            end = space.position();
        }
        return end >= count;
    }

    /** Goes {@code count} octets further; whether the file is that long. */
    boolean skip(long count) throws IOException {
        long rest = count;
        while (rest > end - start) {
            rest -= end - start;
            start = end;
            if (!holds(1)) {
                return false;
            }
        }
        start += (int) rest;
        return true;
    }

    /** The place in the file. */
    long position() {
        return before + start;
    }

    /** Whether nothing follows. */
    boolean isAtEnd() throws IOException {
        return !holds(1);
    }

    boolean isLittleEndian() {
        return littleEndian;
    }

    void order(boolean little) {
        littleEndian = little;
    }

    int u8(int at) {
        return octets[start + at] & 0xff;
    }

    int u16(int at) {
        int first = u8(at);
        int second = u8(at + 1);
        return littleEndian ? second << 8 | first : first << 8 | second;
    }

    int i32(int at) {
        int index = start + at;
        int inOrder = octets[index] << 24
                | (octets[index + 1] & 0xff) << 16
                | (octets[index + 2] & 0xff) << 8
                | (octets[index + 3] & 0xff);
        return littleEndian ? Integer.reverseBytes(inOrder) : inOrder;
    }

    long u32(int at) {
        return i32(at) & 0xffff_ffffL;
    }

    /** Where {@code at} lies in {@link #octets()}. */
    int index(int at) {
        return start + at;
    }

    byte[] octets() {
        return octets;
    }
}
