package dev.sightline.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
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
        for (EventLoop loop : loops.all()) {
            loop.submit(() -> {}).get(); // after the frames, with their flushes
        }

        assertThat(sinks).allMatch(sink -> sink.frames.get() == 10);
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
        slow.execute(() -> awaitQuietly(hold));
        publish(2_000);
        hold.countDown();
        slow.submit(() -> {}).get(); // it has caught up: there is room for one more
        assertThat(sink.frames).hasPositiveValue();
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

    @Test
    void aViewerThatThrowsDisturbsNobodyAndKeepsNoFrame() throws Exception {
        List<Counting> sinks = new ArrayList<>();
        for (EventLoop loop : loops.all()) {
            Throwing bad = new Throwing();
            loop.submit(() -> fanout.subscribe(loop, bad)).get();
            sinks.add(subscribed(loop));
        }
        MediaFrame frame = Frames.frame(stream, true, 1, 2, 0, 0);
        cameraLoop.submit(() -> fanout.publish(frame)).get();

        await().until(() -> frame.refCnt() == 0);
        assertThat(sinks).allMatch(sink -> sink.frames.get() == 1 && sink.flushes.get() == 1);
    }

    @Test
    void whoQueuedLastFlushesBecauseOthersMayHaveMovedAway() throws Exception {
        EventLoop loop = loops.all().get(1);
        Counting moved = subscribed(loop);
        moved.queues = false;
        Counting here = subscribed(loop);
        publish(1);

        await().until(() -> here.flushes.get() == 1);
        assertThat(moved.flushes).hasValue(0);
    }

    @Test
    void aGapIsToldWhereItIs() throws Exception {
        EventLoop slow = loops.all().get(1);
        Counting sink = subscribed(slow);
        CountDownLatch hold = new CountDownLatch(1);
        slow.execute(() -> awaitQuietly(hold));
        publish(600);
        hold.countDown();
        slow.submit(() -> {}).get();
        assertThat(sink.gaps).as("all that was under way came before the gap").hasValue(0);
        publish(1);

        await().until(() -> sink.gaps.get() == 1);
    }

    @Test
    void aLoopThatCannotKeepUpHoldsFewBytes() throws Exception {
        EventLoop slow = loops.all().get(1);
        Counting sink = subscribed(slow);
        CountDownLatch hold = new CountDownLatch(1);
        slow.execute(() -> awaitQuietly(hold));
        List<MediaFrame> frames = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            ByteBuf megabyte = Unpooled.buffer(1 << 20).writeZero(1 << 20);
            List<MediaFrame.Packet> packets = List.of(new MediaFrame.Packet(megabyte, i, 12, (1 << 20) - 12));
            frames.add(new MediaFrame(stream, new RtpClock(0, 0, 90_000), 0, true, true, packets));
        }
        cameraLoop.submit(() -> frames.forEach(fanout::publish)).get();
        assertThat(frames.stream().filter(frame -> frame.refCnt() > 0).count()).isBetween(1L, 8L);
        hold.countDown();

        await().until(() -> frames.stream().allMatch(frame -> frame.refCnt() == 0));
        assertThat(sink.frames.get()).isPositive();
    }

    private static void awaitQuietly(CountDownLatch hold) {
        try {
            hold.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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

    private static final class Throwing implements FrameSink {
        @Override
        public boolean deliver(MediaFrame frame) {
            throw new IllegalStateException("a viewer that fails");
        }

        @Override
        public void flush() {}

        @Override
        public void framesLost() {}
    }

    private static final class Counting implements FrameSink {
        private final EventLoop loop;
        private final AtomicInteger frames = new AtomicInteger();
        private final AtomicInteger flushes = new AtomicInteger();
        private final AtomicInteger gaps = new AtomicInteger();
        private final AtomicInteger strays = new AtomicInteger();
        private volatile boolean queues = true;

        private Counting(EventLoop loop) {
            this.loop = loop;
        }

        @Override
        public boolean deliver(MediaFrame frame) {
            frames.incrementAndGet();
            if (!loop.inEventLoop() || frame.refCnt() < 1) {
                strays.incrementAndGet();
            }
            return queues;
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
