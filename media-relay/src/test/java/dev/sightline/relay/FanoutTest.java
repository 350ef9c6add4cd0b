package dev.sightline.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FanoutTest {
    private final MediaLoops loops = MediaLoops.start(3);
    private final Fanout fanout = new Fanout(loops.all());
    private final SourceStream stream = new SourceStream(Codec.H264, 1);
    private final EventLoop cameraLoop = loops.all().get(0);

    @AfterEach
    void close() {
        loops.close();
    }

    @Test
    void everyViewerOnEveryLoopGetsEachFrameOnItsOwnLoop() throws Exception {
        List<Counting> sinks = new ArrayList<>();
        for (EventLoop loop : loops.all()) {
            for (int i = 0; i < 40; i++) {
                sinks.add(subscribed(loop));
            }
        }
        publish(10);

        await().until(() -> sinks.stream().allMatch(sink -> sink.frames.get() == 10));
        assertThat(sinks).allMatch(sink -> sink.strays.get() == 0);
        assertThat(sinks.stream().mapToInt(sink -> sink.flushes.get()).sum()).isEqualTo(10 * 3 * 2);
    }

    @Test
    void aFrameIsReleasedWhetherAnybodyWantsItOrNot() throws Exception {
        MediaFrame unwanted = Frames.frame(stream, true, 1, 2, 0, 0);
        cameraLoop.submit(() -> fanout.publish(unwanted)).get();
        assertThat(unwanted.refCnt()).isZero();

        Counting sink = subscribed(loops.all().get(1));
        MediaFrame wanted = Frames.frame(stream, true, 3, 2, 0, 0);
        cameraLoop.submit(() -> fanout.publish(wanted)).get();
        await().until(() -> wanted.refCnt() == 0);
        assertThat(sink.frames).hasValue(1);
    }

    @Test
    void aLoopThatCannotKeepUpLosesFramesAndIsTold() throws Exception {
        EventLoop slow = loops.all().get(1);
        Counting sink = subscribed(slow);
        CountDownLatch hold = new CountDownLatch(1);
        slow.execute(() -> {
            try {
                hold.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        publish(2_000);
        hold.countDown();
        await().until(() -> sink.frames.get() > 0);
        publish(1);

        await().until(() -> sink.gaps.get() > 0);
        assertThat(sink.frames.get()).isLessThan(1_000);
    }

    @Test
    void whoHasLeftIsToldNothing() throws Exception {
        EventLoop loop = loops.all().get(2);
        Counting sink = subscribed(loop);
        fanout.unsubscribe(loop, sink);
        loop.submit(() -> {}).get();
        publish(3);
        loop.submit(() -> {}).get();

        assertThat(sink.frames).hasValue(0);
    }

    private Counting subscribed(EventLoop loop) throws Exception {
        Counting sink = new Counting(loop);
        loop.submit(() -> fanout.subscribe(loop, sink)).get();
        return sink;
    }

    private void publish(int frames) throws Exception {
        cameraLoop
                .submit(() -> {
                    for (int i = 0; i < frames; i++) {
                        fanout.publish(Frames.frame(stream, true, i, 1, 0, 0));
                    }
                })
                .get();
    }

    private static final class Counting implements FrameSink {
        private final EventLoop loop;
        private final AtomicInteger frames = new AtomicInteger();
        private final AtomicInteger flushes = new AtomicInteger();
        private final AtomicInteger gaps = new AtomicInteger();
        private final AtomicInteger strays = new AtomicInteger();

        private Counting(EventLoop loop) {
            this.loop = loop;
        }

        @Override
        public boolean deliver(MediaFrame frame) {
            frames.incrementAndGet();
            if (!loop.inEventLoop() || frame.refCnt() < 1) {
                strays.incrementAndGet();
            }
            return true;
        }

        @Override
        public void flush() {
            flushes.incrementAndGet();
        }

        @Override
        public void framesLost() {
            gaps.incrementAndGet();
        }
    }
}
