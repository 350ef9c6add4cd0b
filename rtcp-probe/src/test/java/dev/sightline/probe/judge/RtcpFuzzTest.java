package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.Coverage;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.TestPackets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Malformed RTCP")
class RtcpFuzzTest {
    private static final byte[] WHOLE = TestPackets.feedback(Traffic.SSRC);

    private static Stream<Arguments> malformed() {
        return Stream.of(
                Arguments.of("one octet short", Arrays.copyOf(WHOLE, WHOLE.length - 1)),
                Arguments.of("a header alone that says more follows", new byte[] {(byte) 0x80, (byte) 201, 0, 9}),
                Arguments.of("a length beyond the datagram", changed(2, 0x7f)),
                Arguments.of("a length that ends inside a block", changed(3, 3)),
                Arguments.of("more blocks than fit", changed(0, 0x9f)),
                Arguments.of("padding of 0", padded(0)),
                Arguments.of("padding of 3", padded(3)),
                Arguments.of("padding beyond the packet", padded(252)),
                Arguments.of("padding in the first of a compound", changed(0, 0xa1)),
                Arguments.of("a compound of 369", compound(369)),
                Arguments.of("a compound of 10,000", compound(10_000)));
    }

    private static byte[] changed(int index, int value) {
        byte[] packet = WHOLE.clone();
        packet[index] = (byte) value;
        return packet;
    }

    /** A lone report whose last octet says how much padding there is. */
    private static byte[] padded(int padding) {
        byte[] packet = {(byte) 0xa0, (byte) 201, 0, 2, 0, 0, 0, 1, 0, 0, 0, (byte) padding};
        return packet;
    }

    private static byte[] compound(int packets) {
        ByteBuf out = Unpooled.buffer();
        for (int i = 0; i < packets; i++) {
            out.writeByte(0x80).writeByte(201).writeShort(1).writeInt(i);
        }
        return Arrays.copyOf(out.array(), out.writerIndex());
    }

    @ParameterizedTest(name = "{0}: is counted, and is no feedback")
    @MethodSource("malformed")
    void isCountedAndIsNoFeedback(String what, byte[] packet) {
        Traffic traffic = new Traffic().flow(1, () -> {});

        traffic.datagram(
                "eth0", Direction.OUT, Traffic.SERVER, 40_001, Traffic.CAMERA, 5_007, Unpooled.wrappedBuffer(packet));

        assertThat(traffic.verdicts.malformed()).isEqualTo(1);
        assertThat(traffic.judge().evidence().rtcpOut()).isEmpty();
    }

    @Test
    void isNoneOfACompoundOf100() {
        Traffic traffic = new Traffic().flow(1, () -> {});

        traffic.datagram(
                "eth0",
                Direction.OUT,
                Traffic.SERVER,
                40_001,
                Traffic.CAMERA,
                5_007,
                Unpooled.wrappedBuffer(compound(100)));

        assertThat(traffic.verdicts.malformed()).isZero();
        assertThat(traffic.judge().evidence().rtcpOut())
                .singleElement()
                .satisfies(flow -> assertThat(flow.types()).containsEntry("RR", 100L));
    }

    @Test
    void ofAnyShapeNeverThrows() {
        Random random = new Random(201);
        Traffic traffic = new Traffic().flow(1, () -> {});
        List<byte[]> seeds = List.of(WHOLE, TestPackets.senderReport(1), compound(300), padded(4));
        List<Direction> directions = List.of(Direction.values());
        int sent = 60_000;
        for (int i = 0; i < sent; i++) {
            byte[] seed = seeds.get(random.nextInt(seeds.size()));
            byte[] packet = Arrays.copyOf(seed, random.nextInt(3) == 0 ? random.nextInt(seed.length + 8) : seed.length);
            for (int j = random.nextInt(5); j > 0 && packet.length > 0; j--) {
                packet[random.nextInt(packet.length)] = (byte) random.nextInt();
            }
            Direction direction = directions.get(random.nextInt(directions.size()));
            traffic.datagram(
                    random.nextBoolean() ? "eth0" : "lo",
                    direction,
                    Traffic.SERVER,
                    40_000 + random.nextInt(3),
                    Traffic.CAMERA,
                    5_006 + random.nextInt(3),
                    Unpooled.wrappedBuffer(packet));
            if (i % 1_000 == 0) {
                traffic.verdicts.judge(traffic.now, Coverage.all(), traffic.host());
            }
        }

        assertThat(traffic.verdicts.malformed()).isBetween(1L, (long) sent);
    }
}
