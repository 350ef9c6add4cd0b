package dev.sightline.relay;

import io.netty.channel.EventLoop;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What both kinds of endpoint share: an identity, a home loop that serialises their control, a listener, bounds. */
final class EndpointCore {
    private static final Logger LOG = LoggerFactory.getLogger(EndpointCore.class);

    private final String id = UUID.randomUUID().toString();
    private final MediaPipeline pipeline;
    private final EventLoop home;
    private volatile Consumer<? super EndpointEvent> listener = event -> {};
    private volatile VideoBandwidth bandwidth = VideoBandwidth.UNSET;
    private volatile boolean released;

    EndpointCore(MediaPipeline pipeline, EventLoop home) {
        this.pipeline = pipeline;
        this.home = home;
    }

    String id() {
        return id;
    }

    MediaPipeline pipeline() {
        return pipeline;
    }

    /** The loop that runs this endpoint's control; a camera's media too. */
    EventLoop home() {
        return home;
    }

    void listener(Consumer<? super EndpointEvent> newListener) {
        this.listener = newListener;
    }

    /** Tells the listener on the home loop, at once where this is it; one that throws does not disturb the media. Any thread. */
    void tell(EndpointEvent event) {
        if (home.inEventLoop()) {
            tellHere(event);
            return;
        }
        try {
            home.execute(() -> tellHere(event));
        } catch (RejectedExecutionException e) {
            LOG.trace("The engine has been closed: nobody hears {}", event);
        }
    }

    private void tellHere(EndpointEvent event) {
        try {
            listener.accept(event);
        } catch (RuntimeException e) {
            LOG.warn("The listener of endpoint {} failed at {}", id, event, e);
        }
    }

    VideoBandwidth bandwidth() {
        return bandwidth;
    }

    CompletableFuture<Void> bandwidth(UnaryOperator<VideoBandwidth> change) {
        return call(() -> {
            bandwidth = change.apply(bandwidth);
            return null;
        });
    }

    /** Runs {@code body} on the home loop unless the endpoint is released. Any thread. */
    <T extends @Nullable Object> CompletableFuture<T> call(Callable<T> body) {
        return onHome(() -> {
            if (released) {
                throw new EngineException(
                        EngineError.RELEASED, "endpoint " + id + " has been released: create another one");
            }
            return body.call();
        });
    }

    /** Runs {@code close} on the home loop the first time. Any thread. */
    CompletableFuture<Void> release(Runnable close) {
        return onHome(() -> {
            if (!released) {
                released = true;
                close.run();
                listener = event -> {};
            }
            return null;
        });
    }

    boolean isReleased() {
        return released;
    }

    private <T extends @Nullable Object> CompletableFuture<T> onHome(Callable<T> body) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Runnable task = () -> {
            try {
                result.complete(body.call());
            } catch (Throwable e) { // an error would leave the caller waiting
                result.completeExceptionally(e);
            }
        };
        if (home.inEventLoop()) {
            task.run();
            return result;
        }
        try {
            home.execute(task);
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(new EngineException(EngineError.RELEASED, "the media engine has been closed"));
        }
        return result;
    }
}
