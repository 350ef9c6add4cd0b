package dev.sightline.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a viewer's loop gets when a camera starts over at the same ports. */
class CameraRestartTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int SPS = 0x67;
    private static final int PPS = 0x68;
    private static final int IDR = 0x65;
    private static final int SLICE = 0x41;

    private final MediaEngine engine =
            MediaEngine.start(EngineConfig.onLoopback().withLoops(1));
    private final RtpEndpoint endpoint = engine.createPipeline().createRtpEndpoint();
    private final TestCamera camera = TestCamera.onLoopback();
    private final Seen seen = new Seen();

    @AfterEach
    void close() {
        camera.close();
        engine.close();
    }

    @ParameterizedTest(name = "SSRC {0}, sequence from {1}")
    @CsvSource({"77, 500", "1607797317, 40000"})
    void theParameterSetsOfItsFirstKeyframeArrive(long ssrc, int sequence) {
        int port = watched();
        send(port, 100, 1_000, TestCamera.SSRC, true, SLICE);
        send(port, sequence, 9_000, ssrc, false, SPS);
        send(port, sequence + 1, 9_000, ssrc, false, PPS);
        send(port, sequence + 2, 9_000, ssrc, false, IDR);
        send(port, sequence + 3, 9_000, ssrc, true, IDR);

        await().atMost(SOON).until(() -> seen.frames.size() == 2);
        assertThat(seen.frames).containsExactly(List.of(SLICE), List.of(SPS, PPS, IDR, IDR));
        assertThat(endpoint.sections().join().get(0).refused()).isZero();
    }

    @Test
    void aStrayPacketOfAnotherSourceIsDropped() {
        int port = watched();
        send(port, 100, 1_000, TestCamera.SSRC, true, SLICE);
        send(port, 500, 9_000, 77, false, SPS);
        send(port, 501, 9_000, 77, false, PPS);
        send(port, 101, 2_000, TestCamera.SSRC, true, SLICE);
        send(port, 502, 9_000, 77, false, IDR);
        send(port, 102, 3_000, TestCamera.SSRC, true, SLICE);

        await().atMost(SOON).until(() -> seen.frames.size() == 3);
        assertThat(seen.frames).containsOnly(List.of(SLICE));
        assertThat(endpoint.sections().join().get(0).refused()).isEqualTo(3);
    }

    @Test
    void forgedRtpOfTheCamerasAddressDoesNotTakeThePictureOver() {
        int port = watched();
        int rounds = 50;
        for (int round = 0; round < rounds; round++) {
            send(port, 100 + round, 1_000 + round, TestCamera.SSRC, true, SLICE);
            if (round < SourceTracker.PROOF) {
                continue; // until it has proven itself
            }
            for (int i = 0; i < 4; i++) {
                send(port, 500 + 4 * round + i, 9_000 + round, 77, i == 3, IDR);
            }
        }

        await().atMost(SOON).until(() -> seen.frames.size() >= rounds);
        assertThat(seen.frames).containsOnly(List.of(SLICE)).hasSize(rounds);
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(endpoint.sections().join().get(0).refused())
                                .isEqualTo(4L * (rounds - SourceTracker.PROOF)));
    }

    @Test
    void aCameraThatChangesItsSsrcWithoutAGapIsTakenSoon() {
        int port = watched();
        for (int i = 0; i < 10; i++) {
            send(port, 100 + i, 1_000 + i, TestCamera.SSRC, true, SLICE);
        }
        AtomicInteger sent = new AtomicInteger();
        await().atMost(SOON).pollInterval(Duration.ofMillis(20)).until(() -> {
            send(port, 500 + sent.getAndIncrement(), 9_000 + sent.get(), 77, true, IDR);
            return seen.frames.contains(List.of(IDR));
        });
    }

    private int watched() {
        int port = TestCamera.port(endpoint.processOffer(camera.offer()).join(), "video");
        EventLoop loop = engine.loops().get(0);
        loop.submit(() -> endpoint.camera().fanout().subscribe(loop, seen)).syncUninterruptibly();
        return port;
    }

    private void send(int port, int sequence, long timestamp, long ssrc, boolean marker, int nalUnit) {
        camera.sendRtp(port, 103, marker, sequence, timestamp, ssrc, nalUnit);
    }

    /** The first octets of the payloads of each frame. */
    private static final class Seen implements FrameSink {
        private final List<List<Integer>> frames = new CopyOnWriteArrayList<>();

        @Override
        public boolean deliver(MediaFrame frame) {
            frames.add(frame.packets().stream()
                    .map(packet -> (int) packet.buffer().getUnsignedByte(packet.payloadOffset()))
                    .toList());
            return false;
        }

        @Override
        public void flush() {}

        @Override
        public void framesLost() {}
    }
}
