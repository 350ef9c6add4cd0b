package dev.sightline.probe.host.firewall;

import dev.sightline.probe.AddressRange;
import dev.sightline.probe.DropScope;
import dev.sightline.probe.FirewallDrop.Way;
import dev.sightline.probe.PacketCondition;
import dev.sightline.probe.PacketCondition.Addressee;
import dev.sightline.probe.PacketCondition.Among;
import dev.sightline.probe.PacketCondition.Redirected;
import dev.sightline.probe.PortRange;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a rule's understood matches say of the packets that it is for. What is not understood is left out, so this is
 * never too narrow, but then it is not whole either, and the rule may be for fewer packets than it says.
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

    private static PacketMatch of(boolean whole, boolean possible, boolean udp) {
        return new PacketMatch(
                whole, possible, udp, List.of(), List.of(), List.of(), List.of(), /* conditions= */ List.of());
    }

    /** From any of these addresses; from none, where there are none. */
    static PacketMatch sources(List<AddressRange> ranges) {
        return bounded(ranges, new PacketMatch(true, true, false, ranges, List.of(), List.of(), List.of(), List.of()));
    }

    /** To any of these addresses. */
    static PacketMatch destinations(List<AddressRange> ranges) {
        return bounded(ranges, new PacketMatch(true, true, false, List.of(), List.of(), ranges, List.of(), List.of()));
    }

    /** From any of these ports. */
    static PacketMatch sourcePorts(List<PortRange> ranges) {
        return bounded(ranges, new PacketMatch(true, true, false, List.of(), ranges, List.of(), List.of(), List.of()));
    }

    /** To any of these ports. */
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
        if (ranges.isEmpty()) {
            return NONE;
        }
        return ranges.size() > MAX_RANGES ? UNREAD : match;
    }

    /** Both hold. */
    PacketMatch and(PacketMatch other) {
        if (!possible || !other.possible) {
            return NONE;
        }
        Optional<List<AddressRange>> from = AddressRanges.common(sources, other.sources, MAX_RANGES + 1);
        Optional<List<PortRange>> fromPorts = PortRanges.common(sourcePorts, other.sourcePorts, MAX_RANGES + 1);
        Optional<List<AddressRange>> to = AddressRanges.common(destinations, other.destinations, MAX_RANGES + 1);
        Optional<List<PortRange>> toPorts = PortRanges.common(destinationPorts, other.destinationPorts, MAX_RANGES + 1);
        if (from.isEmpty() || fromPorts.isEmpty() || to.isEmpty() || toPorts.isEmpty()) {
            return NONE;
        }
        boolean all = Stream.of(from, fromPorts, to, toPorts).allMatch(ranges -> isBounded(ranges.get()));
        List<PacketCondition> asked = Stream.concat(conditions.stream(), other.conditions.stream())
                .distinct()
                .toList();
        return new PacketMatch(
                whole && other.whole && all && asked.size() <= MAX_CONDITIONS,
                true,
                udp || other.udp,
                isBounded(from.get()) ? from.get() : sources,
                isBounded(fromPorts.get()) ? fromPorts.get() : sourcePorts,
                isBounded(to.get()) ? to.get() : destinations,
                isBounded(toPorts.get()) ? toPorts.get() : destinationPorts,
                asked.stream().limit(MAX_CONDITIONS).toList());
    }

    private static boolean isBounded(List<?> ranges) {
        return ranges.size() <= MAX_RANGES;
    }

    /** The same, where the packets are for this host itself. */
    PacketMatch forThisHost() {
        return conditions.stream().noneMatch(Addressee.class::isInstance)
                ? this
                : new PacketMatch(
                        whole,
                        possible,
                        udp,
                        sources,
                        sourcePorts,
                        destinations,
                        destinationPorts,
                        conditions.stream().map(PacketMatch::forThisHost).toList());
    }

    /** The same on a host that gives none of these packets another destination. */
    PacketMatch unredirected() {
        List<PacketCondition> others = conditions.stream()
                .filter(condition -> !(condition instanceof Redirected))
                .toList();
        if (others.size() == conditions.size()) {
            return this;
        }
        return conditions.contains(new Redirected(/* negated= */ false))
                ? NONE
                : new PacketMatch(whole, possible, udp, sources, sourcePorts, destinations, destinationPorts, others);
    }

    private static PacketCondition forThisHost(PacketCondition condition) {
        return condition instanceof Addressee addressee ? addressee.forThisHost() : condition;
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
        PacketMatch media = ofMedia(way, mediaPorts);
        if (!media.possible || accepted.stream().anyMatch(before -> before.covers(media))) {
            return Optional.empty();
        }
        List<DropScope.Spared> spared = accepted.stream()
                .filter(before -> before.meets(media))
                .limit(MAX_SPARED + 1)
                .map(PacketMatch::spared)
                .toList();
        PacketMatch named = namingFew().ofMedia(way, mediaPorts);
        return Optional.of(new DropScope(
                named.sources,
                named.sourcePorts,
                named.destinations,
                named.destinationPorts,
                named.conditions,
                named.whole && spared.size() <= MAX_SPARED,
                udp && isNarrow(way, mediaPorts),
                spared.stream().limit(MAX_SPARED).toList()));
    }

    private PacketMatch ofMedia(Way way, PortRange mediaPorts) {
        return switch (way) {
            case IN -> and(destinationPorts(List.of(mediaPorts)));
            case OUT -> and(sourcePorts(List.of(mediaPorts)));
            case FORWARD -> this; // the media server may be in a container: either end may be its port
        };
    }

    /**
     * The same. A rule for all but some addresses or ports names nobody's: what it leaves out is asked as a condition.
     */
    private PacketMatch namingFew() {
        Among from = new Among(true, most(sources), PortRanges.areMost(sourcePorts) ? sourcePorts : List.of());
        Among to = new Among(
                false, most(destinations), PortRanges.areMost(destinationPorts) ? destinationPorts : List.of());
        if (from.isAny() && to.isAny()) {
            return this;
        }
        return new PacketMatch(
                        whole,
                        possible,
                        udp,
                        from.addresses().isEmpty() ? sources : List.of(),
                        from.ports().isEmpty() ? sourcePorts : List.of(),
                        to.addresses().isEmpty() ? destinations : List.of(),
                        to.ports().isEmpty() ? destinationPorts : List.of(),
                        conditions)
                .and(from.isAny() ? ANY : asking(from))
                .and(to.isAny() ? ANY : asking(to));
    }

    private static List<AddressRange> most(List<AddressRange> addresses) {
        return AddressRanges.areMost(addresses) ? addresses : List.of();
    }

    /**
     * Of a rule behind these matches that counts nothing: which of the watched streams' packets it surely drops.
     *
     * @return empty when there are none, or when some of the matches were not understood
     */
    Optional<DropScope> surely(Way way, PortRange mediaPorts, List<PacketMatch> accepted) {
        return scope(way, mediaPorts, accepted).filter(DropScope::whole);
    }

    /** Whether one UDP packet may fit both. */
    private boolean meets(PacketMatch other) {
        return possible
                && other.possible
                && PortRanges.meet(sourcePorts, other.sourcePorts)
                && PortRanges.meet(destinationPorts, other.destinationPorts)
                && AddressRanges.meet(sources, other.sources)
                && AddressRanges.meet(destinations, other.destinations);
    }

    /** Whether every UDP packet that fits {@code other} fits this, too. */
    private boolean covers(PacketMatch other) {
        return whole
                && possible
                && AddressRanges.cover(sources, other.sources)
                && AddressRanges.cover(destinations, other.destinations)
                && PortRanges.cover(sourcePorts, other.sourcePorts)
                && PortRanges.cover(destinationPorts, other.destinationPorts)
                && other.conditions.containsAll(conditions);
    }

    /** Whether it names media ports as the far end of what goes this way. */
    boolean isForMediaBeyond(Way way, PortRange media) {
        return PortRanges.areWithin(way == Way.OUT ? destinationPorts : sourcePorts, media);
    }

    private boolean isNarrow(Way way, PortRange media) {
        boolean toMedia = PortRanges.areWithin(destinationPorts, media);
        boolean fromMedia = PortRanges.areWithin(sourcePorts, media);
        return switch (way) {
            case IN -> toMedia;
            case OUT -> fromMedia || PortRanges.areFew(destinationPorts);
            case FORWARD -> toMedia || fromMedia;
        };
    }
}
