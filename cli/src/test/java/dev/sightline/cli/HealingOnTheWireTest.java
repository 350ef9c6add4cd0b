package dev.sightline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.bench.CameraCounters;
import dev.sightline.bench.CameraProfile;
import dev.sightline.bench.SimulatedCamera;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The gateway mends the return path while cameras send and viewers watch: one gateway whose relay decides as Kurento does
 * and whose policies lead feedback astray, and cameras that give up after ten seconds without any.
 */
@Tag("root")
@TestInstance(Lifecycle.PER_CLASS)
class HealingOnTheWireTest {
    private static final Duration STARTED = Duration.ofSeconds(60);
    private static final Duration CAMERAS_PATIENCE = Duration.ofSeconds(10);
    /** How long the gateway looks at each. */
    private static final Duration TRAPPED = Duration.ofSeconds(3);

    private static final Duration SILENT = Duration.ofMillis(6_500);
    private static final Duration NOTHING_TO_MEND = Duration.ZERO;
    private static final Duration HEALING = Duration.ofSeconds(3);
    /** A picture that goes on has another frame by then, however busy this machine is. */
    private static final Duration NEXT_FRAME = Duration.ofSeconds(10);

    private static final String SERVER = "10.77.0.1";
    private static final String FIELD = "10.77.0.2";

    private final List<AutoCloseable> open = new ArrayList<>();
    private String metrics = "";
    private final Map<Kind, Outcome> outcomes = new LinkedHashMap<>();

    /** The cameras, all behind one address: how each is configured, and what goes wrong until it is mended. */
    enum Kind {
        CAMERA_FIRST("", TRAPPED),
        GATEWAY_FIRST("speaksFirst: gateway, video: {port: 5006}, audio: {port: 5008}", TRAPPED),
        NEVER_REPORTS("returnPath: {policy: comedia}", SILENT),
        STRICT_PASSIVE("speaksFirst: gateway, requiresPassive: true, returnPath: {policy: comedia}", NOTHING_TO_MEND);

        private final String configuration;
        private final Duration gatewaysPatience;

        Kind(String configuration, Duration gatewaysPatience) {
            this.configuration = configuration;
            this.gatewaysPatience = gatewaysPatience;
        }

        CameraProfile.Builder profile(URI config) {
            return switch (this) {
                case CAMERA_FIRST -> CameraProfile.of(name(), config).separateRtcpPort(true);
                case GATEWAY_FIRST ->
                    CameraProfile.of(name(), config)
                            .gatewayFirst(true)
                            .separateRtcpPort(true)
                            .video(CameraProfile.Stream.on(5_006))
                            .audio(CameraProfile.Stream.on(5_008));
                case NEVER_REPORTS ->
                    CameraProfile.of(name(), config).separateRtcpPort(true).reports(CameraProfile.Reports.NONE);
                case STRICT_PASSIVE ->
                    CameraProfile.strictPassive(name(), config).separateRtcpPort(true);
            };
        }
    }

    /** What a camera has counted, and what its viewer saw after the camera would have given up. */
    record Outcome(CameraCounters camera, long framesBefore, long framesAfter, List<String> told) {}

