package dev.sightline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sightline.probe.Cause;
import dev.sightline.probe.NegotiationVerdict;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every way in which feedback reaches a camera or does not, live: one media server that decides as Kurento does, one
 * probe beside it, and the cameras on other hosts, all at once. What the probe says is held against what they got.
 */
@Tag("root")
@TestInstance(Lifecycle.PER_CLASS)
class VerdictsOnTheWireTest {
    /** The relay's are these without the last ones, which the tagged frames have for themselves. */
    private static final String MEDIA_PORTS = "20000-20199";

    private static final Duration STARTED = Duration.ofSeconds(60);
    /** COMEDIA has learnt by then, from the report after 5 s. */
    private static final Duration UNTIL_REBOOT = Duration.ofMillis(6_500);
    /** Silence is called so after 6.5 s, feedback lost after 8 s. */
    private static final Duration AFTER_REBOOT = Duration.ofSeconds(10);
    /** How much more a machine that stands still may need until the agent has told all. */
    private static final Duration LATE = Duration.ofSeconds(20);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<WireCamera> cameras = new ArrayList<>();
    private final Map<WireCamera, NegotiationVerdict> byTheAgent = new HashMap<>();
    private JsonNode report = JSON.nullNode();

    @BeforeAll
    void watchThem(@TempDir Path directory) throws Exception {
        Path socket = directory.resolve("probe.sock");
        GatewayEnd gateway = opened(new GatewayEnd(socket));
        WireNetwork network = opened(new WireNetwork());
        Child relay = started(
                network,
                "relay",
                "--return-path=kurento",
                "--port=0",
                "--media-address=" + WireNetwork.server(0),
                "--media-ports=20000-20179");
        Child watch = started(
                network, "probe", "watch", "--media-ports=" + MEDIA_PORTS, "--trace-firewall", "--for=5m", "--json");
        started(network, "probe", "agent", "--media-ports=" + MEDIA_PORTS, "--socket=" + socket);
        WireCameras all = new WireCameras(network);
        cameras.addAll(all.table());
        cameras.addAll(all.lost());
        cameras.addAll(all.ways());
        URI rpc = URI.create(relay.awaitOutput("Relay: (\\S+)", STARTED).group(1));
        MediaServerClient mediaServer = opened(MediaServerClient.connect(network.server, rpc));
        gateway.awaitAgent();
        cameras.forEach(camera -> opened(camera).start(mediaServer, gateway));
        TaggedFrames tagged = opened(network.taggedFrames());
        network.awaitCapture();
        ScheduledExecutorService beat = Executors.newSingleThreadScheduledExecutor();
        try {
            stream(beat, tagged);
            awaitVerdicts(gateway);
            cameras.forEach(
                    camera -> gateway.verdictOn(camera.name()).ifPresent(verdict -> byTheAgent.put(camera, verdict)));
            report = JSON.readTree(watch.summary());
        } finally {
            beat.shutdownNow();
        }
    }

    private Child started(WireNetwork network, String... command) throws IOException {
        return opened(Child.start(network.server.command(Child.sightline(command))));
    }

    /** They go on when this returns: what is said of them is said while they stream. */
    private void stream(ScheduledExecutorService beat, TaggedFrames tagged) throws InterruptedException {
        ScheduledFuture<?> streaming = beat.scheduleAtFixedRate(
                () -> {
                    cameras.forEach(WireCamera::tick);
                    tagged.tick();
                },
                0,
                TimeUnit.SECONDS.toNanos(1) / RtpSender.TICKS_PER_SECOND,
                TimeUnit.NANOSECONDS);
        Thread.sleep(UNTIL_REBOOT.toMillis());
        beat.execute(() -> cameras.forEach(WireCamera::reboot));
        Thread.sleep(AFTER_REBOOT.toMillis());
        assertThat(streaming.isDone()).as("a camera broke down").isFalse();
    }

    /** In vain where one is never what it is to be: its own test tells. */
    private void awaitVerdicts(GatewayEnd gateway) throws InterruptedException {
        long end = System.nanoTime() + LATE.toNanos();
        while (System.nanoTime() < end && !cameras.stream().allMatch(camera -> isToldAsExpected(camera, gateway))) {
            Thread.sleep(100);
        }
    }

    private static boolean isToldAsExpected(WireCamera camera, GatewayEnd gateway) {
        return gateway.verdictOn(camera.name())
                .map(NegotiationVerdict::finding)
                .filter(finding -> finding.verdict().toString().equals(camera.verdictByAgent())
                        && finding.causes().stream().map(Cause::name).toList().containsAll(camera.causesByAgent()))
                .isPresent();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cameras")
    void theProbeSaysWhatTheCameraGets(WireCamera camera) {
        JsonNode verdict = verdictOn(camera.seenAs());

        assertThat(verdict.path("verdict").asText()).as("%s", verdict).isEqualTo(camera.verdict());
        assertThat(verdict.path("reason").asText()).contains(camera.reason());
        assertThat(leavesBy(verdict)).isSubsetOf(camera.interfaces());
        assertThat(leavesBy(verdict).isEmpty()).isEqualTo(camera.interfaces().isEmpty());
        assertThat(verdict.at("/evidence/rtpIn/packets").asLong())
                .as("RTP that is seen on several interfaces counts once")
                .isBetween(1L, sentBy(camera.seenAs()));
        assertThat(camera.feedback() > 0).as("got feedback").isEqualTo(camera.heard());
        assertThat(verdict.path("causes")).extracting(JsonNode::asText).containsAll(camera.causes());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cameras")
    void theAgentSaysItToo(WireCamera camera) {
        assertThat(byTheAgent).containsKey(camera).extractingByKey(camera).satisfies(verdict -> {
            assertThat(verdict.finding().verdict()).as("%s", verdict).hasToString(camera.verdictByAgent());
            assertThat(verdict.finding().causes()).extracting(Cause::name).containsAll(camera.causesByAgent());
        });
    }

    private static List<String> leavesBy(JsonNode verdict) {
        return verdict.at("/evidence/rtcpOut").findValuesAsText("interface");
    }

    private long sentBy(String address) {
        return cameras.stream()
                .filter(camera -> camera.seenAs().equals(address))
                .mapToLong(WireCamera::sent)
                .sum();
    }

    @Test
    void framesWithATagAreReadAsThoseWithout() {
        JsonNode verdict = verdictOn(WireNetwork.TAGGED_CAMERA);

        assertThat(verdict.path("verdict").asText()).as("%s", verdict).isEqualTo("DELIVERED");
        assertThat(leavesBy(verdict)).containsExactly("tagged");
    }

    List<WireCamera> cameras() {
        return cameras;
    }

    private JsonNode verdictOn(String camera) {
        for (JsonNode verdict : report.path("cameras")) {
            if (verdict.path("camera").asText().equals(camera)) {
                return verdict;
            }
        }
        throw new AssertionError("nothing is said about " + camera + ": " + report);
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
