package dev.sightline.probe.judge.seen;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The interfaces on which one stream of RTP is seen: where it comes in, and where this host hands it on. Not for several
 * threads.
 */
final class RtpWay {
    private static final int MAX_INTERFACES = 16;

    /** How long an interface counts on which its RTP was seen; a sample of a slow stream has gaps. */
    private static final Duration STILL_THERE = Duration.ofSeconds(8);

    /** For so long frames have to be for another host before one for this host, perhaps a late one, is forgotten. */
    private static final Duration LATELY = Duration.ofSeconds(1);

    private final InterfaceCounts counts = new InterfaceCounts();
    private final Map<String, Instant> lastOn = new LinkedHashMap<>();
    private Optional<Passage> passage = Optional.empty();
    private Instant lastForThisHost = Instant.MIN;
    private Instant lastHandedOn = Instant.MIN;

    /** @param hops what is left of its hop limit; 0: not known, or of no use */
    void seen(String interfaceName, Instant at, int hops, long ssrc, int sequenceNumber) {
        counts.count(interfaceName);
        if (lastOn.size() < MAX_INTERFACES || lastOn.containsKey(interfaceName)) {
            lastOn.put(interfaceName, at);
        }
        if (lastOn.size() > 1) {
            Passage way = passage.orElseGet(Passage::new);
            passage = Optional.of(way);
            way.seen(interfaceName, at, hops, ssrc, sequenceNumber);
        }
    }

    /** A frame of it was for this host's link address. */
    void reached(Instant at) {
        lastForThisHost = at;
    }

    /** Whether some of its frames are for this host's link address: those for others are what a switch floods. */
    boolean reachesThisHost(Instant at) {
        return !lastForThisHost.isBefore(at.minus(LATELY));
    }

    /** Whether one of its frames ever was for this host's link address. */
    boolean hasReachedThisHost() {
        return !lastForThisHost.equals(Instant.MIN);
    }

    /** It leaves this host, too, as over a bridge. */
    void handedOn(Instant at) {
        lastHandedOn = at;
    }

    /**
     * Whether its frames are for another host's link address now, and this host hands them on to nobody.
     *
     * @param last when the stream's last RTP came
     */
    boolean isForAnotherHost(Instant last) {
        return lastForThisHost.isBefore(last)
                && lastForThisHost.isBefore(last.minus(LATELY))
                && lastHandedOn.isBefore(last.minus(STILL_THERE))
                && lastOn.keySet().stream().filter(name -> isThere(name, last)).count() == 1;
    }

    /** Whether it is seen on more than one. */
    boolean isOnSeveral() {
        return passage.isPresent();
    }

    boolean isOn(String interfaceName) {
        return counts.contains(interfaceName);
    }

    List<String> names() {
        return counts.names();
    }

    /** Packets of all interfaces together. */
    long sum() {
        return counts.sum();
    }

    /** Packets of the interface with most. */
    long most() {
        return counts.most();
    }

    /**
     * Whether its RTP comes by another interface and this host hands it on by that one.
     *
     * @param last when the stream's last RTP came
     */
    boolean isHandedOn(String interfaceName, Instant last) {
        return isOnSeveral()
                && passage.filter(way -> lastOn.keySet().stream()
                                .anyMatch(outer -> isThere(outer, last) && way.isHandedOn(outer, interfaceName)))
                        .isPresent();
    }

    /**
     * The interfaces, nearer to its camera, on which RTCP must be seen, too, that is seen on these: on the way back it
     * passes what its RTP passed. Empty where one of these is as near as any.
     *
     * @param last when the stream's last RTP came
     */
    List<String> beyond(Set<String> names, Instant last) {
        if (passage.isEmpty() || names.isEmpty()) {
            return List.of();
        }
        Passage way = passage.get();
        List<String> missing = lastOn.keySet().stream()
                .filter(name -> !names.contains(name) && isThere(name, last))
                .toList();
        boolean allStay =
                names.stream().allMatch(name -> missing.stream().anyMatch(outer -> way.isBeyond(outer, name)));
        return allStay
                ? missing.stream()
                        .filter(outer -> names.stream().anyMatch(name -> way.isBeyond(outer, name)))
                        .sorted()
                        .toList()
                : List.of();
    }

    /** The interfaces of which too little was seen yet to tell whether they are {@link #beyond} these. */
    List<String> perhapsBeyond(Set<String> names, Instant last) {
        return passage.map(way -> lastOn.keySet().stream()
                        .filter(name -> !names.contains(name) && isThere(name, last))
                        .filter(outer -> names.stream()
                                .anyMatch(name -> lastOn.containsKey(name) && way.isUndecided(outer, name)))
                        .sorted()
                        .toList())
                .orElse(List.of());
    }

    private boolean isThere(String interfaceName, Instant last) {
        return Optional.ofNullable(lastOn.get(interfaceName))
                .filter(at -> Duration.between(at, last).compareTo(STILL_THERE) <= 0)
                .isPresent();
    }
}
