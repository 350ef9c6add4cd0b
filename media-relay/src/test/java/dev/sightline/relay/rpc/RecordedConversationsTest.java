package dev.sightline.relay.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sightline.relay.rpc.Recording.Line;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a real Kurento was asked, asked of the relay: the answers, the errors and the events look the same. */
class RecordedConversationsTest {
    /** By event type: the keys of all recorded ones. */
    private static final Map<String, Set<String>> RECORDED_EVENTS = Recording.NAMES.stream()
            .flatMap(name -> Recording.load(name).lines().stream())
            .filter(Line::isEvent)
            .collect(Collectors.toMap(
                    line -> line.event().path("type").asText(),
                    line -> keys(line.message()),
                    (first, second) -> first));

    static Stream<String> recordings() {
        return Recording.NAMES.stream();
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void isAnsweredAsByKurento(String name) throws InterruptedException {
        try (Replay replay = new Replay(Recording.load(name))) {
            replay.run(new Replay.Comparison() {
                @Override
                public void answered(JsonNode request, JsonNode recorded, JsonNode relayed) {
                    assertThat(Shape.of(relayed))
                            .as("answer to %s", request)
                            .isEqualTo(expected(request, recorded, relayed));
                    compareSdp(
                            request,
                            recorded.path("result").path("value"),
                            relayed.path("result").path("value"));
                }

                @Override
                public void told(Line recorded, JsonNode relayed) {
                    assertThat(Shape.of(relayed)).isEqualTo(Shape.of(recorded.message()));
                }
            });

            for (JsonNode event : replay.events()) {
                String type = event.path("params").path("value").path("type").asText();
                assertThat(keys(event)).as(event.toString()).isEqualTo(RECORDED_EVENTS.get(type));
            }
        }
    }

    /** A viewer that is only replayed receives nothing, so its streams may be missing. */
    private static String expected(JsonNode request, JsonNode recorded, JsonNode relayed) {
        JsonNode params = request.path("params");
        boolean statsOfViewer = params.path("operation").asText().equals("getStats")
                && params.path("object").asText().endsWith("WebRtcEndpoint");
        if (statsOfViewer && relayed.path("result").path("value").isEmpty()) {
            return Shape.of(relayed);
        }
        return Shape.of(recorded);
    }

    private static void compareSdp(JsonNode request, JsonNode recorded, JsonNode relayed) {
        if (!relayed.asText().startsWith("v=0")) {
            return;
        }
        if (request.path("params").path("object").asText().endsWith("RtpEndpoint")) {
            assertThat(lines(relayed.asText())).isEqualTo(lines(recorded.asText()));
            return;
        }
        // The documented exception: Kurento answers Chrome's raw offer with VP8 and transcodes, the relay with H264.
        assertThat(relayed.asText()).contains(" H264/90000").doesNotContain("VP8");
        assertThat(relayed.asText()
                        .lines()
                        .filter(line -> line.startsWith("m="))
                        .map(line -> line.replaceAll(" .*", "")))
                .containsExactlyElementsOf(recorded.asText()
                        .lines()
                        .filter(line -> line.startsWith("m="))
                        .map(line -> line.replaceAll(" .*", ""))
                        .toList());
    }

    /** Without addresses, ports, identifiers and names. */
    private static Set<String> lines(String sdp) {
        Set<String> lines = new TreeSet<>();
        sdp.lines()
                .filter(line -> !line.startsWith("s="))
                .map(line -> line.replaceAll("^(o=|c=|a=ssrc:|a=rtcp:).*", "$1").replaceAll("^(m=[a-z]+) [0-9]+", "$1"))
                .forEach(lines::add);
        return lines;
    }

    private static Set<String> keys(JsonNode node) {
        Set<String> keys = new TreeSet<>();
        node.properties().forEach(entry -> {
            keys.add(entry.getKey());
            keys(entry.getValue()).forEach(key -> keys.add(entry.getKey() + "." + key));
        });
        return keys;
    }
}
