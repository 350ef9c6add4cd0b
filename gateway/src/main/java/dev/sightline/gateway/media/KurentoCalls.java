package dev.sightline.gateway.media;

import dev.sightline.gateway.config.MediaConfig.Kurento;
import dev.sightline.gateway.media.MediaServerException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.kurento.client.Continuation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Where the client's calls wait, and where its events go on: its calls block, so they have a few threads of their own; its
 * events come on its event loop, so they hop off at once to one thread, in their order.
 */
final class KurentoCalls implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KurentoCalls.class);
    private static final int IDLE_SECONDS = 10;
    private static final int MOST_EVENTS = 10_000;
    private static final Duration CLOSING = Duration.ofSeconds(3);

    private final Duration timeout;
    private final Scheduler calls;
    private final Scheduler events = Schedulers.newSingle("media-events", true);
    private final AtomicInteger waitingEvents = new AtomicInteger();
    private final Consumer<String> dropped;

    /** @param dropped is told of each event for which there was no room */
    KurentoCalls(Kurento config, Consumer<String> dropped) {
        this.timeout = config.callTimeout();
        this.dropped = dropped;
        this.calls = Schedulers.newBoundedElastic(config.threads(), config.queue(), "media-calls", IDLE_SECONDS, true);
    }

    /** Calls on one of the few threads; answers on the thread of the events. */
    <T> Mono<T> call(String what, Callable<T> call) {
        return Mono.fromCallable(call)
                .subscribeOn(calls)
                .timeout(timeout.plusMillis(500))
                .onErrorMap(error -> KurentoErrors.explain(what, error))
                .publishOn(events);
    }

    Mono<Void> run(String what, Runnable call) {
        return this.<Boolean>call(what, () -> {
                    call.run();
                    return true;
                })
                .then();
    }

    /** Several calls that do not depend on each other, in one round trip. To be used inside a call. */
    Batch batch() {
        return new Batch();
    }

    /** Collects calls whose answers are awaited together. */
    final class Batch {
        private final List<CompletableFuture<?>> answers = new ArrayList<>();

        <T> Batch add(Consumer<Continuation<T>> call) {
            CompletableFuture<T> answer = new CompletableFuture<>();
            answers.add(answer);
            call.accept(new Continuation<T>() {
                @Override
                public void onSuccess(T result) {
                    answer.complete(result);
                }

                @Override
                public void onError(Throwable cause) {
                    answer.completeExceptionally(cause);
                }
            });
            return this;
        }

        void await() throws Exception {
            try {
                CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
                        .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException e) {
                throw e.getCause() instanceof Exception cause ? cause : e;
            }
        }
    }

    /** An event goes on here. */
    void event(Runnable work) {
        if (waitingEvents.incrementAndGet() > MOST_EVENTS) {
            waitingEvents.decrementAndGet();
            dropped.accept("media server's event");
            return;
        }
        schedule(() -> {
            waitingEvents.decrementAndGet();
            work.run();
        });
    }

    /** What must not be lost: the server's coming and going. */
    void always(Runnable work) {
        schedule(work);
    }

    /** Does something that may block; nothing when this is closed. */
    void later(Duration delay, Runnable blocking) {
        try {
            calls.schedule(blocking, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            log.debug("what was to be done later is not: {}", e.toString());
        }
    }

    @Override
    public void close() {
        calls.disposeGracefully().timeout(CLOSING, Mono.empty()).block();
        events.disposeGracefully().timeout(CLOSING, Mono.empty()).block();
        calls.dispose();
        events.dispose();
    }

    private void schedule(Runnable work) {
        if (events.isDisposed()) {
            return;
        }
        events.schedule(() -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                log.error("an event of the media server was not dealt with", e);
            }
        });
    }

    static MediaServerException down(String reason) {
        return new MediaServerException(Kind.DOWN, "the media server cannot be reached: " + reason);
    }
}
