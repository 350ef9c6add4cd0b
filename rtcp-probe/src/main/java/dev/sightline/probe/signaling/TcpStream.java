package dev.sightline.probe.signaling;

import dev.sightline.probe.packet.TcpSegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** One direction of a connection, put in order: repeated octets are dropped, late segments are waited for within bounds. */
final class TcpStream {
    private static final int MAX_WAITING = 64;
    private static final int MAX_WAITING_OCTETS = 64 * 1024;

    /** Who reads it. */
    interface Reader {
        /** More octets, in order. */
        void octets(byte[] octets, int from, TcpSegment last);

        /** Octets are missing, or a new connection begins: what follows is a beginning. */
        void interrupted();

        /** About how many octets of memory are taken by what is not complete yet. */
        int held();
    }

    private final Reader reader;
    private final List<TcpSegment> waiting = new ArrayList<>();
    private boolean known;
    private int next;

    TcpStream(Reader reader) {
        this.reader = reader;
    }

    void take(TcpSegment segment) {
        if (segment.begins()) {
            if (!known || next != segment.sequence() + 1) {
                waiting.clear();
                reader.interrupted();
                known = true;
                next = segment.sequence() + 1;
            }
            return;
        }
        if (segment.payload().length == 0) {
            return;
        }
        if (!known) {
            known = true;
            next = segment.sequence();
        }
        waiting.add(segment);
        deliver();
        if (waiting.size() > MAX_WAITING
                || waiting.stream().mapToInt(late -> late.payload().length).sum() > MAX_WAITING_OCTETS) {
            skip();
        }
    }

    /** About how many octets of memory are taken by what waits, here and at the reader. */
    int held() {
        int held = reader.held();
        for (TcpSegment segment : waiting) {
            held += segment.payload().length;
        }
        return held;
    }

    /** Nothing more comes: what still waits is read behind the gap. */
    void end() {
        while (!waiting.isEmpty()) {
            skip();
        }
    }

    private void deliver() {
        waiting.sort(Comparator.comparingInt(segment -> segment.sequence() - next));
        while (!waiting.isEmpty() && waiting.get(0).sequence() - next <= 0) {
            TcpSegment segment = waiting.remove(0);
            int known = next - segment.sequence();
            if (known < segment.payload().length) {
                next = segment.sequence() + segment.payload().length;
                reader.octets(segment.payload(), known, segment);
            }
        }
    }

    private void skip() {
        reader.interrupted();
        next = waiting.get(0).sequence();
        deliver();
    }
}
