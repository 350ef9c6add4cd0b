package dev.sightline.gateway.access;

import dev.sightline.gateway.config.CameraId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The cameras that a right holds for.
 *
 * @param all whether it holds for all, also those to come
 * @param listed those it holds for otherwise
 */
public record Cameras(boolean all, SortedSet<CameraId> listed) {
    /** How "all" is written. */
    public static final String EVERY = "*";

    private static final Cameras ALL = new Cameras(true, new TreeSet<>());

    public Cameras {
        listed = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(listed));
    }

    public static Cameras every() {
        return ALL;
    }

    public static Cameras only(CameraId camera) {
        return new Cameras(false, new TreeSet<>(List.of(camera)));
    }

    /** Reads ids, or {@link #EVERY} alone; nothing when one of them cannot be a camera's. */
    public static Optional<Cameras> parse(Collection<String> words) {
        if (words.size() == 1 && words.contains(EVERY)) {
            return Optional.of(ALL);
        }
        TreeSet<CameraId> ids = new TreeSet<>();
        for (String word : words) {
            Optional<CameraId> id = CameraId.parse(word);
            if (id.isEmpty()) {
                return Optional.empty();
            }
            ids.add(id.get());
        }
        return Optional.of(new Cameras(false, ids));
    }

    public boolean contains(CameraId camera) {
        return all || listed.contains(camera);
    }

    /** As {@link #parse} reads them. */
    public List<String> words() {
        if (all) {
            return List.of(EVERY);
        }
        List<String> words = new ArrayList<>();
        listed.forEach(id -> words.add(id.value()));
        return List.copyOf(words);
    }

    @Override
    public String toString() {
        return all ? "all cameras" : String.join(", ", words());
    }
}
