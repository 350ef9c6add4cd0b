package dev.sightline.gateway.viewer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.gateway.media.Candidate;
import dev.sightline.gateway.viewer.FromViewer.OnIceCandidate;
import dev.sightline.gateway.viewer.FromViewer.Stop;
import dev.sightline.gateway.viewer.FromViewer.Viewer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignalingCodecTest {
    private final SignalingCodec codec = new SignalingCodec(4096);

    @Test
    void readsTheThreeMessagesAndPassesOverWhatItDoesNotKnow() throws Exception {
        assertThat(read("{'type':'viewer','cameraId':'door','sdpOffer':'v=0','streamId':3,'more':{'a':[1]}}"))
                .isEqualTo(new Viewer("door", "v=0", Optional.empty()));
        assertThat(read(
                        "{'candidate':{'candidate':'candidate:1','sdpMid':'a','sdpMLineIndex':1,'usernameFragment':'x'},"
                                + "'type':'onIceCandidate'}"))
                .isEqualTo(new OnIceCandidate(new Candidate("candidate:1", "a", 1)));
        assertThat(read("{'type':'stop'}")).isEqualTo(new Stop());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'onIceCandidate'}",
                "{'type':'onIceCandidate','candidate':null}",
                "{'type':'onIceCandidate','candidate':{'candidate':'','sdpMid':null,'sdpMLineIndex':null}}"
            })
    void endOfCandidatesIsAnEmptyOne(String json) throws Exception {
        assertThat(read(json)).isEqualTo(new OnIceCandidate(new Candidate("", "", 0)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "'viewer'",
                "{}",
                "{'type':null}",
                "{'type':'viewer','cameraId':7,'sdpOffer':''}",
                "{'type':'viewer','cameraId':'a'}",
                "{'type':'stop','type':'viewer'}",
                "{'type':'onIceCandidate','candidate':'candidate:1'}",
                "{'type':'onIceCandidate','candidate':{'candidate':'a','sdpMid':0}}",
                "{'type':'onIceCandidate','candidate':{'candidate':'a','sdpMLineIndex':-1}}",
                "{'type':'onIceCandidate','candidate':{'candidate':'a','sdpMLineIndex':1e30}}",
                "{'type':'stop','deep':[[[[[[[[[[]]]]]]]]]]}",
                "{'type':'stop','number':123456789012345678901234567890}",
            })
    void saysWhatWasExpected(String json) {
        assertThatThrownBy(() -> read(json)).isInstanceOfSatisfying(MalformedMessageException.class, problem -> {
            assertThat(problem.code()).isEqualTo(ErrorCode.BAD_MESSAGE);
            assertThat(problem).hasMessageMatching("[ -~…]{10,300}");
        });
    }

    @Test
    void repeatsNothingHarmfulOfWhatItWasSent() {
        assertThatThrownBy(() -> read("{'type':'<script>\\u0000\\n" + "x".repeat(1000) + "'}"))
                .isInstanceOfSatisfying(
                        MalformedMessageException.class,
                        problem -> assertThat(problem.code()).isEqualTo(ErrorCode.UNKNOWN_TYPE))
                .hasMessageMatching("[ -~…]{10,200}");
    }

    @Test
    void writesTheMessagesThatPagesKnow() {
        assertThat(codec.write(new ToViewer.ViewerResponse("1f", "v=0\r\n")))
                .isEqualTo("{\"type\":\"viewerResponse\",\"viewerId\":\"1f\",\"sdpAnswer\":\"v=0\\r\\n\"}");
        assertThat(codec.write(new ToViewer.IceCandidate(new Candidate("candidate:1", "0", 2))))
                .isEqualTo("{\"type\":\"iceCandidate\",\"candidate\":{\"candidate\":\"candidate:1\",\"sdpMid\":\"0\","
                        + "\"sdpMLineIndex\":2}}");
        assertThat(codec.write(new ToViewer.Stopped("over"))).isEqualTo("{\"type\":\"stopped\",\"reason\":\"over\"}");
        assertThat(codec.write(new ToViewer.Restart("new"))).isEqualTo("{\"type\":\"restart\",\"reason\":\"new\"}");
        assertThat(codec.write(new ToViewer.Failed(ErrorCode.UNKNOWN_CAMERA, "no")))
                .isEqualTo("{\"type\":\"error\",\"code\":\"unknown-camera\",\"message\":\"no\"}");
    }

    @Test
    void randomBytesAreAMessageOrACleanRefusal() {
        Random random = new Random(42);
        String alphabet = "{}[]\":,\\u0019eE+-.truefalsn typeviewerstopcandidate\u00e9\u0000";
        long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
        while (System.nanoTime() < end) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(80); i > 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            byte[] bytes = text.toString()
                    .getBytes(random.nextBoolean() ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
            try {
                assertThat(codec.read(bytes)).isNotNull();
            } catch (MalformedMessageException expected) {
                assertThat(expected.code()).isIn(ErrorCode.BAD_MESSAGE, ErrorCode.UNKNOWN_TYPE);
            }
        }
    }

    private FromViewer read(String singleQuoted) throws MalformedMessageException {
        return codec.read(singleQuoted.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
