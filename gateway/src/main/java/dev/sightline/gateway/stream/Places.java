package dev.sightline.gateway.stream;

import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.security.limits.Source;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who has the places of cameras that are not listed. Anybody can ask for one, in any name, so nobody has many, and where all
 * are taken a newcomer gets the place of one that never had a session. Safe for any thread.
 */
final class Places {
    private final int most;
    private final int mostOfAddress;
    private final Map<CameraId, Guest> guests = new LinkedHashMap<>();
    private final Map<InetAddress, Origin> origins = new HashMap<>();
    private final GivingWay givingWay = new GivingWay();

    /**
     * @param most in all
     * @param mostOfAddress of one address that counts for one host
     */
    Places(int most, int mostOfAddress) {
        this.most = most;
        this.mostOfAddress = mostOfAddress;
    }

    /** Whether {@code source} may have one more. */
    synchronized boolean hasRoomFor(Source source) {
        Origin origin = origins.get(source.network());
        return (origin == null ? 0 : origin.places()) < (long) mostOfAddress * source.hosts();
    }

    /** Whether there is a place that nobody has. */
    synchronized boolean hasRoom() {
        return guests.size() < most;
    }

    synchronized void take(Stream stream, Source source) {
        Guest guest = new Guest(stream, origins.computeIfAbsent(source.network(), network -> new Origin(source)));
        guests.put(stream.camera().id(), guest);
        givingWay.add(guest);
    }

    /**
     * Takes the place away from the one that has to give way first.
     *
     * @return who had it; empty when all have, or had, a session
     */
    synchronized Optional<Stream> takeBack() {
        Optional<Guest> first = givingWay.first();
        first.ifPresent(this::leave);
        return first.map(Guest::stream);
    }

    /** Takes the places of all who had no session, and were not heard of, for {@code patience}. */
    List<Stream> takeBackAfter(Duration patience) {
        return all().stream()
                .filter(guest -> guest.stream().quiet().compareTo(patience) >= 0)
                .filter(this::leave)
                .map(Guest::stream)
                .toList();
    }

    private synchronized List<Guest> all() {
        return List.copyOf(guests.values());
    }

    /** Whether it was there still. */
    private synchronized boolean leave(Guest guest) {
        if (!guests.remove(guest.stream().camera().id(), guest)) {
            return false;
        }
        givingWay.remove(guest);
        if (guest.origin().places() == 0) {
            origins.remove(guest.origin().network());
        }
        return true;
    }
}
