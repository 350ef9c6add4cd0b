package dev.sightline.gateway.stream;

import dev.sightline.gateway.stream.SourceSide.Source;
import dev.sightline.gateway.stream.StreamException.Code;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Mono;

/** Everybody who watches one stream, or waits to. Used by its mailbox only. */
final class Watchers {
    private final int most;
    private final String camera;
    private final Runnable changed;
    private final List<ViewerWatch> watches = new ArrayList<>();

    /** @param changed is called whenever there are more or fewer */
    Watchers(int most, String camera, Runnable changed) {
        this.most = most;
        this.camera = camera;
        this.changed = changed;
    }

    int count() {
        return watches.size();
    }

    /** Whether there was room. */
    boolean join(ViewerWatch watch) {
        if (watches.size() >= most) {
            watch.end(new WatchEvent.Refused(
                    Code.TOO_MANY_VIEWERS,
                    "camera " + camera + " has " + watches.size() + " viewers, which is the most allowed"));
            return false;
        }
        watches.add(watch);
        changed.run();
        return true;
    }

    void left(ViewerWatch watch) {
        if (watches.remove(watch)) {
            watch.release();
            changed.run();
        }
    }

    /** Those who are there now. */
    Those those() {
        return new Those(List.copyOf(watches));
    }

    record Those(List<ViewerWatch> watches) {
        void end(WatchEvent lastWord) {
            watches.forEach(watch -> watch.end(lastWord));
        }
    }

    /** Shows a source to all: those who wait begin, the others move; completes when all have moved. */
    Mono<Void> show(Source source) {
        List<Mono<Void>> moves = new ArrayList<>();
        for (ViewerWatch watch : List.copyOf(watches)) {
            watch.begin(source);
            moves.add(watch.moveTo(source));
        }
        return Mono.when(moves);
    }

    /** The media server has lost everything by itself. */
    void forget() {
        watches.forEach(ViewerWatch::forget);
    }
}
