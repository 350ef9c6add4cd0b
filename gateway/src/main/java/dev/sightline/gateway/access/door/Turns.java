package dev.sightline.gateway.access.door;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;

/**
 * Keeps a part of the places at the worker free: who tries to sign in from where nobody of that name has signed in before may
 * have so many, so that guessing from many addresses does not keep out who comes from where they always come. Any thread.
 */
final class Turns {
    private final int most;
    private final AtomicInteger taken = new AtomicInteger();

    /** @param most places for who is not familiar */
    Turns(int most) {
        this.most = most;
    }

    /** Fails with {@link RejectedExecutionException} when all places are taken. */
    <T> Mono<T> take(Mono<T> work) {
        return Mono.defer(() -> {
            if (taken.incrementAndGet() > most) {
                taken.decrementAndGet();
                return Mono.error(new RejectedExecutionException("too many who are not familiar"));
            }
            return work.doFinally(end -> taken.decrementAndGet());
        });
    }
}
