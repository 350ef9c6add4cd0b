package dev.sightline.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class H264PayloadTest {

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "single IDR slice,               65 88 84, true",
        "single SPS,                     67 42 e0 1f, true",
        "single PPS,                     68 ce 3c 80, false",
        "single other slice,             41 9a 24, false",
        "first fragment of an IDR slice, 7c 85 88, true",
        "later fragment of it,           7c 05 88, false",
        "last fragment of it,            7c 45 88, false",
        "first fragment of other slice,  5c 81 9a, false",
        "fragment without data,          7c 85, false",
        "aggregate SPS PPS,              78 00 02 67 42 00 01 68, true",
        "aggregate PPS then IDR,         78 00 01 68 00 02 65 88, true",
        "aggregate of others,            58 00 02 41 9a 00 02 41 9b, false",
        "aggregate with a zero size,     78 00 00 65 88, false",
        "aggregate with a size too big,  78 00 09 65 88, false",
        "aggregate cut in a size,        78 00 01 68 00, false",
        "aggregate of nothing,           78, false",
        "nothing,                        '', false",
    })
    void keyframesAreFoundInEveryPacketisation(String name, String hex, boolean keyframe) {
        byte[] bytes = ByteBufUtil.decodeHexDump(hex.replace(" ", ""));
        assertThat(H264Payload.startsKeyframe(Unpooled.wrappedBuffer(bytes)))
                .as(name)
                .isEqualTo(keyframe);
        ByteBuf packet = Unpooled.buffer().writeZero(12).writeBytes(bytes).writeByte(0x65);
        assertThat(H264Payload.startsKeyframe(packet, 12, bytes.length))
                .as(name)
                .isEqualTo(keyframe);
        assertThat(packet.readerIndex()).isZero();
    }
}
