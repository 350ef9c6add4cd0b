package dev.sightline.probe.signaling;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What was received and not yet read, within a bound. */
final class Octets {
    private static final int FIRST_SIZE = 1024;
    private static final int KEPT_SIZE = 16 * 1024;

    private byte[] octets = {};
    private int start;
    private int end;

    void add(byte[] more, int from) {
        int length = more.length - from;
        if (end + length > octets.length) {
            octets = Arrays.copyOfRange(octets, start, start + Math.max(FIRST_SIZE, 2 * (size() + length)));
            end -= start;
            start = 0;
        }
        System.arraycopy(more, from, octets, end, length);
        end += length;
    }

    int size() {
        return end - start;
    }

    int at(int index) {
        return octets[start + index] & 0xff;
    }

    /** One character per octet. */
    String text(int from, int to) {
        return new String(octets, start + from, to - from, StandardCharsets.ISO_8859_1);
    }

    byte[] copy(int from, int to) {
        return Arrays.copyOfRange(octets, start + from, start + to);
    }

    void drop(int count) {
        start += count;
        if (start == end && octets.length > KEPT_SIZE) {
            clear();
        }
    }

    /** The memory that is taken. */
    int capacity() {
        return octets.length;
    }

    void clear() {
        octets = new byte[0];
        start = 0;
        end = 0;
    }

    /** Where {@code text} begins from {@code from} on and before {@code limit}, or -1. */
    int indexOf(String text, int from, int limit) {
        int begin = Math.min(from, size());
        int found = text(begin, Math.min(Math.max(begin, limit), size())).indexOf(text);
        return found < 0 ? -1 : begin + found;
    }
}
