package dev.sightline.probe.packet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.rtp.RtpPackets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A datagram captured before it was cut, or after it was joined")
class MergedRtpTest {
    private static final InetSocketAddress CAMERA = new InetSocketAddress("10.77.0.2", 5_006);
    private static final InetSocketAddress SERVER = new InetSocketAddress("10.77.0.1", 40_000);

    private final FrameDecoder decoder = FrameDecoder.ofInterface(101, "eth0", false, address -> false);
    private final Heard heard = new Heard();

    @ParameterizedTest(name = "{0} packets of {1} octets, the last of {2}")
    @CsvSource({"2, 40, 40", "2, 1200, 273", "44, 1200, 700", "3, 1200, 12", "64, 20, 20"})
    void isSeveralPackets(int count, int size, int last) {
        ByteBuf merged = merged(count, size, last);

        decode(ByteBufUtil.getBytes(merged));

        assertThat(heard.datagrams).hasSize(count).allSatisfy(datagram -> {
            assertThat(RtpPackets.isRtp(datagram.payload())).isTrue();
            assertThat(datagram.source()).isEqualTo(CAMERA);
            assertThat(datagram.truncated()).isFalse();
        });
        assertThat(heard.datagrams)
                .extracting(datagram -> RtpPackets.sequenceNumber(datagram.payload()))
                .startsWith(65_535, 0)
                .doesNotHaveDuplicates();
        assertThat(heard.datagrams.get(count - 1).payload().readableBytes()).isEqualTo(last);
    }

    @Test
    void thatWouldFitIntoOneFrameIsSeenOnceAnotherWas() {
        byte[] fits = ByteBufUtil.getBytes(merged(2, 1_200, 40));
        decode(fits);
        assertThat(heard.datagrams).hasSize(1);
        decode(ByteBufUtil.getBytes(merged(2, 1_200, 1_200)));
        assertThat(heard.datagrams).hasSize(3);
        decode(fits);
        assertThat(heard.datagrams).hasSize(5);
    }

    /** The headers of the others follow from the first and from the length of the datagram. */
    @ParameterizedTest(name = "behind {0} octets of the payload")
    @CsvSource({"3700, 3", "3612, 3", "3611, 3", "3600, 3", "1558, 1"})
    void thatTheSnapLengthCutCountsWhole(int captured, int whole) {
        byte[] frame = TestPackets.ip(CAMERA, SERVER, ByteBufUtil.getBytes(merged(10, 1_200, 700)));

        decoder.decode(Instant.EPOCH, Arrays.copyOf(frame, 28 + captured), heard);

        heard.datagrams.removeIf(beginning -> !RtpPackets.isRtp(beginning.payload()));
        assertThat(heard.datagrams)
                .extracting(datagram -> RtpPackets.sequenceNumber(datagram.payload()))
                .containsExactly(65_535, 0, 1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(heard.datagrams)
                .extracting(Datagram::truncated)
                .startsWith(new Boolean[] {false})
                .filteredOn(truncated -> !truncated)
                .hasSize(whole);
    }

    @Test
    void countsNoPacketsThatALengthAloneClaims() {
        byte[] frame = TestPackets.ip(CAMERA, SERVER, ByteBufUtil.getBytes(merged(40, 100, 100)));

        decoder.decode(Instant.EPOCH, Arrays.copyOf(frame, 28 + 1_400), heard);

        assertThat(heard.datagrams).as("a link carries this in one frame").hasSize(14);
    }

    @Test
    void isNotSeenInOnePacketThatHoldsAnything() {
        Random random = new Random(1);
        for (int round = 0; round < 2_000; round++) {
            byte[] packet = new byte[12 + random.nextInt(1_400)];
            random.nextBytes(packet);
            byte[] header = TestPackets.rtp(random.nextInt() & 0xffffffffL, round);
            System.arraycopy(header, 0, packet, 0, 12);
            decode(packet);
        }
        assertThat(heard.datagrams).hasSize(2_000);
    }

    @Test
    void isNotSeenWhereOnePacketQuotesItself() {
        ByteBuf packet = merged(1, 200, 200);
        packet.setBytes(60, packet, 0, 12);

        decode(ByteBufUtil.getBytes(packet));

        assertThat(heard.datagrams).hasSize(1);
    }

    private void decode(byte[] payload) {
        decoder.decode(Instant.EPOCH, TestPackets.ip(CAMERA, SERVER, payload), heard);
    }

    private static ByteBuf merged(int count, int size, int last) {
        Random random = new Random(count);
        ByteBuf out = Unpooled.buffer();
        for (int packet = 0; packet < count; packet++) {
            RtpPackets.writeHeader(out, packet == count - 1, 96, packet - 1, 3_000, 0x1234_0000);
            byte[] payload = new byte[(packet == count - 1 ? last : size) - 12];
            random.nextBytes(payload);
            out.writeBytes(payload);
        }
        return out;
    }
}
