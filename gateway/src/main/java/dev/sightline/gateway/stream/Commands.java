package dev.sightline.gateway.stream;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The one command that a camera is to obey. A later one takes an earlier one's place: only the last is true.
 *
 * <p>What was written on a connection may never be read: a camera that was switched off leaves one behind that looks alive.
 * So a command stays until it is withdrawn, which the camera's own deed brings about, and a camera that asks on another
 * connection is told it again. One that opens a connection for each question would hear it without end: it has a second to
 * do what it was told, and twice as long each time after.
 */
final class Commands {
    private static final long FIRST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MOST_DOUBLINGS = 4;
    /** No deed of the camera's shows that it has stopped, so that one would stay for ever. */
    private static final int MOST_STOPS = 3;

    private final Scheduler timers;
    private final LongSupplier nanoTime;
    private Optional<Told> told = Optional.empty();
    private Optional<Poll> poll = Optional.empty();

    /**
     * A command, and how it was told last.
     *
     * @param line absent until it was told
     * @param nextAt when it may be told on another line, in nanoseconds
     */
    private record Told(CameraCommand command, int times, Optional<Line> line, long nextAt) {
        static Told notYet(CameraCommand command, long now) {
            return new Told(command, 0, Optional.empty(), now);
        }

        Told on(Line next, long now) {
            return new Told(
                    command,
                    times + 1,
                    Optional.of(next),
                    now + (FIRST_PAUSE_NANOS << Math.min(times, MOST_DOUBLINGS)));
        }

        boolean isStop() {
            return command instanceof CameraCommand.Stop;
        }

        boolean wasOn(Line asked) {
            return line.filter(asked::equals).isPresent();
        }
    }

    private static final class Poll {
        private final Line line;
        private final Sinks.One<CameraCommand> answer = Sinks.one();
        private final Disposable.Composite timers = Disposables.composite();

        Poll(Line line) {
            this.line = line;
        }
    }

    Commands() {
        this(Schedulers.parallel(), System::nanoTime);
    }

    /** @param nanoTime by which {@code timers} go, in nanoseconds */
    Commands(Scheduler timers, LongSupplier nanoTime) {
        this.timers = timers;
        this.nanoTime = nanoTime;
    }

    /**
     * Waits for a command. A later wait ends this one empty-handed: a camera has one pair of ears.
     *
     * @param line on which the camera asks
     */
    Mono<CameraCommand> next(Duration wait, Line line) {
        return Mono.defer(() -> {
            Poll mine = new Poll(line);
            Optional<Poll> earlier = enter(mine);
            earlier.ifPresent(other -> other.answer.tryEmitEmpty());
            mine.timers.add(Mono.delay(wait, timers).subscribe(over -> end(mine)));
            answer();
            return mine.answer.asMono().doFinally(signal -> {
                leave(mine);
                mine.timers.dispose();
            });
        });
    }

    void tell(CameraCommand next) {
        synchronized (this) {
            told = Optional.of(Told.notYet(next, nanoTime.getAsLong()));
        }
        answer();
    }

    synchronized void withdraw() {
        told = Optional.empty();
    }

    /** Whether the camera has yet to do what it was told, or is to be told. */
    synchronized boolean isPending() {
        return told.isPresent();
    }

    /** Whether it is what the camera is to obey, and no later one has taken its place. */
    synchronized boolean holds(CameraCommand command) {
        return told.filter(last -> last.command().equals(command)).isPresent();
    }

    private synchronized Optional<Poll> enter(Poll mine) {
        Optional<Poll> earlier = poll;
        poll = Optional.of(mine);
        told = told.filter(last -> !(last.isStop() && last.wasOn(mine.line)));
        return earlier;
    }

    /** Answers who waits, if there is something to be told: now, or when it may be told again. */
    private void answer() {
        Poll waiting;
        Told now;
        synchronized (this) {
            if (poll.isEmpty() || told.isEmpty() || told.get().wasOn(poll.get().line)) {
                return;
            }
            waiting = poll.get();
            now = told.get();
            long time = nanoTime.getAsLong();
            long early = now.nextAt() - time;
            if (early > 0) {
                waiting.timers.add(Mono.delay(Duration.ofNanos(early), timers).subscribe(due -> answer()));
                return;
            }
            poll = Optional.empty();
            told = Optional.of(now.on(waiting.line, time)).filter(last -> !last.isStop() || last.times() < MOST_STOPS);
        }
        waiting.answer.tryEmitValue(now.command());
    }

    private void end(Poll mine) {
        leave(mine);
        mine.answer.tryEmitEmpty();
    }

    private synchronized void leave(Poll mine) {
        poll = poll.filter(waiting -> waiting != mine);
    }
}
