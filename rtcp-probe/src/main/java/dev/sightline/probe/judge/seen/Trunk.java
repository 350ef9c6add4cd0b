package dev.sightline.probe.judge.seen;

import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.LinkEnds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The links that share one interface: a trunk's VLANs, or both sides of a router as a mirror port shows them. Where the very
 * same packet of a stream is seen on two of them, RTCP has to pass both, too. What a switch copies unchanged is on no other
 * link. The first packets are all compared, later a part, which is the same one on every link. Not for several threads.
 */
public final class Trunk {
    private static final int STRIDE = 8;
    private static final int COMPARED = 64;
    private static final int ENOUGH = 3;
    private static final int MANY = 64;

    /** Among so many packets one that is on both would have been seen. */
    private static final int APART = 10;

    /** What went another way for a moment does not count for ever. */
    private static final int CLEARLY = 8;

    private static final int MAX_PAIRS = 32;
    private static final int MAX_INTERFACES = 8;

    /** A sequence number comes again only later. */
    private static final Duration SAME_PACKET = Duration.ofMillis(500);

    /** How long a link counts on which its RTP was seen; a sample of a slow stream has gaps. */
    private static final Duration STILL_THERE = Duration.ofSeconds(8);

    private record Sighting(String interfaceName, LinkEnds ends, int hopLimit, Instant at, long ssrc, int sequence) {
        boolean isOf(Datagram datagram, long source, int number) {
            return sequence == number
                    && ssrc == source
                    && Duration.between(at, datagram.at()).abs().compareTo(SAME_PACKET) <= 0;
        }

        /** Nearer to the camera: each router takes one away, and what takes none is seen later. */
        boolean isBefore(Sighting other) {
            return hopLimit >= other.hopLimit;
        }

        /** What hands a packet on gives it other stations, and need not take of its hop limit; a VLAN is a link of its own. */
        boolean isOnAnotherLink(Sighting other) {
            return areOtherVlans(ends, other.ends) || areOtherStations(ends, other.ends);
        }
    }

    /** @param outer the one nearer to the camera */
    private record Pair(String interfaceName, LinkEnds outer, LinkEnds inner) {
        Pair turned() {
            return new Pair(interfaceName, /* outer= */ inner, /* inner= */ outer);
        }

        /**
         * Whether RTCP between these stations is on the inner link, and the way back from there is by the outer one. All
         * ways lead to the camera's own link.
         */
        boolean holdsBack(LinkEnds rtcp, boolean isAtCamera) {
            return isAtCamera ? isInner(rtcp) || isElsewhere(rtcp) : isInner(rtcp) && isForThatRouter(rtcp);
        }

        /** Neither on the outer link nor straight to the station there from which the RTP comes. */
        private boolean isElsewhere(LinkEnds rtcp) {
            return !TrunkLink.isBackOn(outer, rtcp)
                    && rtcp.destination() != outer.source()
                    && (TrunkLink.areTagged(outer, rtcp) || rtcp.isForOne());
        }

        private boolean isInner(LinkEnds rtcp) {
            if (rtcp.vlans() != 0 && areOtherVlans(outer, inner)) {
                return rtcp.vlans() == inner.vlans();
            }
            return areOtherStations(outer, inner)
                    && rtcp.destination() != outer.source()
                    && rtcp.source() != outer.destination()
                    && (rtcp.source() == inner.destination() || rtcp.destination() == inner.source());
        }

        /** The way back may be another router's. */
        private boolean isForThatRouter(LinkEnds rtcp) {
            long to = rtcp.destination();
            return to == 0 || to == inner.source() || to == outer.destination() || VirtualRouters.contain(to);
        }
    }

    /** The latest packets of one interface. */
    private static final class Compared {
        private final @Nullable Sighting[] sightings = new Sighting[COMPARED];
        private int packets;
    }

    private final Stations stations;
    private final Map<String, Compared> compared = new HashMap<>(2);
    private final Map<Pair, Integer> seen = new HashMap<>(2);

    /** Those of which the outer link is the camera's own: no router took of the hop limit. */
    private final Set<Pair> atCamera = new HashSet<>(2);

    /** @param stations between which a stream goes */
    Trunk(Stations stations) {
        this.stations = stations;
    }

