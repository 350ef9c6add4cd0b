package dev.sightline.relay;

import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hands each frame of one camera once to every loop that has viewers of it. The camera's loop publishes; each other loop keeps its own
 * list, so no packet takes a lock.
 */
final class Fanout {
    private final List<LoopViewers> loops;

    Fanout(List<EventLoop> loops) {
        this.loops = loops.stream().map(LoopViewers::new).toList();
    }

    /** Passes the frame on and gives up the caller's reference to it. On the camera's loop. */
    void publish(MediaFrame frame) {
        for (LoopViewers viewers : loops) {
            viewers.publish(frame);
        }
        frame.release();
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

        /** Enough for few system calls, and not so many that a large frame fills the loop's one socket before it is sent. */
        private static final int VIEWERS_A_FLUSH = 32;

        private static final FrameSink[] NONE = {};

        private final EventLoop loop;
        private final AtomicInteger underWay = new AtomicInteger();
        private volatile int count;
        private volatile boolean lost;
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
                deliver(frame);
                return;
            }
            if (underWay.incrementAndGet() > MAX_UNDER_WAY) {
                underWay.decrementAndGet();
                lost = true;
                return;
            }
            frame.retain();
            try {
                loop.execute(() -> arrive(frame));
            } catch (RejectedExecutionException e) {
                underWay.decrementAndGet();
                frame.release(); // the engine is closing
            }
        }

        private void arrive(MediaFrame frame) {
            underWay.decrementAndGet();
            try {
                deliver(frame);
            } finally {
                frame.release();
            }
        }

        private void deliver(MediaFrame frame) {
            boolean gap = lost;
            lost = false;
            int queued = 0;
            FrameSink[] told = sinks;
            for (FrameSink sink : told) {
                if (gap) {
                    sink.framesLost();
                }
                if (sink.deliver(frame) && ++queued == VIEWERS_A_FLUSH) {
                    sink.flush();
                    queued = 0;
                }
            }
            if (queued > 0) {
                told[0].flush();
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
