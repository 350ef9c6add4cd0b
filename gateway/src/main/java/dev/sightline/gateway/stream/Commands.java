package dev.sightline.gateway.stream;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** The one command that waits for a camera. A later command takes an earlier one's place: only the last one is true. */
final class Commands {
    private @Nullable CameraCommand command;
    private Sinks.@Nullable One<CameraCommand> poll;

    /** Waits for a command. A later wait ends this one empty-handed: a camera has one pair of ears. */
    Mono<CameraCommand> next(Duration wait) {
        return Mono.defer(() -> {
            Sinks.One<CameraCommand> mine = Sinks.one();
            Optional<Sinks.One<CameraCommand>> earlier = enter(mine);
            earlier.ifPresent(Sinks.One::tryEmitEmpty);
            return mine.asMono().timeout(wait, Mono.empty()).doFinally(signal -> leave(mine));
        });
    }

    void tell(CameraCommand next) {
        Sinks.One<CameraCommand> waiting;
        synchronized (this) {
            waiting = poll;
            poll = null;
            command = waiting == null ? next : null;
        }
        if (waiting != null) {
            waiting.tryEmitValue(next);
        }
    }

    synchronized void withdraw() {
        command = null;
    }

    synchronized boolean isPending() {
        return command != null;
    }

    private synchronized Optional<Sinks.One<CameraCommand>> enter(Sinks.One<CameraCommand> mine) {
        Optional<Sinks.One<CameraCommand>> earlier = Optional.ofNullable(poll);
        CameraCommand ready = command;
        command = null;
        if (ready == null) {
            poll = mine;
        } else {
            poll = null;
            mine.tryEmitValue(ready);
        }
        return earlier;
    }

    private synchronized void leave(Sinks.One<CameraCommand> mine) {
        if (poll == mine) {
            poll = null;
        }
    }
}
