package dev.sightline.gateway.media;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.kurento.client.Continuation;
import org.kurento.client.KurentoObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The making of one object on the media server, of several calls in one time. Whatever ends it before the object is handed
 * over, a failure, the time, or nobody who waits any more: the object is let go, also when the server says only later that
 * it has made it.
 */
final class KurentoMaking {
    private static final Logger log = LoggerFactory.getLogger(KurentoMaking.class);

    private final String what;
    private final long deadline;
    private final LateAnswers late;
    private Optional<KurentoObject> made = Optional.empty();
    private State state = State.UNDER_WAY;

    private enum State {
        UNDER_WAY,
        HANDED_OVER,
        OVER
    }

    /** What is done while an object is made; may wait. */
    interface Work<T> {
        T with(KurentoMaking making) throws Exception;
    }

    /** @param late counts the answers that are still owed when their time is over */
    KurentoMaking(String what, Duration time, LateAnswers late) {
        this.what = what;
        this.deadline = System.nanoTime() + time.toNanos();
        this.late = late;
    }

    /**
     * Makes an object, and waits for it. Not in a transaction: one that fails the client commits again, without end.
     *
     * @throws TimeoutException when the server has not said in time that it did; it is let go when it says so
     */
    <T extends KurentoObject> T create(Consumer<Continuation<T>> creation) throws Exception {
        CompletableFuture<T> answer = new CompletableFuture<>();
        creation.accept(completing(answer));
        T object;
        try {
            object = await(answer);
        } catch (TimeoutException | InterruptedException e) {
            late.owed(answer);
            var unused = answer.thenAccept(this::release);
            throw e;
        }
        keep(object);
        return object;
    }

    /** From now on {@code object} is let go when this ends otherwise than well. */
    private void keep(KurentoObject object) {
        boolean over;
        synchronized (this) {
            over = state == State.OVER;
            made = over ? Optional.empty() : Optional.of(object);
        }
        if (over) {
            release(object);
        }
    }

    /** Waits for the answer of one call. */
    <T> T call(Consumer<Continuation<T>> call) throws Exception {
        CompletableFuture<T> answer = new CompletableFuture<>();
        call.accept(completing(answer));
        return await(answer);
    }

    /** Several calls that do not depend on each other, in one round trip. */
    Batch batch() {
        return new Batch();
    }

    /** Collects calls whose answers are awaited together. */
    final class Batch {
        private final List<CompletableFuture<?>> answers = new ArrayList<>();

        <T> Batch add(Consumer<Continuation<T>> call) {
            CompletableFuture<T> answer = new CompletableFuture<>();
            answers.add(answer);
            call.accept(completing(answer));
            return this;
        }

        void await() throws Exception {
            var unused =
                    KurentoMaking.this.await(CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new)));
        }
    }

    /** Whether somebody still waits for the object; if so it is theirs from now on. */
    synchronized boolean handOver() {
        boolean mine = state == State.UNDER_WAY;
        state = mine ? State.HANDED_OVER : state;
        return mine;
    }

    /** Nobody waits any more. Answers whether somebody did until now. */
    boolean end() {
        boolean mine;
        synchronized (this) {
            mine = state == State.UNDER_WAY;
            state = mine ? State.OVER : state;
        }
        if (mine) {
            letGo();
        }
        return mine;
    }

    /** What was handed over reached nobody. */
    void letGo() {
        Optional<KurentoObject> mine;
        synchronized (this) {
            mine = made;
            made = Optional.empty();
        }
        mine.ifPresent(this::release);
    }

    synchronized boolean isUnderWay() {
        return state == State.UNDER_WAY;
    }

    private <T> T await(CompletableFuture<T> answer) throws Exception {
        try {
            return answer.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** Without waiting: the server does it in its time. */
    private void release(KurentoObject object) {
        try {
            object.release(new Continuation<Void>() {
                @Override
                public void onSuccess(Void nothing) {
                    log.debug("{} came to nothing; {} was released", what, object.getId());
                }

                @Override
                public void onError(Throwable cause) {
                    log.debug("{} came to nothing; {} was not released: {}", what, object.getId(), cause.toString());
                }
            });
        } catch (RuntimeException e) {
            log.debug("{} came to nothing, and what was made was not released: {}", what, e.toString());
        }
    }

    private static <T> Continuation<T> completing(CompletableFuture<T> answer) {
        return new Continuation<>() {
            @Override
            public void onSuccess(T result) {
                answer.complete(result);
            }

            @Override
            public void onError(Throwable cause) {
                answer.completeExceptionally(cause);
            }
        };
    }
}
