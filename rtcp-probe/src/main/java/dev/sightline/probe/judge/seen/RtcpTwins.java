package dev.sightline.probe.judge.seen;

import dev.sightline.rtp.RtcpPacket;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The other interfaces on which the datagrams of one flow of RTCP are seen, too: a bridge and its port, a bond and its link.
 * Not for several threads.
 */
final class RtcpTwins {
    private static final int MAX_TWINS = 8;
    private static final Duration MISSED = Duration.ofSeconds(3);

    private final Map<String, Instant> lastOn = new HashMap<>();
    private final SortedMap<String, Long> copiedTypes = new TreeMap<>();
    private long copies;

    /** A datagram was counted already where it was seen before. */
    void copied(List<RtcpPacket> packets) {
        copies++;
        packets.forEach(packet -> copiedTypes.merge(RtcpWords.type(packet), 1L, Long::sum));
    }

    void seenOn(String interfaceName, Instant at) {
        if (lastOn.size() < MAX_TWINS || lastOn.containsKey(interfaceName)) {
            lastOn.put(interfaceName, at);
        }
    }

    Set<String> names() {
        return Collections.unmodifiableSet(lastOn.keySet());
    }

    /** Those on which the datagrams are seen now: a few may be missed, or under way. */
    Set<String> now(RtcpArrivals arrivals) {
        if (lastOn.isEmpty()) {
            return Set.of();
        }
        Duration allowed = missed(arrivals);
        Set<String> names = new HashSet<>();
        lastOn.forEach((name, at) -> {
            if (Duration.between(at, arrivals.last()).compareTo(allowed) <= 0) {
                names.add(name);
            }
        });
        return names;
    }

    /** For so long a copy may be missed. */
    static Duration missed(RtcpArrivals arrivals) {
        Duration missed = arrivals.threeIntervals();
        return missed.compareTo(MISSED) > 0 ? missed : MISSED;
    }

    /** Datagrams that were seen elsewhere before. */
    long copies() {
        return copies;
    }

    /** How many packets of each type those held. */
    SortedMap<String, Long> copiedTypes() {
        return Collections.unmodifiableSortedMap(copiedTypes);
    }
}
