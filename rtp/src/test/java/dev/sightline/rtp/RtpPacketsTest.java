package dev.sightline.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RtpPacketsTest {

    private static ByteBuf packet(String hex) {
        // Two octets before the packet: no accessor may take index 0 for its start.
        ByteBuf buffer = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump("ffff" + hex.replace(" ", "")));
        return buffer.skipBytes(2);
    }

    @Test
    void aHeaderIsWrittenAsTheRfcDrawsIt() {
        ByteBuf out = RtpPackets.writeHeader(Unpooled.buffer(), true, 103, 0x1ffff, 0x1_0000_0001L, 0x5fd50a45L);
        assertThat(ByteBufUtil.hexDump(out)).isEqualTo("80e7ffff000000015fd50a45");
        assertThat(RtpPackets.isRtp(out)).isTrue();
        assertThat(RtpPackets.marker(out)).isTrue();
        assertThat(RtpPackets.payloadType(out)).isEqualTo(103);
        assertThat(RtpPackets.sequenceNumber(out)).isEqualTo(0xffff);
        assertThat(RtpPackets.timestamp(out)).isEqualTo(1);
        assertThat(RtpPackets.ssrc(out)).isEqualTo(1607797317L);
        assertThat(RtpPackets.headerLength(out)).isEqualTo(12);
        assertThat(RtpPackets.payloadLength(out)).isZero();
    }

    @Test
    void fieldsAreRewrittenInPlace() {
        ByteBuf packet = packet("80e70001 00000001 00000001 aabb");
        RtpPackets.setPayloadType(packet, 96);
        RtpPackets.setSequenceNumber(packet, 65_536 + 7);
        RtpPackets.setTimestamp(packet, 0xffff_ffffL);
        RtpPackets.setSsrc(packet, 0xfeed_f00dL);
        assertThat(ByteBufUtil.hexDump(packet)).isEqualTo("80e00007fffffffffeedf00daabb");
        RtpPackets.setMarker(packet, false);
        assertThat(ByteBufUtil.hexDump(packet)).startsWith("8060");
        assertThat(RtpPackets.payloadType(packet)).isEqualTo(96);
    }

    @ParameterizedTest(name = "{0}: header {1}, payload {2}")
    @CsvSource({
        "80600001 00000001 00000001 aabb, 12, 2",
        "82600001 00000001 00000001 11111111 22222222 aabb, 20, 2",
        "90600001 00000001 00000001 bede0001 10aa0000 aabb, 20, 2",
        "91600001 00000001 00000001 11111111 bede0000 aabb, 20, 2",
        "a0600001 00000001 00000001 aabb0002, 12, 2",
        "a0600001 00000001 00000001 00000004, 12, 0",
        "a0600001 00000001 00000001 00000005, 12, -1",
        "a0600001 00000001 00000001 00000000, 12, -1",
        "a0600001 00000001 00000001, 12, -1",
        "8f600001 00000001 00000001 aabb, -1, -1",
        "90600001 00000001 00000001 bede, -1, -1",
        "90600001 00000001 00000001 bede0002 10aa0000, -1, -1",
    })
    void lengthsAreThoseOfAWholePacketOrMinusOne(String hex, int header, int payload) {
        ByteBuf packet = packet(hex);
        assertThat(RtpPackets.isRtp(packet)).isTrue();
        assertThat(RtpPackets.headerLength(packet)).isEqualTo(header);
        assertThat(RtpPackets.payloadLength(packet)).isEqualTo(payload);
        assertThat(RtpPackets.payloadOffset(packet)).isEqualTo(header < 0 ? -1 : 2 + header);
    }

    @ParameterizedTest(name = "{0}: RTP {1}, RTCP {2}")
    @CsvSource({
        "80600001 00000001 00000001, true, false",
        "80bf0001 00000001 00000001, true, false",
        "80c00001 00000001 00000001, false, true",
        "80df0001 00000001 00000001, false, true",
        "80e00001 00000001 00000001, true, false",
        "81ce0002, false, true",
        "81ce00, false, false",
        "80600001 00000001 000000, false, false",
        "00600001 00000001 00000001, false, false",
        "40c80001 00000001 00000001, false, false",
        "'', false, false",
    })
    void theSecondOctetTellsRtpFromRtcp(String hex, boolean rtp, boolean rtcp) {
        assertThat(RtpPackets.isRtp(packet(hex))).isEqualTo(rtp);
        assertThat(RtpPackets.isRtcp(packet(hex))).isEqualTo(rtcp);
    }

    @Test
    void noPacketMakesTheReadersLookBeyondIt() {
        Random random = new Random(3550);
        for (int round = 0; round < 50_000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            ByteBuf packet = ByteBufAllocator.DEFAULT.buffer(bytes.length).writeBytes(bytes);
            try {
                if (RtpPackets.isRtp(packet)) {
                    int header = RtpPackets.headerLength(packet);
                    int payload = RtpPackets.payloadLength(packet);
                    assertThat(header).isBetween(-1, bytes.length);
                    assertThat(payload).isBetween(-1, bytes.length - 12);
                    H264Payload.startsKeyframe(packet, Math.max(header, 0), Math.max(payload, 0));
                }
                H264Payload.startsKeyframe(packet);
            } finally {
                packet.release();
            }
        }
    }
}
