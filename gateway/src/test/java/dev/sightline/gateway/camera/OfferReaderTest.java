package dev.sightline.gateway.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.gateway.camera.OfferReader.Offer;
import dev.sightline.sdp.CameraTrack;
import dev.sightline.sdp.CameraTrack.Protocol;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OfferReaderTest {
    private static final String SDP = String.join(
            "\r\n",
            "v=0",
            "o=- 1 1 IN IP4 0.0.0.0",
            "s=Camera",
            "c=IN IP4 10.77.0.2",
            "t=0 0",
            "m=audio 5008 RTP/AVPF 96 0 101",
            "a=rtpmap:96 opus/48000/2",
            "a=rtpmap:101 telephone-event/8000",
            "a=sendrecv",
            "m=video 5006 RTP/AVPF 103 104",
            "a=rtpmap:103 H264/90000",
            "a=rtpmap:104 rtx/90000",
            "a=fmtp:103 packetization-mode=1;profile-level-id=42e01f",
            "a=rtcp-fb:103 nack pli",
            "a=rtcp-fb:103 x-odd",
            "a=rtcp:5017 IN IP4 10.77.0.3",
            "a=sendonly",
            "a=ssrc:77 cname:cam@host",
            "");
    private static final String JSON =
            "{\"address\":\"10.77.0.2\",\"video\":{\"port\":5006,\"rtcpPort\":5017,\"codec\":\"H264\",\"payloadType\":103,"
                    + "\"fmtp\":\"packetization-mode=1\",\"ssrc\":77},\"audio\":{\"port\":5008,\"codec\":\"opus\",\"payloadType\":96}}";

    private final OfferReader sdp = new SdpOfferReader();
    private final OfferReader json = new JsonOfferReader();

    @Test
    void onlyWhatIsUnderstoodIsKept() {
        Offer offer = sdp.read(bytes(SDP));

        CameraTrack video = offer.media().video();
        assertThat(video.codecs()).singleElement().satisfies(codec -> {
            assertThat(codec.payloadType()).isEqualTo(103);
            assertThat(codec.feedback()).containsExactly("nack pli");
        });
        assertThat(video.port()).hasValue(5006);
        assertThat(video.rtcpPort()).hasValue(5017);
        assertThat(video.source().orElseThrow().ssrc()).isEqualTo(77);
        assertThat(offer.media().audio().orElseThrow().codecs())
                .extracting("payloadType")
                .containsExactly(96, 0);
    }

    @Test
    void everyAddressThatIsNamedIsFound() {
        assertThat(sdp.read(bytes(SDP)).addresses())
                .extracting(OfferReader.Named::address)
                .containsExactlyInAnyOrder("0.0.0.0", "10.77.0.2", "10.77.0.3");
        assertThat(json.read(bytes(JSON)).addresses())
                .extracting(OfferReader.Named::address)
                .containsExactly("10.77.0.2");
    }

    @Test
    void plainRtpIsKeptPlain() {
        Offer offer = sdp.read(bytes(SDP.replace("RTP/AVPF", "RTP/AVP")));

        assertThat(offer.media().video().protocol()).isEqualTo(Protocol.AVP);
    }

    @Test
    void jsonGivesTheSameAsASessionDescription() {
        Offer offer = json.read(bytes(JSON));

        assertThat(offer.media().video().port()).hasValue(5006);
        assertThat(offer.media().video().rtcpPort()).hasValue(5017);
        assertThat(offer.media().video().codecs().get(0).name()).isEqualTo("H264/90000");
        assertThat(offer.media().audio().orElseThrow().codecs().get(0).name()).isEqualTo("opus/48000/2");
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "m=video 5006 RTP/AVPF 103 104         | m=video 5006 RTP/SAVPF 103           | RTP/AVPF or RTP/AVP",
                "a=sendonly                            | a=recvonly                           | a camera sends",
                "a=rtpmap:103 H264/90000               | a=rtpmap:103 H999/90000              | none of the codecs",
                "m=video 5006 RTP/AVPF 103 104         | m=video 0 RTP/AVPF 103               | no video section",
            })
    void aDescriptionThatCannotBeUsedIsExplained(String found, String instead, String reason) {
        assertThatThrownBy(() -> sdp.read(bytes(SDP.replace(found, instead))))
                .isInstanceOf(RequestRefused.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`\"port\":5006`          | `\"port\":\"x\"`              | video.port",
                "`\"port\":5006`          | `\"port\":99999`            | 1 to 65534",
                "`\"payloadType\":103`    | `\"payloadType\":128`       | 0 to 127",
                "`\"payloadType\":103`    | `\"x\":1`                   | video.payloadType",
                "`\"ssrc\":77`            | `\"ssrc\":4294967296`       | video.ssrc",
                "`\"codec\":\"H264\"`     | `\"codec\":\"H 264\\r\\na=x\"` | control character",
                "`\"codec\":\"H264\"`     | `\"codec\":5`               | not a text",
                "`packetization-mode=1`   | `\\u0000`                   | control character",
            })
    void jsonThatCannotBeUsedIsExplained(String found, String instead, String reason) {
        assertThatThrownBy(() -> json.read(bytes(JSON.replace(found, instead))))
                .isInstanceOf(RequestRefused.class)
                .hasMessageContaining(reason);
    }

    @Test
    void whateverComesIsReadOrRefused() {
        Random random = new Random(11);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
        for (int i = 0; i < 20_000 && System.nanoTime() < end; i++) {
            for (String text : List.of(SDP, JSON)) {
                byte[] body = bytes(text);
                for (int change = random.nextInt(8); change >= 0; change--) {
                    body[random.nextInt(body.length)] = (byte) random.nextInt(256);
                }
                tryToRead(sdp, body);
                tryToRead(json, body);
            }
        }
    }

    private static void tryToRead(OfferReader reader, byte[] body) {
        try {
            assertThat(reader.read(body).media().video().codecs()).isNotEmpty();
        } catch (RequestRefused refused) {
            assertThat(refused.problem().status()).isBetween(400, 422);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
