package dev.sightline.probe.judge.seen;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a stream's RTP passes this host: where the very same packet is seen on several interfaces, by which it comes first.
 * A router takes one of its hop limit, which tells more than time does, for two captures may be of two clocks. A host that
 * forwards or bridges hands it on by another one a little later; a bridge and its port, a bond and its link see it at the
 * same instant, or almost. The first packets are all compared, for a slow stream has few; later a part, which is the same
 * one on every interface. Not for several threads.
 */
final class Passage {
    private static final int STRIDE = 8;

    /** Of a fast camera many packets come until the same one is seen by another clock. */
    private static final int OTHER_CLOCK_STRIDE = 64;

    private static final int COMPARED = 64;
    private static final int ENOUGH = 3;
    private static final int MANY = 64;

    /** Of so many packets on each none is the same: two links of a bond share them out. */
    private static final int APART = 5;

    /** What went another way for a moment does not count for ever. */
    private static final int CLEARLY = 8;

    private static final int MAX_PAIRS = 64;

    /** No interface. */
    private static final String NONE = "";

    /** The interfaces are read one after the other; a sequence number comes again only later. */
    private static final Duration SAME_PACKET = Duration.ofMillis(500);

    /** So far clocks may be apart where the hop limit tells the order, and a capture of each side is of its own clock. */
    private static final Duration OTHER_CLOCK = Duration.ofSeconds(5);

    private record Sighting(String interfaceName, Instant at, int hopLimit, long ssrc, int sequence) {
        boolean isSame(Sighting other) {
            Duration apart = Duration.between(at, other.at).abs();
            return sequence == other.sequence
                    && ssrc == other.ssrc
                    && (apart.compareTo(SAME_PACKET) <= 0
                            || (apart.compareTo(OTHER_CLOCK) <= 0
                                    && isRouted(other)
                                    && !interfaceName.equals(other.interfaceName)));
        }

        /** Whether a router is between; 0: a hop limit that is not known. */
        boolean isRouted(Sighting other) {
            return other.hopLimit != hopLimit && other.hopLimit != 0 && hopLimit != 0;
        }
    }

    private record Pair(String first, String then) {}

    private final @Nullable Sighting[] near = new Sighting[COMPARED];
    private final @Nullable Sighting[] far = new Sighting[COMPARED];
    private final Map<Pair, Integer> later = new HashMap<>();
    private final Map<Pair, Integer> together = new HashMap<>();
    private final InterfaceCounts packets = new InterfaceCounts();
    private final Map<String, Long> latest = new HashMap<>();

    /** @param hops its hop limit; 0: not known, or all interfaces are of one clock */
    void seen(String interfaceName, Instant at, int hops, long ssrc, int sequence) {
        boolean first = packets.most() < MANY;
        if (first) {
            packets.count(interfaceName);
            latest.put(interfaceName, packets.sum());
        } else if (sequence % STRIDE != 0) {
            return;
        }
        Sighting now = new Sighting(interfaceName, at, hops, ssrc, sequence);
        String compared = seen(now, near, first ? sequence : sequence / STRIDE, NONE);
        if (hops != 0 && sequence % OTHER_CLOCK_STRIDE == 0) {
            seen(now, far, sequence / OTHER_CLOCK_STRIDE, compared);
        }
    }

    /**
     * Compares it with the same packet there, unless that is of an interface with which it was compared already.
     *
     * @return the interface with which it was compared, or {@link #NONE}
     */
    private String seen(Sighting now, @Nullable Sighting[] sightings, int number, String compared) {
        int place = number % COMPARED;
        Sighting before = sightings[place];
        if (before == null || !before.isSame(now)) {
            sightings[place] = now;
            return NONE;
        }
        String other = before.interfaceName();
        boolean isNew = !other.equals(now.interfaceName()) && !other.equals(compared);
        if (isNew) {
            compare(before, now);
        }
        if (now.at().isBefore(before.at())) {
            sightings[place] = now;
        }
        return isNew ? other : NONE;
    }

    private void compare(Sighting before, Sighting now) {
        int order = before.isRouted(now)
                ? before.hopLimit() - now.hopLimit()
                : now.at().compareTo(before.at());
        Pair onwards = new Pair(before.interfaceName(), now.interfaceName());
        Pair back = new Pair(now.interfaceName(), before.interfaceName());
        if (order == 0) {
            count(together, onwards);
            count(together, back);
        } else {
            count(later, order > 0 ? onwards : back);
        }
    }

    private void count(Map<Pair, Integer> counts, Pair pair) {
        if (later.size() + together.size() >= MAX_PAIRS && !counts.containsKey(pair)) {
            return;
        }
        if (counts.merge(pair, 1, Integer::sum) >= MANY) {
            later.replaceAll((of, count) -> count / 2);
            together.replaceAll((of, count) -> count / 2);
        }
    }

    /** Whether too few packets were seen on both yet to tell. */
    boolean isUndecided(String one, String other) {
        Pair there = new Pair(one, other);
        Pair back = new Pair(other, one);
        int same = later.getOrDefault(there, 0) + later.getOrDefault(back, 0) + together.getOrDefault(there, 0);
        boolean apart = Math.min(packets.of(one), packets.of(other)) >= APART || isGone(one) || isGone(other);
        return same < ENOUGH && !apart && packets.most() < MANY;
    }

    /** Whether others went on to see the stream without it. */
    private boolean isGone(String name) {
        return packets.sum() - latest.getOrDefault(name, 0L) >= 2 * APART;
    }

    /** Whether packets that come by {@code outer} are handed on by {@code inner}. */
    boolean isHandedOn(String outer, String inner) {
        int onwards = later.getOrDefault(new Pair(outer, inner), 0);
        return onwards >= ENOUGH
                && onwards > CLEARLY * later.getOrDefault(new Pair(inner, outer), 0)
                && onwards > together.getOrDefault(new Pair(outer, inner), 0);
    }

    /** Whether what is sent by {@code inner} has to pass {@code outer}, too, on its way to the camera. */
    boolean isBeyond(String outer, String inner) {
        return isHandedOn(outer, inner) || isAtOnce(outer, inner) || isUnclear(outer, inner);
    }

    /** Whether the same packets are on both, and now the one, now the other comes first: which is nearer is not known. */
    private boolean isUnclear(String one, String other) {
        int there = later.getOrDefault(new Pair(one, other), 0);
        int back = later.getOrDefault(new Pair(other, one), 0);
        return there >= ENOUGH && back >= ENOUGH && !isHandedOn(one, other) && !isHandedOn(other, one);
    }

    /** Whether they are names of one link, or one is above the other: the same packets at the same instants. */
    boolean isAtOnce(String one, String other) {
        int atOnce = together.getOrDefault(new Pair(one, other), 0);
        return atOnce >= ENOUGH
                && atOnce >= later.getOrDefault(new Pair(one, other), 0) + later.getOrDefault(new Pair(other, one), 0);
    }
}
