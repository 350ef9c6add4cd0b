package dev.sightline.gateway.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The order in which guests that never had a session give way to newcomers: of those from the address that has most places for
 * each host behind it, the one that was silent longest, which is none that waits for a command where another does not. The
 * order is kept, and what was heard of a guest meanwhile is looked up when its turn comes: a newcomer costs a few looks, however
 * many guests there are. Not safe for several threads.
 */
final class GivingWay {
    /** For one newcomer; what was looked at is in its right place for the next one. */
    private static final int MOST_LOOKS = 1_000;

    private final TreeSet<Origin> origins = new TreeSet<>(Origin.ORDER);

    void add(Guest guest) {
        change(guest.origin(), () -> guest.origin().took(guest));
    }

    void remove(Guest guest) {
        change(guest.origin(), () -> guest.origin().left(guest));
    }

    /** Who has to give way now; after too many looks the first of those that had to, when they were looked at last. */
    Optional<Guest> first() {
        long began = System.nanoTime();
        List<Guest> negotiating = new ArrayList<>();
        Optional<Guest> found = Optional.empty();
        for (int looks = 0; found.isEmpty() && !origins.isEmpty() && looks < MOST_LOOKS; looks++) {
            Guest guest = origins.first().first();
            if (guest.stream().wasEstablished()) {
                change(guest.origin(), () -> guest.origin().keeps(guest));
            } else if (guest.stream().state().session().isPresent()) {
                change(guest.origin(), () -> guest.origin().keeps(guest));
                negotiating.add(guest);
            } else if (guest.heardAt() == guest.stream().heardAt() || guest.heardAt() - began >= 0) {
                found = Optional.of(guest);
            } else {
                change(guest.origin(), () -> guest.origin().lookAgainAt(guest));
            }
        }
        negotiating.forEach(guest -> change(guest.origin(), () -> guest.origin().lookAgainAt(guest)));
        return found.isEmpty() && !origins.isEmpty() ? firstWithoutSession() : found;
    }

    private Optional<Guest> firstWithoutSession() {
        return origins.stream()
                .limit(MOST_LOOKS)
                .map(Origin::first)
                .filter(guest -> !guest.stream().wasEstablished()
                        && guest.stream().state().session().isEmpty())
                .findFirst();
    }

    /** Takes the address out of the order while that by which it stands there changes. */
    private void change(Origin origin, Runnable change) {
        if (origin.hasIdle()) {
            origins.remove(origin);
        }
        change.run();
        if (origin.hasIdle()) {
            origins.add(origin);
        }
    }
}
