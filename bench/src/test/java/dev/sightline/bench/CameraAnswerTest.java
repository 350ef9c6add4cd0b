package dev.sightline.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CameraAnswerTest {
    static final String ANSWER = """
            v=0
            o=- 4004476666 4004476666 IN IP4 10.77.0.1
            s=Kurento Media Server
            c=IN IP4 10.77.0.1
            t=0 0
            m=audio 38602 RTP/AVPF 96 0
            a=recvonly
            a=rtcp:38603
            a=rtpmap:96 opus/48000/2
            a=rtpmap:0 PCMU/8000
            a=direction:passive
            m=video 48560 RTP/AVPF 103
            a=recvonly
            a=rtcp:48571
            a=rtpmap:103 H264/90000
            a=direction:passive
            """.replace("\n", "\r\n");

    @Test
    void aMediaServersAnswerNamesWhereBothStreamsGo() throws Exception {
        CameraAnswer answer = CameraAnswer.read(ANSWER, true);
        assertThat(answer.video())
                .contains(new CameraAnswer.Destination(
                        new InetSocketAddress("10.77.0.1", 48560), new InetSocketAddress("10.77.0.1", 48571), 103));
        assertThat(answer.audio())
                .contains(new CameraAnswer.Destination(
                        new InetSocketAddress("10.77.0.1", 38602), new InetSocketAddress("10.77.0.1", 38603), 96));
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "m=audio 38602 | m=audio 0",
                "a=rtpmap:96 opus/48000/2 | a=rtpmap:96 L16/44100",
                "a=recvonly | a=inactive",
            })
    void aStreamThatNobodyWantsIsLeftOut(String before, String after) throws Exception {
        CameraAnswer answer = CameraAnswer.read(ANSWER.replaceFirst(before, after), false);
        assertThat(answer.audio()).isEmpty();
        assertThat(answer.video()).isPresent();
    }

    @ParameterizedTest(name = "{0} → {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "c=IN IP4 10.77.0.1   | c=IN IP4 0.0.0.0     | c= of the answer's video section says 0.0.0.0",
                "c=IN IP4 10.77.0.1   | c=IN IP4 media.local | says media.local",
                "c=IN IP4 10.77.0.1   | c=IN IP4 224.0.0.1   | says 224.0.0.1",
                "c=IN IP4 10.77.0.1   | b=AS:1               | has no c= line",
                "m=video 48560        | m=video 0            | no video section",
                "H264/90000           | VP8/90000            | no video section",
                "m=video 48560        | m=video many         | not a session description",
            })
    void anAnswerThatLeadsNowhereIsRefused(String before, String after, String reason) {
        assertThatThrownBy(() -> CameraAnswer.read(ANSWER.replace(before, after), false))
                .isInstanceOf(CameraAnswer.RefusedException.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource({"a=direction:passive, a=direction:active, active", "a=direction:passive, a=x:y, missing"})
    void aStrictCameraWantsPassiveInEverySection(String before, String after, String found) throws Exception {
        String second = ANSWER.substring(0, ANSWER.lastIndexOf(before)) + after + "\r\n";
        assertThatThrownBy(() -> CameraAnswer.read(second, true))
                .isInstanceOf(CameraAnswer.RefusedException.class)
                .hasMessageContaining("a=direction is " + found + " in the video section");
        assertThat(CameraAnswer.read(second, false).video()).isPresent();
        String rejected = ANSWER.replaceFirst(before, after).replace("m=audio 38602", "m=audio 0");
        assertThat(CameraAnswer.read(rejected, true).audio()).isEmpty();
    }

    @Test
    void whateverTheGatewaySendsIsReadOrRefused() {
        Random random = new Random(4566);
        int read = 0;
        for (int round = 0; round < 20_000; round++) {
            StringBuilder sdp = new StringBuilder(ANSWER);
            for (int i = random.nextInt(4); i >= 0; i--) {
                int at = random.nextInt(sdp.length());
                switch (random.nextInt(3)) {
                    case 0 -> sdp.setCharAt(at, (char) random.nextInt(256));
                    case 1 -> sdp.delete(at, Math.min(sdp.length(), at + random.nextInt(30)));
                    default -> sdp.insert(at, sdp.substring(at, Math.min(sdp.length(), at + random.nextInt(30))));
                }
            }
            try {
                CameraAnswer.read(sdp.toString(), random.nextBoolean());
                read++;
            } catch (CameraAnswer.RefusedException e) {
                assertThat(e.reason()).isNotBlank();
            }
        }
        assertThat(read).isBetween(100, 19_900);
    }
}
