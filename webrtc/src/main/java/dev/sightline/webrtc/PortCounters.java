package dev.sightline.webrtc;

import java.util.concurrent.atomic.LongAdder;

/** Counted on any loop, read by anyone. */
final class PortCounters {
    final LongAdder malformed = new LongAdder();
    final LongAdder stunRejected = new LongAdder();
    final LongAdder stunLimited = new LongAdder();
    final LongAdder dtlsRefused = new LongAdder();
    final LongAdder unmatched = new LongAdder();
    final LongAdder forwarded = new LongAdder();
    final LongAdder overflowed = new LongAdder();
    final LongAdder sendErrors = new LongAdder();

    PortStatistics snapshot(int peers) {
        return new PortStatistics(
                malformed.sum(),
                stunRejected.sum(),
                stunLimited.sum(),
                dtlsRefused.sum(),
                unmatched.sum(),
                forwarded.sum(),
                overflowed.sum(),
                sendErrors.sum(),
                peers);
    }
}