    @BeforeAll
    void streamAndWatch(@TempDir Path directory) throws Exception {
        Host server = opened(Host.up("server"));
        Host field = opened(Host.up("field"));
        server.link("cameras", field, "server");
        server.ip("address add " + SERVER + "/24 dev cameras");
        field.ip("address add " + FIELD + "/24 dev server");
        Child gateway = opened(Child.start(server.command(Child.sightline(
                "serve", "--probe", "--config", configuration(directory).toString()))));
        URI listener = URI.create(
                gateway.awaitOutput("Cameras: +(http://\\S+)", STARTED).group(1));
        URI signaling = URI.create(
                gateway.awaitOutput("Signaling: +(wss://\\S+)", STARTED).group(1));
        gateway.awaitOutput("probe agent: watching", STARTED);
        Map<Kind, SimulatedCamera> cameras = new LinkedHashMap<>();
        Map<Kind, PlayingViewer> viewers = new LinkedHashMap<>();
        for (Kind kind : Kind.values()) {
            CameraProfile profile = kind.profile(listener.resolve("/cameras/" + kind + "/config"))
                    .patience(CAMERAS_PATIENCE)
                    .build();
            cameras.put(kind, opened(field.inside(() -> SimulatedCamera.start(profile))));
            viewers.put(kind, opened(PlayingViewer.watching(server, signaling, kind.name())));
        }
        Awaitility.await()
                .atMost(STARTED)
                .until(() -> viewers.values().stream().allMatch(viewer -> viewer.frames() > 0));
        Thread.sleep(CAMERAS_PATIENCE.plusSeconds(2).toMillis());
        Map<Kind, Long> frames = new LinkedHashMap<>();
        viewers.forEach((kind, viewer) -> frames.put(kind, viewer.frames()));
        long end = System.nanoTime() + NEXT_FRAME.toNanos();
        while (System.nanoTime() < end
                && viewers.entrySet().stream()
                        .anyMatch(one -> one.getValue().frames() <= Objects.requireNonNull(frames.get(one.getKey())))) {
            Thread.sleep(100);
        }
        viewers.forEach((kind, viewer) -> outcomes.put(
                kind,
                new Outcome(
                        Objects.requireNonNull(cameras.get(kind)).counters(),
                        Objects.requireNonNull(frames.get(kind)),
                        viewer.frames(),
                        viewer.told())));
        metrics = page(
                server, gateway.awaitOutput("Metrics: +(http://\\S+)", STARTED).group(1));
    }

    private static String page(Host host, String url) {
        return host.inside(() -> HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
                .body());
    }

    private static Path configuration(Path directory) throws Exception {
        StringBuilder list = new StringBuilder();
        for (Kind kind : Kind.values()) {
            list.append(
                    "    - {id: %s, %s}\n".formatted(kind, kind.configuration).replace(", }", "}"));
        }
        return Files.writeString(directory.resolve("gateway.yaml"), """
            listeners:
              config: {address: %1$s, port: 0}
              dashboard: {port: 0}
              signaling: {port: 0}
              management: {port: 0}
            access: {required: false}
            tls: {selfSignedDirectory: '%2$s'}
            media:
              relay: {mediaAddress: %1$s, mediaPorts: 20000-20099, returnPath: kurento}
            returnPath:
              policy: server-address
              order: [camera-address, comedia]
              serverAddress: %1$s
              winnersFile: '%3$s'
            cameras:
              list:
            %4$s\
            """.formatted(
                SERVER, Files.createDirectory(directory.resolve("tls")), directory.resolve("winners.json"), list));
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void theCameraGetsFeedbackBeforeItGivesUpAndItsViewerStays(Kind kind) {
        Outcome outcome = Objects.requireNonNull(outcomes.get(kind));

        assertThat(outcome.camera().state()).hasToString("STREAMING");
        assertThat(outcome.camera().longestSilence())
                .as("%s", outcome.camera())
                .isLessThan(kind.gatewaysPatience.plus(HEALING));
        assertThat(outcome.camera().rtcp().remb()).isPositive();
        assertThat(outcome.camera().negotiations()).isEqualTo(kind.gatewaysPatience.isZero() ? 1 : 2);
        assertThat(metrics)
                .containsPattern("sightline_rtcp_verdict\\{camera=\"" + kind + "\",verdict=\"delivered\"\\} 1");
        assertThat(outcome.told()).as("what the viewer was told").isEmpty();
        assertThat(outcome.framesAfter()).as("frames").isGreaterThan(outcome.framesBefore());
    }

    private <T extends AutoCloseable> T opened(T one) {
        open.add(one);
        return one;
    }

    @AfterAll
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }
}
