package dev.sightline.probe.judge.seen;

import dev.sightline.probe.RecentMap;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The streams held, so many that are certainly RTP and so many that may be strays, which push out nobody but each other.
 * Who comes when all places are taken by streams that still come gets none, unless its port was negotiated. Of whom nothing
 * is known for that is counted. Not for several threads.
 */
final class HeldStreams {
    private final WatchRules rules;
    private final IntPredicate isAgreed;
    private final Predicate<RtpStream> isWell;
    private final RecentMap<SocketPair, RtpStream> certain;
    private final RecentMap<SocketPair, RtpStream> possible;
    private long forgotten;

    /**
     * @param isAgreed whether a camera negotiated a port of the media server
     * @param isWell whether what was found of a stream last is that it gets its feedback
     */
    HeldStreams(WatchRules rules, IntPredicate isAgreed, Predicate<RtpStream> isWell) {
        this.rules = rules;
        this.isAgreed = isAgreed;
        this.isWell = isWell;
        this.certain = new RecentMap<>(rules.maxStreams());
        this.possible = new RecentMap<>(rules.maxStreams());
    }

    @Nullable
    RtpStream get(SocketPair pair) {
        RtpStream stream = certain.get(pair);
        return stream != null ? stream : possible.get(pair);
    }

    boolean contains(SocketPair pair) {
        return certain.containsKey(pair) || possible.containsKey(pair);
    }

    /** Takes one that has just begun. */
    void begins(RtpStream stream) {
        if (possible.size() == rules.maxStreams()) {
            RtpStream eldest = removeEldest(possible);
            if (eldest.isEstablished() || isWithin(rules.longestGap(), eldest, stream.first())) {
                forgotten++;
            }
        }
        possible.put(stream.pair(), stream);
    }

    /**
     * Gives one a place among those that are certainly RTP.
     *
     * @return whether it had none and has one now
     */
    boolean givePlace(RtpStream stream) {
        if (stream.hasPlace() || !makesRoom(stream)) {
            return false;
        }
        stream.takesPlace();
        possible.remove(stream.pair());
        certain.put(stream.pair(), stream);
        return true;
    }

    private boolean makesRoom(RtpStream stream) {
        if (certain.size() < rules.maxStreams()) {
            return true;
        }
        RtpStream eldest = certain.values().iterator().next();
        // One that comes in bursts keeps its place in its pauses.
        boolean ended = !isWithin(RunCounts.LONGEST_PAUSE, eldest, stream.last());
        if (!ended && !isAgreed.test(stream.localPort())) {
            return false;
        }
        removeEldest(certain);
        if (!ended || !isWell.test(eldest)) {
            forgotten++;
        }
        return true;
    }

    private static boolean isWithin(Duration time, RtpStream stream, Instant now) {
        return Duration.between(stream.last(), now).compareTo(time) <= 0;
    }

    private static RtpStream removeEldest(RecentMap<SocketPair, RtpStream> streams) {
        Iterator<RtpStream> eldest = streams.values().iterator();
        RtpStream stream = eldest.next();
        eldest.remove();
        return stream;
    }

    /** Forgets these, but for those of whom nothing is said for want of room: they stay counted. */
    void forget(Predicate<RtpStream> those) {
        certain.values().removeIf(those);
        possible.values().removeIf(stream -> !stream.isEstablished() && those.test(stream));
    }

    /** Those that are certainly RTP, those seen last at the end. */
    Collection<RtpStream> certain() {
        return certain.values();
    }

    List<RtpStream> all() {
        return Stream.concat(certain.values().stream(), possible.values().stream())
                .toList();
    }

    int size() {
        return certain.size() + possible.size();
    }

    /** Of whom nothing is said for want of room. */
    Unjudged unjudged() {
        long waiting =
                possible.values().stream().filter(RtpStream::isEstablished).count();
        return new Unjudged(forgotten + waiting, rules.maxStreams());
    }
}
