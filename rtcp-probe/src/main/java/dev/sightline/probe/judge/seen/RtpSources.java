package dev.sightline.probe.judge.seen;

import dev.sightline.probe.RecentMap;
import java.time.Instant;
import java.util.Map;

/**
 * The sources of one stream of RTP, by SSRC: one after the other where a camera starts anew, and strays with random ones. Only
 * what sent packets in order counts, and only such a one pushes out another. Not for several threads.
 */
final class RtpSources {
    private static final int MAX_ESTABLISHED = 4;
    private static final int MAX_CANDIDATES = 16;

    private final Map<Long, SequenceCount> established = new RecentMap<>(MAX_ESTABLISHED);
    private final Map<Long, SequenceCount> candidates = new RecentMap<>(MAX_CANDIDATES);
    private SequenceCount sequence = new SequenceCount();
    private Instant establishedAt = Instant.MAX;
    private long latest = -1;
    private long ssrc = -1;

    /**
     * A packet came.
     *
     * @return by how much it is on, as {@link SequenceCount#next} tells
     */
    int next(long packetSsrc, int sequenceNumber, Instant at) {
        if (packetSsrc != latest) {
            sourceIs(packetSsrc);
        }
        int on = sequence.next(sequenceNumber);
        if (packetSsrc != ssrc && sequence.isEstablished()) {
            established(packetSsrc, at);
        }
        return on;
    }

    private void sourceIs(long packetSsrc) {
        latest = packetSsrc;
        SequenceCount known = established.get(packetSsrc);
        sequence = known != null ? known : candidates.computeIfAbsent(packetSsrc, absent -> new SequenceCount());
    }

    private void established(long packetSsrc, Instant at) {
        if (established.isEmpty()) {
            establishedAt = at;
        }
        ssrc = packetSsrc;
        candidates.remove(packetSsrc);
        established.put(packetSsrc, sequence);
    }

    boolean isEstablished() {
        return !established.isEmpty();
    }

    /** When the first was; the end of time before. */
    Instant establishedAt() {
        return establishedAt;
    }

    /** The one seen last that is established. */
    long ssrc() {
        return ssrc;
    }

    /** The highest sequence number of the source seen last, 16 bits. */
    int highestSequence() {
        return sequence.highest();
    }

    /** Whether the source seen last leaves out many, as where only a sample of its packets is seen. */
    boolean skips() {
        return sequence.skips();
    }

    /** Whether it is one of the sources seen last. */
    boolean contain(long mediaSsrc) {
        return established.containsKey(mediaSsrc) || candidates.containsKey(mediaSsrc);
    }

    /** Packets that their sequence numbers say there were. */
    long expected() {
        return established.values().stream().mapToLong(SequenceCount::expected).sum();
    }

    /** Packets that a sampling filter left out. */
    long skipped() {
        return established.values().stream().mapToLong(SequenceCount::skipped).sum();
    }
}
