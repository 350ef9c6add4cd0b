package dev.sightline.probe.judge.seen;

import dev.sightline.probe.RecentMap;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sources of one stream of RTP, by SSRC: one after the other where a camera starts anew, and strays with random ones. Only
 * what sent packets in order counts, and only such a one pushes out another. Not for several threads.
 */
final class RtpSources {
    private static final int MAX_ESTABLISHED = 8;
    private static final int MAX_CANDIDATES = 16;

    /** Who sent nothing for longer, while another did, is not the camera's any more: that one began anew. */
    private static final Duration FORMER = Duration.ofSeconds(10);

    private final Map<Long, RtpSource> established = new RecentMap<>(MAX_ESTABLISHED);
    private final Map<Long, RtpSource> candidates = new RecentMap<>(MAX_CANDIDATES);
    private RtpSource source = new RtpSource(0, Instant.MIN);
    private Instant lastEstablished = Instant.MIN;
    private Instant establishedAt = Instant.MAX;
    private Instant lastNew = Instant.MIN;
    private long latest = -1;
    private long ssrc = -1;

    /**
     * A packet came.
     *
     * @return by how much it is on, as {@link SequenceCount#next} tells
     */
    int next(long packetSsrc, int sequenceNumber, int payloadType, Instant at) {
        if (packetSsrc != latest) {
            sourceIs(packetSsrc, payloadType, at);
        }
        int on = source.next(sequenceNumber, at);
        if (source.sequence().isEstablished()) {
            lastEstablished = at;
            if (packetSsrc != ssrc) {
                established(packetSsrc, at);
            }
        }
        return on;
    }

    private void sourceIs(long packetSsrc, int payloadType, Instant at) {
        latest = packetSsrc;
        RtpSource known = established.get(packetSsrc);
        source = known != null
                ? known
                : candidates.computeIfAbsent(packetSsrc, absent -> {
                    lastNew = at;
                    return new RtpSource(payloadType, at);
                });
    }

    /** When a source came last that was not known. */
    Instant lastNew() {
        return lastNew;
    }

    private void established(long packetSsrc, Instant at) {
        if (established.isEmpty()) {
            establishedAt = at;
        }
        ssrc = packetSsrc;
        candidates.remove(packetSsrc);
        established.put(packetSsrc, source);
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
        return source.sequence().highest();
    }

    /** Whether the source seen last leaves out many, as where only a sample of its packets is seen. */
    boolean skips() {
        return source.sequence().skips();
    }

    /** Whether it is one of the sources seen last. */
    boolean contain(long mediaSsrc) {
        return established.containsKey(mediaSsrc) || candidates.containsKey(mediaSsrc);
    }

    /** Whether it is one of them and no former one: it sent a packet not long before the last that came. */
    boolean containNow(long mediaSsrc) {
        return isNow(established.get(mediaSsrc)) || isNow(candidates.get(mediaSsrc));
    }

    private boolean isNow(@Nullable RtpSource known) {
        return known != null && Duration.between(known.last(), lastEstablished).compareTo(FORMER) <= 0;
    }

    /** Those that are established, where there are several, by SSRC. */
    List<SentSource> several() {
        return established.size() < 2
                ? List.of()
                : established.entrySet().stream()
                        .map(known -> known.getValue().seen(known.getKey(), lastEstablished))
                        .sorted(Comparator.comparing(SentSource::ssrc))
                        .toList();
    }

    /** Packets that their sequence numbers say there were. */
    long expected() {
        long expected = 0;
        for (RtpSource known : established.values()) {
            expected += known.sequence().expected();
        }
        return expected;
    }

    /** Packets that a sampling filter left out. */
    long skipped() {
        long skipped = 0;
        for (RtpSource known : established.values()) {
            skipped += known.sequence().skipped();
        }
        return skipped;
    }
}
