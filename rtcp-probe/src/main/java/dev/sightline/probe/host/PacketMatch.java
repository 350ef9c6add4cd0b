package dev.sightline.probe.host;

import dev.sightline.probe.AddressRange;
import dev.sightline.probe.DropScope;
import dev.sightline.probe.FirewallDrop.Way;
import dev.sightline.probe.PacketCondition;
import dev.sightline.probe.PortRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a rule's understood matches say of the packets that it is for. What is not understood is left out, so this is never
 * too narrow, but then it is not whole either, and the rule may be for fewer packets than it says.
 *
 * @param whole whether nothing was left out: every UDP packet that fits is one that the rule is for
 * @param possible whether any UDP packet can match
 * @param udp whether nothing but UDP can match
 * @param sources source addresses; empty: any
 * @param sourcePorts source ports; empty: any
 * @param destinations destination addresses; empty: any
 * @param destinationPorts destination ports; empty: any
 * @param conditions what else is asked, and is understood; what holds of a packet is known when one is looked at
 */
record PacketMatch(
        boolean whole,
        boolean possible,
        boolean udp,
        List<AddressRange> sources,
        List<PortRange> sourcePorts,
        List<AddressRange> destinations,
        List<PortRange> destinationPorts,
        List<PacketCondition> conditions) {
    static final PacketMatch ANY = of(true, true, false);
    static final PacketMatch UDP = of(true, true, true);
    static final PacketMatch NONE = of(true, false, false);

    /** A match that is not understood: it asks for something, and nobody knows what. */
    static final PacketMatch UNREAD = of(false, true, false);

    /** More ranges than this are not read. */
    private static final int MAX_RANGES = 256;

    /** Where more rules than this let some of the packets through before, nothing is certain. */
    private static final int MAX_SPARED = 64;

    private static final int MAX_CONDITIONS = 16;

    /** A port that a camera's RTCP is sent to is one of a few; a wider range may be another program's. */
    private static final int FEW_PORTS = 64;

    /** A range of more ports than this is no knowledge of the media server's: other programs' are among them. */
    private static final int MOST_MEDIA_PORTS = 32_768;

    private static PacketMatch of(boolean whole, boolean possible, boolean udp) {
        return new PacketMatch(
                whole, possible, udp, List.of(), List.of(), List.of(), List.of(), /* conditions= */ List.of());
    }

    static PacketMatch sources(List<AddressRange> ranges) {
        return bounded(ranges, new PacketMatch(true, true, false, ranges, List.of(), List.of(), List.of(), List.of()));
    }

    static PacketMatch destinations(List<AddressRange> ranges) {
        return bounded(ranges, new PacketMatch(true, true, false, List.of(), List.of(), ranges, List.of(), List.of()));
    }

    static PacketMatch sourcePorts(List<PortRange> ranges) {
        return bounded(ranges, new PacketMatch(true, true, false, List.of(), ranges, List.of(), List.of(), List.of()));
    }

    static PacketMatch destinationPorts(List<PortRange> ranges) {
        return bounded(ranges, new PacketMatch(true, true, false, List.of(), List.of(), List.of(), ranges, List.of()));
    }

    PacketMatch {
        sources = List.copyOf(sources);
        sourcePorts = List.copyOf(sourcePorts);
        destinations = List.copyOf(destinations);
        destinationPorts = List.copyOf(destinationPorts);
        conditions = List.copyOf(conditions);
    }

    /** Asks for this alone. */
    static PacketMatch asking(PacketCondition condition) {
        return new PacketMatch(true, true, false, List.of(), List.of(), List.of(), List.of(), List.of(condition));
    }

    private static PacketMatch bounded(List<?> ranges, PacketMatch match) {
        return ranges.size() > MAX_RANGES ? UNREAD : match;
    }

    /** Both hold. */
    PacketMatch and(PacketMatch other) {
        if (!possible || !other.possible) {
            return NONE;
        }
        Optional<List<AddressRange>> from = commonAddresses(sources, other.sources);
        Optional<List<PortRange>> fromPorts = commonPorts(sourcePorts, other.sourcePorts);
        Optional<List<AddressRange>> to = commonAddresses(destinations, other.destinations);
        Optional<List<PortRange>> toPorts = commonPorts(destinationPorts, other.destinationPorts);
        if (from.isEmpty() || fromPorts.isEmpty() || to.isEmpty() || toPorts.isEmpty()) {
            return NONE;
        }
        List<PacketCondition> asked = Stream.concat(conditions.stream(), other.conditions.stream())
                .distinct()
                .toList();
        return new PacketMatch(
                whole && other.whole && asked.size() <= MAX_CONDITIONS,
                true,
                udp || other.udp,
                from.get(),
                fromPorts.get(),
                to.get(),
                toPorts.get(),
                asked.stream().limit(MAX_CONDITIONS).toList());
    }

    /** The packets that a rule with these matches lets through. */
    DropScope.Spared spared() {
        return new DropScope.Spared(sources, sourcePorts, destinations, destinationPorts, conditions, whole);
    }

    /**
     * What a counter behind these matches counts of the watched streams.
     *
     * @param mediaPorts the media server's ports
     * @param accepted what rules before let through
     * @return empty when it counts none of theirs
     */
    Optional<DropScope> scope(Way way, PortRange mediaPorts, List<PacketMatch> accepted) {
        if (!possible) {
            return Optional.empty();
        }
        PacketMatch media = switch (way) {
            case IN -> and(destinationPorts(List.of(mediaPorts)));
            case OUT -> and(sourcePorts(List.of(mediaPorts)));
            case FORWARD -> this; // the media server may be in a container: either end may be its port
        };
        if (!media.possible || accepted.stream().anyMatch(before -> before.covers(media))) {
            return Optional.empty();
        }
        List<DropScope.Spared> spared = accepted.stream()
                .filter(before -> before.and(media).possible)
                .map(PacketMatch::spared)
                .toList();
        return Optional.of(new DropScope(
                media.sources,
                media.sourcePorts,
                media.destinations,
                media.destinationPorts,
                media.conditions,
                whole && spared.size() <= MAX_SPARED,
                udp && isNarrow(way, mediaPorts),
                spared.stream().limit(MAX_SPARED).toList()));
    }

    /**
     * Of a rule behind these matches that counts nothing: which of the watched streams' packets it surely drops.
     *
     * @return empty when there are none, or when some of the matches were not understood
     */
    Optional<DropScope> surely(Way way, PortRange mediaPorts, List<PacketMatch> accepted) {
        return scope(way, mediaPorts, accepted).filter(DropScope::whole);
    }

    /** Whether every UDP packet that fits {@code other} fits this, too. */
    private boolean covers(PacketMatch other) {
        return whole
                && possible
                && (sources.isEmpty() || sources.equals(other.sources))
                && (destinations.isEmpty() || destinations.equals(other.destinations))
                && covers(sourcePorts, other.sourcePorts)
                && covers(destinationPorts, other.destinationPorts)
                && other.conditions.containsAll(conditions);
    }

    private static boolean covers(List<PortRange> these, List<PortRange> others) {
        return these.isEmpty()
                || (!others.isEmpty()
                        && others.stream()
                                .allMatch(other -> these.stream()
                                        .anyMatch(one -> one.contains(other.first()) && one.contains(other.last()))));
    }

    /** Whether it names media ports as the far end of what goes this way. */
    boolean isForMediaBeyond(Way way, PortRange media) {
        return isWithin(way == Way.OUT ? destinationPorts : sourcePorts, media);
    }

    private boolean isNarrow(Way way, PortRange media) {
        boolean toMedia = isWithin(destinationPorts, media);
        boolean fromMedia = isWithin(sourcePorts, media);
        return switch (way) {
            case IN -> toMedia;
            case OUT -> fromMedia || isFew(destinationPorts);
            case FORWARD -> toMedia || fromMedia;
        };
    }

    private static boolean isWithin(List<PortRange> ports, PortRange media) {
        return !ports.isEmpty()
                && (media.last() - media.first() < MOST_MEDIA_PORTS || isFew(ports))
                && ports.stream().allMatch(range -> media.contains(range.first()) && media.contains(range.last()));
    }

    private static boolean isFew(List<PortRange> ports) {
        return !ports.isEmpty()
                && ports.stream()
                                .mapToInt(range -> range.last() - range.first() + 1)
                                .sum()
                        <= FEW_PORTS;
    }

    /** The ports in both; empty optional when there is none. An empty list stands for all. */
    private static Optional<List<PortRange>> commonPorts(List<PortRange> left, List<PortRange> right) {
        if (left.isEmpty() || right.isEmpty()) {
            return Optional.of(left.isEmpty() ? right : left);
        }
        List<PortRange> common = new ArrayList<>();
        for (PortRange one : left) {
            for (PortRange other : right) {
                int first = Math.max(one.first(), other.first());
                int last = Math.min(one.last(), other.last());
                if (first <= last && common.size() < MAX_RANGES) {
                    common.add(new PortRange(first, last));
                }
            }
        }
        return common.isEmpty() ? Optional.empty() : Optional.of(common);
    }

    /** Those of the left that may hold one of the right: blocks nest or are apart, so this is exact for blocks. */
    private static Optional<List<AddressRange>> commonAddresses(List<AddressRange> left, List<AddressRange> right) {
        if (left.isEmpty() || right.isEmpty()) {
            return Optional.of(left.isEmpty() ? right : left);
        }
        List<AddressRange> common = new ArrayList<>();
        for (AddressRange one : left) {
            for (AddressRange other : right) {
                if (common.size() >= MAX_RANGES) {
                    return Optional.of(left);
                }
                if (other.contains(one.first()) && other.contains(one.last())) {
                    common.add(one);
                } else if (one.contains(other.first()) || one.contains(other.last())) {
                    common.add(other);
                }
            }
        }
        return common.isEmpty() ? Optional.empty() : Optional.of(common);
    }
}
