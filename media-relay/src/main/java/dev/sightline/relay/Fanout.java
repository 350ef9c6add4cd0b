package dev.sightline.relay;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands each frame of one camera once to every loop that has viewers of it. The camera's loop publishes; each other loop keeps its own
 * list, so no packet takes a lock.
 */
final class Fanout {
    private static final Logger LOG = LoggerFactory.getLogger(Fanout.class);
    private static final Duration WARNING_INTERVAL = Duration.ofSeconds(10);

    private final List<LoopViewers> loops;

    Fanout(List<EventLoop> loops) {
        this.loops = loops.stream().map(LoopViewers::new).toList();
    }

    /** Passes the frame on and gives up the caller's reference to it. On the camera's loop. */
    void publish(MediaFrame frame) {
        try {
            for (LoopViewers viewers : loops) {
                viewers.publish(frame);
            }
        } finally {
            frame.release();
        }
    }

    /** On {@code loop}, which is the sink's. */
    void subscribe(EventLoop loop, FrameSink sink) {
        on(loop).add(sink);
    }

    /** Any thread; frames may still come until it has run on {@code loop}. */
    void unsubscribe(EventLoop loop, FrameSink sink) {
        if (loop.inEventLoop()) {
            on(loop).remove(sink);
        } else if (!loop.isShuttingDown()) {
            loop.execute(() -> on(loop).remove(sink));
        }
    }

    private LoopViewers on(EventLoop loop) {
        for (LoopViewers viewers : loops) {
            if (viewers.loop == loop) {
                return viewers;
            }
        }
        throw new IllegalArgumentException(loop + " is not one of the engine's media loops");
    }

    /** The viewers of the camera on one loop. */
    private static final class LoopViewers {
        /** Frames under way to a loop; one that is further behind cannot keep up, and waiting would only cost memory. */
        private static final int MAX_UNDER_WAY = 512;
        /** The same in bytes: seconds of video, and a few keyframes of a very good camera. */
        private static final long MAX_BYTES_UNDER_WAY = 4 << 20;

        /** Enough for few system calls, and not so many that a large frame fills the loop's one socket before it is sent. */
        private static final int VIEWERS_A_FLUSH = 32;

        private static final FrameSink[] NONE = {};

        private final EventLoop loop;
        private final AtomicInteger underWay = new AtomicInteger();
        private final AtomicLong bytesUnderWay = new AtomicLong();
        private final EventInterval warnings = new EventInterval(WARNING_INTERVAL);
        private volatile int count;
        /** Whether frames were left out since the last one that was passed on. Belongs to the camera's loop. */
        private boolean lost;
        /** Replaced, never changed: a sink may leave while it is being told a frame. */
        private FrameSink[] sinks = NONE;

        LoopViewers(EventLoop loop) {
            this.loop = loop;
        }

        void publish(MediaFrame frame) {
            if (count == 0) {
                return;
            }
            if (loop.inEventLoop()) {
                deliver(frame, false);
                return;
            }
            // Only this loop adds, so what is read here can only become less.
            if (underWay.get() >= MAX_UNDER_WAY || bytesUnderWay.get() + frame.bytes() > MAX_BYTES_UNDER_WAY) {
                lost = true;
                return;
            }
            boolean gap = lost;
            lost = false;
            frame.retain();
            underWay.incrementAndGet();
            bytesUnderWay.addAndGet(frame.bytes());
            try {
                loop.execute(() -> arrive(frame, gap));
            } catch (RejectedExecutionException e) {
                landed(frame); // the engine is closing
            }
        }

        private void arrive(MediaFrame frame, boolean gap) {
            try {
                deliver(frame, gap);
            } finally {
                landed(frame);
            }
        }

        private void landed(MediaFrame frame) {
            underWay.decrementAndGet();
            bytesUnderWay.addAndGet(-frame.bytes());
            frame.release();
        }

        private void deliver(MediaFrame frame, boolean gap) {
            int queued = 0;
            Optional<FrameSink> last = Optional.empty();
            for (FrameSink sink : sinks) {
                if (!delivered(sink, frame, gap)) {
                    continue;
                }
                last = Optional.of(sink);
                if (++queued % VIEWERS_A_FLUSH == 0) {
                    flush(sink);
                    last = Optional.empty();
                }
            }
            // Who has just queued is on this loop, whose sockets all viewers here share; others may have moved away.
            last.ifPresent(this::flush);
        }

        private boolean delivered(FrameSink sink, MediaFrame frame, boolean gap) {
            try {
                if (gap) {
                    sink.framesLost();
                }
                return sink.deliver(frame);
            } catch (RuntimeException e) {
                failed(sink, e);
                return false;
            }
        }

        private void flush(FrameSink sink) {
            try {
                sink.flush();
            } catch (RuntimeException e) {
                failed(sink, e);
            }
        }

        /** One viewer's fault is not another one's. */
        private void failed(FrameSink sink, RuntimeException e) {
            if (warnings.passes(MediaTime.now())) {
                LOG.warn("{} failed at a frame; the other viewers got it", sink, e);
            }
        }

        void add(FrameSink sink) {
            remove(sink);
            FrameSink[] more = java.util.Arrays.copyOf(sinks, sinks.length + 1);
            more[sinks.length] = sink;
            sinks = more;
            count = more.length;
        }

        void remove(FrameSink sink) {
            List<FrameSink> rest = new java.util.ArrayList<>(List.of(sinks));
            if (rest.remove(sink)) {
                sinks = rest.toArray(NONE);
                count = sinks.length;
            }
        }
    }
}
