package dev.sightline.gateway.media;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the answers that a media server owes after their time. One that owes too many is broken, whatever else it answers. */
final class LateAnswers {
    private final int most;
    private final Runnable tooMany;
    private final AtomicInteger owed = new AtomicInteger();

    /** @param tooMany is told when more are owed; the answers that are owed end then */
    LateAnswers(int most, Runnable tooMany) {
        this.most = most;
        this.tooMany = tooMany;
    }

    void owed(CompletableFuture<?> answer) {
        int now = owed.incrementAndGet();
        var unused = answer.whenComplete((result, error) -> owed.decrementAndGet());
        if (now == most + 1) {
            tooMany.run();
        }
    }

    int count() {
        return owed.get();
    }
}
