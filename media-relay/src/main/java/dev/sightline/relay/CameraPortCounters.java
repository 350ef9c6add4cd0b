package dev.sightline.relay;

import java.util.concurrent.atomic.LongAdder;

/** What all cameras' ports received that was of no use. Counted on any loop, read by anyone. */
final class CameraPortCounters {
    final LongAdder foreign = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder malformed = new LongAdder();
}
