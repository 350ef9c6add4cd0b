package dev.sightline.gateway.negotiations;

import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.stream.Negotiated;
import dev.sightline.gateway.stream.Negotiated.Peer;
import dev.sightline.gateway.stream.StreamObserver;
import dev.sightline.gateway.stream.StreamState;
import dev.sightline.probe.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Remembers the latest negotiations of each camera and of its viewers, with the verdicts that came of them. What is
 * remembered is bounded: by number for each camera, by length for each negotiation, and by length for all of them together,
 * where the oldest of all goes first. Safe for any thread; nothing in it waits.
 */
public final class Negotiations implements StreamObserver {
    static final int OF_CAMERA = 8;
    static final int OF_VIEWERS = 4;
    static final int LONGEST = 128 * 1024;
    private static final int ALL = 32 * 1024 * 1024;

    private final int all;
    private final Map<CameraId, Shelf> shelves = new HashMap<>();
    private final Set<Entry> byAge = new LinkedHashSet<>();
    private long length;

    public Negotiations() {
        this(ALL);
    }

    /** @param all characters of all descriptions together */
    Negotiations(int all) {
        this.all = all;
    }

    /**
     * What is remembered of one camera.
     *
     * @param version another one after each change
     * @param kept the latest first
     */
    public record Latest(long version, List<Kept> kept) {}

    private static final class Shelf {
        private final List<Entry> entries = new ArrayList<>();
        private long version;
    }

    /** Equal to itself only. */
    private static final class Entry {
        private final Shelf shelf;
        private final int length;
        private Kept kept;

        private Entry(Shelf shelf, Kept kept) {
            this.shelf = shelf;
            this.kept = kept;
            this.length = lengthOf(kept.what());
        }

        private boolean isOfCamera() {
            return kept.what().peer() instanceof Peer.Camera;
        }

        private boolean isOf(long negotiation) {
            return kept.what().peer() instanceof Peer.Camera camera && camera.negotiation() == negotiation;
        }
    }

    /** Of a camera of which nothing is known this is empty. */
    public synchronized Latest of(CameraId camera) {
        Shelf shelf = shelves.get(camera);
        if (shelf == null) {
            return new Latest(0, List.of());
        }
        List<Kept> latestFirst = new ArrayList<>();
        shelf.entries.forEach(entry -> latestFirst.add(0, entry.kept));
        return new Latest(shelf.version, List.copyOf(latestFirst));
    }

    @Override
    public void negotiated(Negotiated what) {
        boolean tooLong = lengthOf(what) > LONGEST;
        Negotiated safe = tooLong ? with(what, Optional.empty(), "", "") : masked(what);
        keep(new Kept(safe, tooLong, List.of()));
    }

    private synchronized void keep(Kept kept) {
        Shelf shelf = shelves.computeIfAbsent(kept.what().camera(), camera -> new Shelf());
        Entry entry = new Entry(shelf, kept);
        List<Entry> alike = shelf.entries.stream()
                .filter(one -> one.isOfCamera() == entry.isOfCamera())
                .toList();
        if (alike.size() >= (entry.isOfCamera() ? OF_CAMERA : OF_VIEWERS)) {
            forget(alike.get(0));
        }
        shelf.entries.add(entry);
        shelf.version++;
        byAge.add(entry);
        length += entry.length;
        while (length > all) {
            forget(byAge.iterator().next());
        }
    }

    private void forget(Entry entry) {
        byAge.remove(entry);
        length -= entry.length;
        entry.shelf.entries.remove(entry);
        entry.shelf.version++;
    }

    /** A verdict belongs to the negotiation that holds, and not to one that is only being made. */
    @Override
    public void passed(String event, StreamState before, StreamState after) {
        Finding now = after.feedback().finding();
        if (now.equals(before.feedback().finding()) || !after.adopted()) {
            return;
        }
        measured(after.camera(), after.negotiation(), new Measured(now.verdict(), now.since(), now.reason()));
    }

    private synchronized void measured(CameraId camera, long negotiation, Measured now) {
        Shelf shelf = shelves.get(camera);
        if (shelf == null) {
            return;
        }
        for (Entry entry : shelf.entries) {
            if (entry.isOf(negotiation)) {
                List<Measured> verdicts = Verdicts.with(entry.kept.measured(), now);
                if (!verdicts.equals(entry.kept.measured())) {
                    entry.kept = new Kept(entry.kept.what(), entry.kept.tooLong(), verdicts);
                    shelf.version++;
                }
            }
        }
    }

    @Override
    public void dropped(CameraId camera, String what) {}

    private static int lengthOf(Negotiated what) {
        return what.given().map(String::length).orElse(0)
                + what.offer().length()
                + what.answer().length();
    }

    private static Negotiated masked(Negotiated what) {
        return with(
                what, what.given().map(Secrets::masked), Secrets.masked(what.offer()), Secrets.masked(what.answer()));
    }

    private static Negotiated with(Negotiated what, Optional<String> given, String offer, String answer) {
        return new Negotiated(what.camera(), what.at(), what.peer(), given, offer, answer, what.told());
    }
}
