package dev.sightline.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The answers to cameras against those that a real Kurento gave to the same offers. */
class RtpAnswerTest {
    private static final List<Pattern> OWN_TO_EACH = List.of(
            Pattern.compile("(?<=^o=- )\\d+ \\d+ IN IP4 \\S+", Pattern.MULTILINE),
            Pattern.compile("(?<=^s=).*", Pattern.MULTILINE),
            Pattern.compile("(?<=^c=IN IP4 )\\S+", Pattern.MULTILINE),
            Pattern.compile("(?<=^m=(video|audio) )\\d+", Pattern.MULTILINE),
            Pattern.compile("(?<=^a=rtcp:)\\d+", Pattern.MULTILINE),
            Pattern.compile("(?<=^a=ssrc:)\\d+ cname:user\\d+@host-[0-9a-f]+", Pattern.MULTILINE));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a_zero_ip_discard_port",
                "c_camera_ip",
                "d_zero_ip_comedia",
                "f_camera_ip_no_remb",
                "g_camera_ip_audio",
                "webrtc_viewer",
                "heal_replace_rtp_endpoint"
            })
    void isShapedAsKurentos(String recording) throws IOException {
        Map<String, String> answers = answersByOffer(recording);
        assertThat(answers).isNotEmpty();
        try (MediaEngine engine = MediaEngine.start(EngineConfig.onLoopback().withLoops(1))) {
            MediaPipeline pipeline = engine.createPipeline();
            answers.forEach((offer, recorded) -> {
                String answer = pipeline.createRtpEndpoint().processOffer(offer).join();
                assertThat(normal(answer)).isEqualTo(normal(recorded));
            });
        }
    }

    private static String normal(String answer) {
        String text = answer;
        for (Pattern pattern : OWN_TO_EACH) {
            text = pattern.matcher(text).replaceAll("…");
        }
        return text;
    }

    private static Map<String, String> answersByOffer(String recording) throws IOException {
        ObjectMapper json = new ObjectMapper();
        Map<Integer, String> offers = new LinkedHashMap<>();
        Map<String, String> answers = new LinkedHashMap<>();
        try (InputStream in =
                Objects.requireNonNull(RtpAnswerTest.class.getResourceAsStream("/kurento/" + recording + ".jsonl"))) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                JsonNode message = json.readTree(line).path("msg");
                int id = message.path("id").asInt();
                String offer = message.at("/params/operationParams/offer").asText();
                if (message.at("/params/object").asText().endsWith("RtpEndpoint") && !offer.isEmpty()) {
                    offers.put(id, offer);
                }
                String answer = message.at("/result/value").asText();
                String asked = offers.get(id);
                if (asked != null && answer.startsWith("v=0")) {
                    answers.put(asked, answer);
                }
            }
        }
        return answers;
    }
}
