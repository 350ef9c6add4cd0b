package dev.sightline.relay;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Turns the wishes of any number of viewers into few requests to one camera: one at once, no other within {@link #LEAST_MILLIS}, and again
 * every {@link #RETRY_MILLIS} until a keyframe comes or {@link #MAX_ATTEMPTS} were in vain. Asked from any thread.
 */
final class KeyframeRequests {
    static final long LEAST_MILLIS = 500;
    static final long RETRY_MILLIS = 1_000;
    /** A camera that ignores requests sends a keyframe by itself some time: asking for ever would only disturb it. */
    static final int MAX_ATTEMPTS = 10;

    private final EventLoop loop;
    private final IntPredicate sender;
    private final AtomicBoolean posted = new AtomicBoolean();

    private boolean wanted;
    private boolean stopped;
    private boolean everSent;
    private int attempts;
    private long sentNanos;
    private @Nullable ScheduledFuture<?> timer;

    /** {@code sender} sends one request, told how many went before it in vain, and says whether it could. */
    KeyframeRequests(EventLoop loop, IntPredicate sender) {
        this.loop = loop;
        this.sender = sender;
    }

    /** Somebody needs a keyframe. */
    void request() {
        if (!posted.compareAndSet(false, true)) {
            return; // one that is under way already serves this wish too
        }
        try {
            loop.execute(() -> {
                posted.set(false);
                want();
            });
        } catch (RejectedExecutionException e) {
            posted.set(false); // the engine is closing
        }
    }

    /** A keyframe has begun: all wishes so far are fulfilled. On the camera's loop. */
    void keyframeArrived() {
        wanted = false;
    }

    /** For good: later wishes are not heard. On the camera's loop. */
    void stop() {
        stopped = true;
        wanted = false;
        stopTimer();
    }

    private void want() {
        if (wanted || stopped) {
            return;
        }
        wanted = true;
        attempts = 0;
        stopTimer();
        long sinceLast = TimeUnit.NANOSECONDS.toMillis(MediaTime.now() - sentNanos);
        if (!everSent || sinceLast >= LEAST_MILLIS) {
            send();
        } else {
            schedule(LEAST_MILLIS - sinceLast);
        }
    }

    private void due() {
        timer = null;
        if (wanted) {
            send();
        }
    }

    private void send() {
        if (attempts == MAX_ATTEMPTS) {
            wanted = false;
            return;
        }
        if (sender.test(attempts)) {
            everSent = true;
            sentNanos = MediaTime.now();
        }
        attempts++;
        schedule(RETRY_MILLIS);
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void schedule(long millis) {
        timer = loop.schedule(this::due, millis, TimeUnit.MILLISECONDS);
    }
}
