package dev.sightline.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.bench.VideoClip.Frame;
import dev.sightline.rtp.H264Payload;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClipTest {
    private static final VideoClip CLIP = VideoClip.load();

    @Test
    void everyRenditionHasAKeyframeEveryTwoSeconds() {
        assertThat(CLIP.renditions())
                .extracting(VideoClip.Rendition::bitrate)
                .containsExactly(300_000L, 600_000L, 950_000L);
        for (VideoClip.Rendition rendition : CLIP.renditions()) {
            assertThat(rendition.frames()).hasSize(200);
            for (int i = 0; i < 200; i++) {
                assertThat(rendition.frames().get(i).keyframe()).isEqualTo(i % 50 == 0);
            }
        }
    }

    @Test
    void aKeyframeCarriesItsParameterSetsFirst() {
        List<byte[]> payloads = CLIP.renditions().get(2).frames().get(50).payloads();
        assertThat(payloads.get(0)[0] & 0x1f).isEqualTo(H264Payload.SPS);
        assertThat(payloads.get(1)[0] & 0x1f).isEqualTo(H264Payload.PPS);
        assertThat(payloads.get(2)[0] & 0x1f).isEqualTo(H264Payload.FU_A);
        assertThat(H264Payload.startsKeyframe(Unpooled.wrappedBuffer(payloads.get(2))))
                .isTrue();
        // Constrained Baseline, level 3.1, as the fmtp line says
        assertThat(payloads.get(0)).startsWith(0x67, 0x42, 0xc0, 0x1f);
    }

    @Test
    void noPacketIsLargerThanItsPath() {
        for (VideoClip.Rendition rendition : CLIP.renditions()) {
            for (Frame frame : rendition.frames()) {
                assertThat(frame.payloads())
                        .allSatisfy(payload -> assertThat(payload).hasSizeBetween(1, 1188));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10, 99, 100, 101, 198, 199, 5000})
    void fragmentsPutTogetherAreTheNalUnit(int length) {
        byte[] nalUnit = new byte[length];
        new Random(length).nextBytes(nalUnit);
        nalUnit[0] = 0x65;
        List<byte[]> payloads = new H264Packetizer(100).payloads(List.of(nalUnit));
        assertThat(payloads).allSatisfy(payload -> assertThat(payload).hasSizeLessThanOrEqualTo(100));
        assertThat(reassembled(payloads)).isEqualTo(nalUnit);
    }

    static byte[] reassembled(List<byte[]> payloads) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < payloads.size(); i++) {
            byte[] payload = payloads.get(i);
            if ((payload[0] & 0x1f) != H264Payload.FU_A) {
                out.writeBytes(payload);
                continue;
            }
            assertThat((payload[1] & 0x80) != 0).as("start").isEqualTo(i == 0);
            assertThat((payload[1] & 0x40) != 0).as("end").isEqualTo(i == payloads.size() - 1);
            if (i == 0) {
                out.write((payload[0] & 0xe0) | (payload[1] & 0x1f));
            }
            out.write(payload, 2, payload.length - 2);
        }
        return out.toByteArray();
    }

    @Test
    void startCodesOfThreeAndFourOctetsPartNalUnits() {
        byte[] annexB = {0, 0, 0, 1, 0x67, 1, 0, 0, 1, 0x68, 2, 0, 0, 0, 1, 0x65, 3};
        assertThat(H264Packetizer.nalUnits(annexB))
                .containsExactly(new byte[] {0x67, 1}, new byte[] {0x68, 2}, new byte[] {0x65, 3});
        assertThat(H264Packetizer.nalUnits(new byte[] {1, 2, 3})).isEmpty();
    }

    @Test
    void theToneIsEightSecondsOfTwentyMilliseconds() {
        AudioClip tone = AudioClip.load();
        assertThat(tone.packets()).hasSizeBetween(400, 402);
        // RFC 6716, 3.1: the configurations of 20 ms, with one frame
        assertThat(tone.packets()).allSatisfy(packet -> {
            assertThat((packet[0] & 0xf8) >> 3).isIn(1, 5, 9, 13, 15, 19, 23, 27, 31);
            assertThat(packet[0] & 3).isZero();
        });
    }

    @Test
    void theBitrateFollowsTheEstimateAtTheNextKeyframe() {
        VideoPlayer player = new VideoPlayer(CLIP);
        assertThat(player.next().keyframe()).isTrue();
        assertThat(player.bitrate()).isEqualTo(600_000);
        player.allow(5_000_000);
        for (int i = 1; i < 50; i++) {
            assertThat(player.next().keyframe()).isFalse();
            assertThat(player.bitrate()).isEqualTo(600_000);
        }
        assertThat(player.next().keyframe()).isTrue();
        assertThat(player.bitrate()).isEqualTo(950_000);
        player.allow(1);
        player.requestKeyframe();
        play(player, VideoPlayer.MIN_KEYFRAME_DISTANCE);
        assertThat(player.bitrate()).isEqualTo(300_000);
    }

    @Test
    void requestsInARowGiveOneKeyframe() {
        VideoPlayer player = new VideoPlayer(CLIP);
        play(player, 20);
        int keyframes = 0;
        for (int i = 0; i < 2 * VideoPlayer.MIN_KEYFRAME_DISTANCE; i++) {
            player.requestKeyframe();
            keyframes += player.next().keyframe() ? 1 : 0;
        }
        assertThat(keyframes).isEqualTo(2);
    }

    @Test
    void theLoopEndsWhereItBegan() {
        VideoPlayer player = new VideoPlayer(CLIP);
        Frame first = player.next();
        play(player, 199);
        assertThat(player.next()).isSameAs(first);
    }

    private static void play(VideoPlayer player, int frames) {
        for (int i = 0; i < frames; i++) {
            player.next();
        }
    }
}
