package dev.sightline.probe.analyze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.IcmpError;
import dev.sightline.probe.packet.LinkEnds;
import dev.sightline.probe.packet.PacketListener;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What is handed to another thread")
class HandoverTest {
    /** More than may wait. */
    private static final int MANY = 10_000;

    private static final InetSocketAddress CAMERA = new InetSocketAddress("10.77.0.2", 5_006);
    private static final InetSocketAddress SERVER = new InetSocketAddress("10.77.0.1", 40_000);

    @Test
    void arrivesWholeAndInOrder() {
        Taken taken = new Taken();
        try (Handover handover = Handover.to(taken)) {
            IntStream.range(0, MANY).forEach(number -> give(number, handover));
            handover.finish();
        }

        assertThat(taken.times)
                .isEqualTo(IntStream.range(0, MANY)
                        .mapToObj(Instant.EPOCH::plusSeconds)
                        .toList());
    }

    /** Where UDP is rare in a file, some hundred kilobytes of it stay in memory for each datagram. */
    @Test
    void isHandedOverSoonWhereEachKeepsMuchOfTheFile() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        PacketListener first = new Taken() {
            @Override
            public void datagram(Datagram datagram) {
                begun.countDown();
            }
        };
        try (Handover handover = Handover.to(first)) {
            IntStream.range(0, 6).forEach(number -> handover.datagram(at(number, new byte[256 * 1_024])));
            begun.await();
        }
    }

    @Test
    void neverReachesOneWhoFailedAndSaysWhy() {
        IllegalArgumentException reason = new IllegalArgumentException("of this");
        PacketListener failing = new Taken() {
            @Override
            public void datagram(Datagram datagram) {
                throw reason;
            }
        };

        try (Handover handover = Handover.to(failing)) {
            assertThatThrownBy(() -> {
                        IntStream.range(0, MANY).forEach(number -> give(number, handover));
                        handover.finish();
                    })
                    .isSameAs(reason);
        }
    }

    @Test
    void endsWithTheErrorThatEndedIt() {
        OutOfMemoryError reason = new OutOfMemoryError("of this");
        PacketListener failing = new Taken() {
            @Override
            public void icmpError(IcmpError error) {
                throw reason;
            }
        };

        try (Handover handover = Handover.to(failing)) {
            handover.icmpError(refusal(0));
            assertThatThrownBy(handover::finish).isSameAs(reason);
        }
    }

    /** Each hand over costs more than what is handed over, and refusals come by turns with what they refuse. */
    @Test
    void isHandedOverTogetherWhereErrorsAndDatagramsAlternate() throws InterruptedException {
        CountDownLatch goOn = new CountDownLatch(1);
        PacketListener slow = new Taken() {
            @Override
            public void datagram(Datagram datagram) {
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        try (Handover handover = Handover.to(slow)) {
            for (int number = 0; number < 500; number++) { // of two portions, of which eight may wait
                handover.datagram(at(number, new byte[0]));
                handover.icmpError(refusal(number));
            }
            goOn.countDown();
            handover.finish();
        }
    }

    @Test
    void endsWhenNobodyReadsOn() throws InterruptedException {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        PacketListener slow = new Taken() {
            @Override
            public void icmpError(IcmpError error) {
                busy.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    interrupted.countDown();
                }
            }
        };

        try (Handover handover = Handover.to(slow)) {
            IntStream.range(0, 256).forEach(number -> handover.icmpError(refusal(number)));
            busy.await();
        }

        interrupted.await();
    }

    private static void give(int number, PacketListener listener) {
        if (number % 5 == 2 || number % 5 == 3) {
            listener.icmpError(refusal(number));
        } else {
            listener.datagram(at(number, new byte[0]));
        }
    }

    private static Datagram at(int number, byte[] file) {
        return new Datagram(
                Instant.EPOCH.plusSeconds(number),
                "eth0",
                Direction.IN,
                CAMERA,
                SERVER,
                Unpooled.wrappedBuffer(file),
                /* truncated= */ false);
    }

    private static IcmpError refusal(int number) {
        return new IcmpError(
                Instant.EPOCH.plusSeconds(number),
                "eth0",
                Direction.IN,
                IcmpError.Kind.PORT_UNREACHABLE,
                CAMERA.getAddress(),
                SERVER,
                CAMERA,
                Optional.empty(),
                /* hopLimit= */ 0,
                LinkEnds.UNKNOWN);
    }

    private static class Taken implements PacketListener {
        private final List<Instant> times = new ArrayList<>();

        @Override
        public void datagram(Datagram datagram) {
            times.add(datagram.at());
        }

        @Override
        public void icmpError(IcmpError error) {
            times.add(error.at());
        }
    }
}
