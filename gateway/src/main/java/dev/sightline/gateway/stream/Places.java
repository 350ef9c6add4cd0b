package dev.sightline.gateway.stream;

import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.security.limits.Source;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Comparator;
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
    private final Map<InetAddress, Integer> ofAddress = new HashMap<>();

    private record Guest(Stream stream, Source from) {}

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
        return of(source.network()) < (long) mostOfAddress * source.hosts();
    }

    /** Whether there is a place that nobody has. */
    synchronized boolean hasRoom() {
        return guests.size() < most;
    }

    synchronized void take(Stream stream, Source source) {
        guests.put(stream.camera().id(), new Guest(stream, source));
        ofAddress.merge(source.network(), 1, Integer::sum);
    }

    /**
     * Takes the place away from one that never had a session: of those from the address that has most places for each host
     * behind it, the one that was silent longest, which is none that waits for a command where another does not.
     *
     * @return who had it; empty when all have, or had, a session
     */
    synchronized Optional<Stream> takeBack() {
        Optional<Guest> last = guests.values().stream()
                .filter(guest -> !guest.stream().wasEstablished()
                        && guest.stream().state().session().isEmpty())
                .max(Comparator.comparingDouble(
                                (Guest guest) -> (double) of(guest.from().network())
                                        / guest.from().hosts())
                        .thenComparing(guest -> guest.stream().quiet()));
        last.ifPresent(this::leave);
        return last.map(Guest::stream);
    }

    /** Takes the places of all who had no session, and were not heard of, for {@code patience}. */
    synchronized List<Stream> takeBackAfter(Duration patience) {
        List<Guest> quiet = guests.values().stream()
                .filter(guest -> guest.stream().quiet().compareTo(patience) >= 0)
                .toList();
        quiet.forEach(this::leave);
        return quiet.stream().map(Guest::stream).toList();
    }

    private void leave(Guest guest) {
        guests.remove(guest.stream().camera().id());
        ofAddress.computeIfPresent(guest.from().network(), (address, count) -> count > 1 ? count - 1 : null);
    }

    private int of(InetAddress address) {
        return ofAddress.getOrDefault(address, 0);
    }
}
