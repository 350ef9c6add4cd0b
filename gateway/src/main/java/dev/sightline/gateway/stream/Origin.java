package dev.sightline.gateway.stream;

import dev.sightline.gateway.security.limits.Source;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.TreeSet;

/** An address with places, and its guests that never had a session, the one that was silent longest first. */
final class Origin {
    /** The one with more places for each host behind it first, then the one whose guest was silent longer. */
    static final Comparator<Origin> ORDER = Origin::compare;

    private final Source source;
    private final TreeSet<Guest> idle = new TreeSet<>(Origin::compare);
    private int places;

    Origin(Source source) {
        this.source = source;
    }

    InetAddress network() {
        return source.network();
    }

    int places() {
        return places;
    }

    boolean hasIdle() {
        return !idle.isEmpty();
    }

    Guest first() {
        return idle.first();
    }

    void took(Guest guest) {
        places++;
        idle.add(guest);
    }

    void left(Guest guest) {
        places--;
        idle.remove(guest);
    }

    /** It keeps its place, and gives way to nobody. */
    void keeps(Guest guest) {
        idle.remove(guest);
    }

    /** Puts the guest where it belongs by what was heard of it since. */
    void lookAgainAt(Guest guest) {
        idle.remove(guest);
        guest.lookAgain();
        idle.add(guest);
    }

    private static int compare(Origin one, Origin other) {
        int weight = Long.compare((long) other.places * one.source.hosts(), (long) one.places * other.source.hosts());
        return weight != 0 ? weight : compare(one.first(), other.first());
    }

    private static int compare(Guest one, Guest other) {
        int heard = Long.signum(one.heardAt() - other.heardAt());
        return heard != 0
                ? heard
                : one.stream().camera().id().compareTo(other.stream().camera().id());
    }
}
