package dev.sightline.probe.packet;

import org.jspecify.annotations.Nullable;

/**
 * Pairs of stations: packets by the million go between few of them. Each has one place, where the latest one stays, so it
 * needs no upkeep and never grows. Not for several threads.
 */
final class LinkEndsCache {
    private static final int PLACES = 256;

    private final @Nullable LinkEnds[] entries = new @Nullable LinkEnds[PLACES];

    LinkEnds of(long source, long destination, long vlans) {
        int place = place(source, destination, vlans);
        LinkEnds known = entries[place];
        if (known == null || known.source() != source || known.destination() != destination || known.vlans() != vlans) {
            known = new LinkEnds(source, destination, vlans);
            entries[place] = known;
        }
        return known;
    }

    private static int place(long source, long destination, long vlans) {
        long hash = (31 * (31 * source + destination) + vlans) * 0x9e3779b97f4a7c15L;
        return (int) (hash >>> 56);
    }
}
