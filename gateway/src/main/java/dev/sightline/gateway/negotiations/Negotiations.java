package dev.sightline.gateway.negotiations;

import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.stream.Exchange;
import dev.sightline.gateway.stream.Exchange.Failure;
import dev.sightline.gateway.stream.Exchange.Peer;
import dev.sightline.gateway.stream.StreamObserver;
import dev.sightline.gateway.stream.StreamState;
import dev.sightline.probe.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Remembers the latest negotiations of each camera and of its viewers, with the verdicts that came of them, and the latest of
 * which nothing came. What is remembered is bounded: by number for each {@link Shelf} of a camera, by length for each
 * negotiation, and by length for all of them together, where the oldest of all goes first. What failed has a length of its
 * own, so that it drives nothing out that did not. Safe for any thread; nothing in it waits.
 */
public final class Negotiations implements StreamObserver {
    static final int LONGEST = 128 * 1024;
    static final int LONGEST_FAILED = 32 * 1024;
    private static final int ALL = 32 * 1024 * 1024;
    private static final int ALL_FAILED = 8 * 1024 * 1024;

    private final Budget<Entry> made;
    private final Budget<Entry> failed;
    private final Map<CameraId, OfOne> cameras = new HashMap<>();
    /** Of all cameras, so that one which is forgotten and comes again has none twice. */
    private long versions;

    public Negotiations() {
        this(ALL, ALL_FAILED);
    }

    /**
     * @param all characters of all negotiations together
     * @param allFailed the same of those of which nothing came
     */
    Negotiations(int all, int allFailed) {
        this.made = new Budget<>(all);
        this.failed = new Budget<>(allFailed);
    }

    /**
     * What is remembered of one camera.
     *
     * @param version another one after each change
     * @param kept the latest first
     */
    public record Latest(long version, List<Kept> kept) {}

    private static final class OfOne {
        private final List<Entry> entries = new ArrayList<>();
        private long version;

        private List<Entry> those(Predicate<Entry> wanted) {
            return entries.stream().filter(wanted).toList();
        }
    }

    /** Equal to itself only. */
    private static final class Entry {
        private final OfOne camera;
        private final Shelf shelf;
        private Kept kept;

        private Entry(OfOne camera, Kept kept) {
            this.camera = camera;
            this.shelf = Shelf.of(kept.what());
            this.kept = kept;
        }

        private boolean isOf(long negotiation) {
            return kept.what().peer() instanceof Peer.Camera camera && camera.negotiation() == negotiation;
        }
    }

    /** Of a camera of which nothing is known this is empty. */
    public synchronized Latest of(CameraId camera) {
        OfOne known = cameras.get(camera);
        if (known == null) {
            return new Latest(0, List.of());
        }
        List<Kept> latestFirst = new ArrayList<>();
        known.entries.forEach(entry -> latestFirst.add(0, entry.kept));
        return new Latest(known.version, List.copyOf(latestFirst));
    }

    @Override
    public void negotiated(Exchange what) {
        int longest = what.failure().isPresent() ? LONGEST_FAILED : LONGEST;
        boolean tooLong = Remembered.length(what) > longest;
        keep(what.camera(), Kept.of(tooLong ? Remembered.withoutText(what) : Remembered.masked(what), tooLong));
    }

    private synchronized void keep(CameraId camera, Kept fresh) {
        OfOne known = cameras.computeIfAbsent(camera, key -> new OfOne());
        Kept kept = fresh;
        for (Entry alike : known.those(entry -> entry.kept.failedLike(fresh))) {
            kept = kept.after(alike.kept);
            forget(alike);
        }
        Entry entry = new Entry(known, kept);
        List<Entry> beside = known.those(other -> other.shelf == entry.shelf);
        if (beside.size() >= entry.shelf.places()) {
            forget(beside.get(0));
        }
        known.entries.add(entry);
        known.version = ++versions;
        Budget<Entry> budget = budget(entry);
        budget.add(entry, Remembered.length(kept.what()));
        while (budget.tooMuch().isPresent()) {
            forget(budget.tooMuch().get());
        }
    }

    private Budget<Entry> budget(Entry entry) {
        return entry.shelf.isOfFailures() ? failed : made;
    }

    private void forget(Entry entry) {
        budget(entry).remove(entry);
        entry.camera.entries.remove(entry);
        entry.camera.version = ++versions;
    }

    /** Nothing is remembered of this camera any more. */
    public synchronized void forget(CameraId camera) {
        OfOne known = cameras.remove(camera);
        if (known != null) {
            List.copyOf(known.entries).forEach(this::forget);
        }
    }

    /** It goes to where those are of which nothing came. */
    @Override
    public synchronized void cameToNothing(CameraId camera, long negotiation, Failure why) {
        OfOne known = cameras.get(camera);
        if (known == null) {
            return;
        }
        for (Entry entry : known.those(one -> one.isOf(negotiation))) {
            forget(entry);
            keep(camera, entry.kept.with(Remembered.masked(why)));
        }
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
        OfOne known = cameras.get(camera);
        if (known == null) {
            return;
        }
        for (Entry entry : known.those(one -> one.isOf(negotiation))) {
            List<Measured> verdicts = Verdicts.with(entry.kept.measured(), now);
            if (!verdicts.equals(entry.kept.measured())) {
                entry.kept = entry.kept.with(verdicts);
                known.version = ++versions;
            }
        }
    }

    @Override
    public void dropped(CameraId camera, String what) {}
}
