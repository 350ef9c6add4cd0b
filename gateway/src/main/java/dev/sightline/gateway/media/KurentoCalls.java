package dev.sightline.gateway.media;

import dev.sightline.gateway.config.MediaConfig.Kurento;
import dev.sightline.gateway.media.MediaServerException.Kind;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Sinks;
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
    /** For the client's own time-out, whose words are better, to come first. */
    private static final Duration SPARE = Duration.ofMillis(500);

    private static final Duration CLOSING = Duration.ofSeconds(3);

    private final Duration timeout;
    private final Scheduler calls;
    private final Scheduler events = Schedulers.newSingle("media-events", true);
    private final AtomicInteger waitingEvents = new AtomicInteger();
    private final Sinks.Empty<Void> closing = Sinks.empty();
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
                .timeout(timeout.plus(SPARE))
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

    /**
     * Makes an object on one of the few threads; answers on the thread of the events. What is made in vain is let go.
     *
     * @param late counts what the server owes after that
     */
    <T> Mono<T> make(String what, LateAnswers late, KurentoMaking.Work<T> work) {
        return Mono.defer(() -> {
            KurentoMaking making = new KurentoMaking(what, timeout, late);
            return Mono.<T>create(sink -> {
                        Disposable time = Mono.delay(timeout.plus(SPARE)).subscribe(over -> {
                            if (making.end()) {
                                sink.error(new TimeoutException());
                            }
                        });
                        sink.onDispose(() -> {
                            time.dispose();
                            making.end();
                        });
                        begin(making, work, sink);
                    })
                    .onErrorMap(error -> KurentoErrors.explain(what, error))
                    .publishOn(events)
                    .doOnDiscard(Object.class, lost -> making.letGo());
        });
    }

    private <T> void begin(KurentoMaking making, KurentoMaking.Work<T> work, MonoSink<T> sink) {
        try {
            calls.schedule(() -> {
                if (making.isUnderWay()) {
                    make(making, work, sink);
                }
            });
        } catch (RejectedExecutionException e) {
            sink.error(e);
        }
    }

    /** Not interrupted when nobody waits any more: it has its own time, and what it has made must be known. */
    private static <T> void make(KurentoMaking making, KurentoMaking.Work<T> work, MonoSink<T> sink) {
        try {
            T made = work.with(making);
            if (making.handOver()) {
                sink.success(made);
            }
        } catch (Exception e) {
            if (making.end()) {
                sink.error(e);
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

    /** Does something that may block; nothing when this is closed, which waits for nothing that is not due yet. */
    void later(Duration delay, Runnable blocking) {
        var unused = Mono.delay(delay).takeUntilOther(closing.asMono()).subscribe(due -> soon(blocking));
    }

    private void soon(Runnable blocking) {
        try {
            calls.schedule(blocking);
        } catch (RejectedExecutionException e) {
            log.debug("what was to be done later is not: {}", e.toString());
        }
    }

    @Override
    public void close() {
        closing.tryEmitEmpty();
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
