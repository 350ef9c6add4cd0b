package dev.sightline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two hosts and one link: the gateway with its relay on one, a camera on the other, and the probe beside the gateway
 * says where the camera's feedback leaves. Every case has a link of its own; all run at the same time, since a camera's
 * patience takes its ten seconds.
 */
@Tag("root")
@TestInstance(Lifecycle.PER_CLASS)
class ReturnPathOnTheWireTest {
    private static final Duration STARTED = Duration.ofSeconds(60);
    private static final Duration ENDED = Duration.ofSeconds(90);
    private static final String CAMERA = "dock";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ExecutorService cases = Executors.newCachedThreadPool();
    private final Map<Case, Future<Outcome>> outcomes = new EnumMap<>(Case.class);

    /** What is configured, and how the camera is started. */
    enum Case {
        CAMERA_ADDRESS("returnPath: {policy: camera-address}", "learn", ""),
        COMEDIA("returnPath: {policy: comedia}", "learn", ""),
        COMEDIA_AS_KURENTO_DOES_IT("returnPath: {policy: comedia}", "kurento", ""),
        SERVER_ADDRESS("returnPath: {policy: server-address}", "kurento", ""),
        GATEWAY_FIRST(
                "returnPath: {policy: camera-address}, speaksFirst: gateway, video: {port: 5006}, audio: {port: 5008}",
                "learn",
                "--gateway-first --video-port 5006 --audio-port 5008 --separate-rtcp"),
        STRICT_PASSIVE(
                "returnPath: {policy: comedia}, speaksFirst: gateway, requiresPassive: true",
                "learn",
                "--strict-passive " + CAMERA);

        final String camera;
        final String relay;
        private final String options;

        Case(String camera, String relay, String options) {
            this.camera = camera;
            this.relay = relay;
            this.options = options;
        }

        boolean needsViewer() {
            return camera.contains("speaksFirst: gateway");
        }
    }

    /** What the camera and the probe reported at their ends. */
    record Outcome(JsonNode camera, JsonNode probe) {}

    @BeforeAll
    void runEveryCase(@TempDir Path directory) {
        for (Case one : Case.values()) {
            outcomes.put(one, cases.submit((Callable<Outcome>) () -> outcome(one, directory)));
        }
    }

    @AfterAll
    void end() {
        cases.shutdownNow();
    }

    @ParameterizedTest(name = "{0}: {1} on {2}, the camera is {3}")
    @CsvSource({
        "CAMERA_ADDRESS,              DELIVERED, the link, streaming",
        "COMEDIA,                     DELIVERED, the link, streaming",
        "COMEDIA_AS_KURENTO_DOES_IT,  DELIVERED, the link, streaming",
        "GATEWAY_FIRST,               DELIVERED, the link, streaming",
        "STRICT_PASSIVE,              DELIVERED, the link, streaming",
        "SERVER_ADDRESS,              TRAPPED,   lo,       stopped",
    })
    @Timeout(180)
    void thePolicyDecidesWhereFeedbackLeaves(Case one, String verdict, String where, String state) throws Exception {
        Outcome outcome = Objects.requireNonNull(outcomes.get(one)).get();

        assertThat(outcome.probe().path("cameras"))
                .as("%s", outcome.probe())
                .singleElement()
                .satisfies(camera -> {
                    assertThat(camera.path("verdict").asText()).isEqualTo(verdict);
                    assertThat(camera.at("/evidence/rtcpOut").findValuesAsText("interface"))
                            .containsOnly(where.equals("lo") ? "lo" : Link.SERVER_END);
                });
        assertThat(outcome.camera().path("state").asText())
                .as("%s", outcome.camera())
                .isEqualTo(state);
        if (state.equals("stopped")) {
            assertThat(outcome.camera().path("stopped").asText()).isEqualTo("NO_FEEDBACK");
            assertThat(outcome.camera().path("rtcpReceived").asLong()).isZero();
        } else {
            assertThat(outcome.camera().path("remb").asLong()).isPositive();
        }
    }

    private static Outcome outcome(Case one, Path directory) throws IOException, InterruptedException {
        List<AutoCloseable> open = new ArrayList<>();
        try (Link link = Link.up()) {
            Path config = Files.writeString(directory.resolve(one + ".yaml"), """
                    listeners:
                      config: {address: %1$s, port: 0}
                      dashboard: {port: 0}
                      signaling: {port: 0}
                      management: {port: 0}
                    tls: {selfSignedDirectory: '%2$s'}
                    media:
                      relay: {mediaAddress: %1$s, mediaPorts: 20000-20099, returnPath: %3$s}
                    returnPath: {serverAddress: %1$s}
                    cameras:
                      list:
                        - {id: %4$s, addresses: [%5$s], %6$s}
                    """.formatted(
                            link.serverAddress,
                            Files.createDirectory(directory.resolve(one + ".tls")),
                            one.relay,
                            CAMERA,
                            link.cameraAddress,
                            one.camera));
            try (Child gateway = Child.start(link.onServer(Child.sightline("serve", "--config", config.toString())))) {
                String cameras =
                        gateway.awaitOutput("Cameras: +(http://\\S+)", STARTED).group(1);
                String signaling =
                        gateway.awaitOutput("Signaling: +(wss://\\S+)", STARTED).group(1);
                if (one.needsViewer()) {
                    open.add(Child.start(link.onServer(viewer(signaling))));
                }
                List<String> camera = new ArrayList<>(List.of(
                        "bench", "camera", "--config-url", cameras + "/cameras/" + CAMERA + "/config", "--for", "40s"));
                one.options
                        .lines()
                        .map(line -> line.split(" ", -1))
                        .map(List::of)
                        .forEach(camera::addAll);
                try (Child process = Child.start(link.onCamera(Child.sightline(camera.toArray(String[]::new))))) {
                    process.awaitOutput("\"state\":\"streaming\"", STARTED);
                    JsonNode probe = watch(link, one);
                    process.awaitEnd(ENDED);
                    return new Outcome(lastLine(process), probe);
                }
            } finally {
                close(open);
            }
        }
    }

    /** A trapped camera stops after ten seconds, so the look at it is shorter. */
    private static JsonNode watch(Link link, Case one) throws IOException, InterruptedException {
        String time = one == Case.SERVER_ADDRESS ? "6s" : "12s";
        try (Child probe = Child.start(link.onServer(
                Child.sightline("probe", "watch", "--media-ports", "20000-20099", "--for", time, "--json")))) {
            probe.awaitEnd(ENDED);
            String output = probe.output();
            assertThat(output).contains("{");
            return JSON.readTree(output.substring(output.indexOf('{')));
        }
    }

    private static JsonNode lastLine(Child camera) throws IOException {
        return JSON.readTree(lastLineOf(camera));
    }

    private static String lastLineOf(Child process) throws IOException {
        List<String> lines =
                process.output().lines().filter(line -> line.startsWith("{")).toList();
        assertThat(lines).as("%s", process.output()).isNotEmpty();
        return lines.get(lines.size() - 1);
    }

    private static List<String> viewer(String signaling) {
        List<String> command = new ArrayList<>(Child.sightline(signaling, CAMERA));
        command.set(command.indexOf(Main.class.getName()), WaitingViewer.class.getName());
        return command;
    }

    private static void close(List<AutoCloseable> open) {
        for (AutoCloseable one : open) {
            try {
                one.close();
            } catch (Exception problem) {
                throw new IllegalStateException(problem);
            }
        }
    }
}
