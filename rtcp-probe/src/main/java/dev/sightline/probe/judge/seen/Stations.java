package dev.sightline.probe.judge.seen;

import dev.sightline.probe.packet.LinkEnds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Between which stations of its links a stream of RTP, or a flow of RTCP, goes now. A capture of a whole switch may show
 * each packet on both sides of a router, so there may be several at once. Without garbage for each packet. Not for several
 * threads.
 */
public final class Stations {
    private static final int MOST = 8;

    /** What is seen on both sides of a router is seen within moments; what was used before that is used no more. */
    private static final Duration NOW = Duration.ofSeconds(1);

    private static final class Sighting {
        private final String interfaceName;
        private final LinkEnds ends;
        private Instant since;
        private Instant last;
        private boolean shares;

        Sighting(String interfaceName, LinkEnds ends, Instant at) {
            this.interfaceName = interfaceName;
            this.ends = ends;
            this.since = at;
            this.last = at;
        }

        boolean is(String name, LinkEnds others) {
            return ends.equals(others) && interfaceName.equals(name);
        }
    }

    private final List<Sighting> sightings = new ArrayList<>(1);
    private int latest;

    void seen(String interfaceName, LinkEnds ends, Instant at) {
        if (ends.source() == 0) {
            return;
        }
        if (latest >= sightings.size() || !sightings.get(latest).is(interfaceName, ends)) {
            comesBy(interfaceName, ends, at);
        }
        sightings.get(latest).last = at;
    }

    private void comesBy(String interfaceName, LinkEnds ends, Instant at) {
        latest = 0;
        while (latest < sightings.size() && !sightings.get(latest).is(interfaceName, ends)) {
            latest++;
        }
        if (latest < sightings.size()) {
            Sighting known = sightings.get(latest);
            known.since = isNow(known, at) ? known.since : at;
        } else if (sightings.size() < MOST) {
            sightings.add(new Sighting(interfaceName, ends, at));
            share();
        } else {
            latest = sightings.indexOf(Collections.min(sightings, Comparator.comparing(oldest -> oldest.last)));
            sightings.set(latest, new Sighting(interfaceName, ends, at));
            share();
        }
    }

    private void share() {
        for (Sighting one : sightings) {
            one.shares =
                    sightings.stream().anyMatch(other -> other != one && other.interfaceName.equals(one.interfaceName));
        }
    }

    /** Whether what was seen last is not all that is seen of its interface. */
    boolean isShared() {
        return latest < sightings.size() && sightings.get(latest).shares;
    }

    private static boolean isNow(Sighting sighting, Instant last) {
        return Duration.between(sighting.last, last).compareTo(NOW) <= 0;
    }

    /** Those of an interface when something was seen there last. */
    public List<LinkEnds> on(String interfaceName) {
        List<Sighting> now = now(interfaceName);
        if (now.size() == 1) { // nearly always, and asked for several times in each judgement
            return List.of(now.get(0).ends);
        }
        return now.stream().map(sighting -> sighting.ends).toList();
    }

    /** The same, and those seen there within a time before. */
    List<LinkEnds> lately(String interfaceName, Duration within) {
        Instant last = Instant.MIN;
        for (Sighting sighting : sightings) {
            if (sighting.last.isAfter(last) && sighting.interfaceName.equals(interfaceName)) {
                last = sighting.last;
            }
        }
        List<LinkEnds> there = new ArrayList<>(2);
        for (Sighting sighting : sightings) {
            if (sighting.interfaceName.equals(interfaceName)
                    && Duration.between(sighting.last, last).compareTo(within) <= 0) {
                there.add(sighting.ends);
            }
        }
        return there;
    }

    /** When something went by that link last, as RTCP does on which RTP goes between these stations. */
    Optional<Instant> lastBackOn(String interfaceName, LinkEnds rtp) {
        return sightings.stream()
                .filter(sighting ->
                        sighting.interfaceName.equals(interfaceName) && TrunkLink.isBackOn(rtp, sighting.ends))
                .map(sighting -> sighting.last)
                .max(Comparator.naturalOrder());
    }

    /** Since when there are these. */
    public Optional<Instant> since(String interfaceName) {
        return now(interfaceName).stream().map(sighting -> sighting.since).max(Comparator.naturalOrder());
    }

    private List<Sighting> now(String interfaceName) {
        if (sightings.size() == 1) {
            return sightings.get(0).interfaceName.equals(interfaceName) ? sightings : List.of();
        }
        List<Sighting> there = new ArrayList<>(sightings);
        there.removeIf(sighting -> !sighting.interfaceName.equals(interfaceName));
        Optional<Instant> last = there.stream().map(sighting -> sighting.last).max(Comparator.naturalOrder());
        there.removeIf(sighting -> !isNow(sighting, last.orElse(sighting.last)));
        return there;
    }

    /** Whether both are tagged there and with different tags: they are on two networks that share the interface. */
    public boolean isAnotherVlan(String interfaceName, Stations others) {
        if (!isTagged() || !others.isTagged()) {
            return false;
        }
        List<Long> these = vlans(interfaceName);
        List<Long> those = others.vlans(interfaceName);
        return !these.isEmpty()
                && !those.isEmpty()
                && !these.contains(0L)
                && !those.contains(0L)
                && Collections.disjoint(these, those);
    }

    private boolean isTagged() {
        for (Sighting sighting : sightings) {
            if (sighting.ends.vlans() != 0) {
                return true;
            }
        }
        return false;
    }

    private List<Long> vlans(String interfaceName) {
        return on(interfaceName).stream().map(LinkEnds::vlans).distinct().toList();
    }
}
