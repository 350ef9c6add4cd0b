package dev.sightline.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever comes from the network is read, or refused by {@link MalformedPacketException}; nothing else happens. */
class RtcpFuzzTest {
    private static final int ROUNDS = 200_000;
    private static final long SEED = 0x5157_1147L;

    private final Random random = new Random(SEED);
    private final List<byte[]> seeds = Stream.concat(
                    RecordedRtcpTest.names().stream().map(RecordedRtcpTest::recorded),
                    RtcpPacketsTest.written().map(args -> ((String) args.get()[1]).replace(" ", "")))
            .map(ByteBufUtil::decodeHexDump)
            .toList();

    @Test
    void mutatedPacketsAreReadOrRefused() {
        int read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = mutated(seeds.get(random.nextInt(seeds.size())));
            ByteBuf in = Unpooled.wrappedBuffer(bytes);
            try {
                List<RtcpPacket> packets = RtcpCompound.read(in);
                read++;
                whatWasReadCanBeWrittenAndReadAgain(packets);
            } catch (MalformedPacketException e) {
                assertThat(e.getMessage()).isNotBlank();
            } finally {
                assertThat(in.readerIndex()).isZero();
                assertThat(in.refCnt()).isEqualTo(1);
                in.release();
            }
        }
        assertThat(read).as("packets that were still good").isBetween(ROUNDS / 20, ROUNDS - ROUNDS / 20);
    }

    private void whatWasReadCanBeWrittenAndReadAgain(List<RtcpPacket> packets) throws MalformedPacketException {
        ByteBuf out = Unpooled.buffer();
        try {
            RtcpCompound.write(out, packets);
            assertThat(RtcpAssert.hexOf(RtcpCompound.read(out))).isEqualTo(ByteBufUtil.hexDump(out));
        } finally {
            out.release();
        }
    }

    private byte[] mutated(byte[] seed) {
        byte[] bytes = seed.clone();
        int mutations = 1 + random.nextInt(3);
        for (int i = 0; i < mutations && bytes.length > 0; i++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> bytes = Arrays.copyOf(bytes, at);
                case 3 -> bytes = Arrays.copyOf(bytes, bytes.length + random.nextInt(9));
                case 4 -> bytes = joined(bytes, seeds.get(random.nextInt(seeds.size())));
                default -> bytes[Math.min(3, bytes.length - 1)] += (byte) (random.nextInt(3) - 1);
            }
        }
        return bytes;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