    /** A packet of a stream that goes between several stations of one interface. */
    void seen(Datagram datagram, long ssrc, int sequence) {
        Compared on = compared.get(datagram.interfaceName());
        if (on == null) {
            if (compared.size() == MAX_INTERFACES) {
                return;
            }
            on = new Compared();
            compared.put(datagram.interfaceName(), on);
        }
        boolean first = on.packets < MANY;
        if (first) {
            on.packets++;
        } else if (sequence % STRIDE != 0) {
            return;
        }
        int place = (first ? sequence : sequence / STRIDE) % COMPARED;
        Sighting before = on.sightings[place];
        Sighting now = new Sighting(
                datagram.interfaceName(), datagram.ends(), datagram.hopLimit(), datagram.at(), ssrc, sequence);
        if (before == null || !before.isOf(datagram, ssrc, sequence)) {
            on.sightings[place] = now;
        } else if (before.isOnAnotherLink(now)) {
            boolean inOrder = before.isBefore(now);
            count(inOrder ? before : now, inOrder ? now : before);
            on.sightings[place] = inOrder ? before : now;
        }
    }

    private void count(Sighting outer, Sighting inner) {
        Pair pair = new Pair(outer.interfaceName(), outer.ends(), inner.ends());
        if (seen.size() >= MAX_PAIRS && !seen.containsKey(pair)) {
            return;
        }
        if (seen.merge(pair, 1, Integer::sum) >= MANY) {
            seen.replaceAll((of, count) -> count / 2);
            seen.values().removeIf(count -> count == 0);
            atCamera.retainAll(seen.keySet());
        }
        if (new HopLimit(outer.hopLimit()).isWhole()) {
            atCamera.add(pair);
        } else {
            atCamera.remove(pair);
        }
    }

    /**
     * The links, nearer to the camera, on which RTCP must be seen, too, and is not. Empty where it is seen on one that is as
     * near as any, or nothing is known of it.
     */
    public List<TrunkLink> beyond(RtcpTally rtcp) {
        return seen.isEmpty() ? List.of() : beyond(rtcp, ENOUGH); // nearly always none
    }

    /** Those of which too little was seen yet to tell. */
    public List<TrunkLink> perhapsBeyond(RtcpTally rtcp) {
        return seen.isEmpty() || compared.values().stream().allMatch(on -> on.packets >= APART)
                ? List.of()
                : beyond(rtcp, 1);
    }

    private List<TrunkLink> beyond(RtcpTally rtcp, int enough) {
        List<TrunkLink> missing = new ArrayList<>();
        for (String name : rtcp.interfaces()) {
            List<TrunkLink> there = beyond(name, rtcp, enough);
            if (there.isEmpty()) {
                return List.of();
            }
            missing.addAll(there);
        }
        return missing;
    }

    private List<TrunkLink> beyond(String interfaceName, RtcpTally rtcp, int enough) {
        List<LinkEnds> sent = rtcp.links(interfaceName);
        List<LinkEnds> comes = stations.lately(interfaceName, STILL_THERE);
        List<TrunkLink> missing = new ArrayList<>();
        for (LinkEnds ends : sent) {
            List<TrunkLink> outer = seen.keySet().stream()
                    .filter(pair -> pair.interfaceName().equals(interfaceName)
                            && comes.contains(pair.outer())
                            && comes.contains(pair.inner())
                            && (isTold(pair, enough) || (isEither(pair, enough) && isUnseen(pair.outer(), sent)))
                            && pair.holdsBack(ends, atCamera.contains(pair)))
                    .map(pair -> new TrunkLink(interfaceName, pair.outer(), isTold(pair, enough)))
                    .toList();
            if (outer.isEmpty()) {
                return List.of();
            }
            missing.addAll(outer);
        }
        return missing.stream().distinct().toList();
    }

    private boolean isTold(Pair pair, int enough) {
        return count(pair) >= enough && isClear(pair);
    }

    /** Two links they are, and which is nearer to the camera is not told: packets were seen in both orders. */
    private boolean isEither(Pair pair, int enough) {
        return count(pair) + count(pair.turned()) >= enough && !isClear(pair) && !isClear(pair.turned());
    }

    private boolean isClear(Pair pair) {
        return count(pair) > CLEARLY * count(pair.turned());
    }

    private int count(Pair pair) {
        return seen.getOrDefault(pair, 0);
    }

    private static boolean isUnseen(LinkEnds link, List<LinkEnds> sent) {
        return sent.stream().noneMatch(ends -> TrunkLink.isBackOn(link, ends));
    }

    /** Both are tagged, and differently: they are on two networks. */
    private static boolean areOtherVlans(LinkEnds one, LinkEnds other) {
        return TrunkLink.areTagged(one, other) && one.vlans() != other.vlans();
    }

    private static boolean areOtherStations(LinkEnds one, LinkEnds other) {
        return one.source() != other.source()
                && one.destination() != other.destination()
                && one.isForOne()
                && other.isForOne();
    }
}
