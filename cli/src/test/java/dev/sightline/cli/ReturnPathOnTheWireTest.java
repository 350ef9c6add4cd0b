package dev.sightline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sightline.bench.CameraCounters;
import dev.sightline.bench.CameraProfile;
import dev.sightline.bench.SimulatedCamera;
import dev.sightline.bench.StopReason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A server and a host of cameras on one link: each policy of the gateway, with a relay of its own making and with one that
 * decides as Kurento does, and the probe beside it says where the cameras' feedback leaves. All at the same time.
 */
@Tag("root")
@TestInstance(Lifecycle.PER_CLASS)
class ReturnPathOnTheWireTest {
    private static final Duration STARTED = Duration.ofSeconds(60);
    /** A camera gives up after ten seconds. */
    private static final Duration WATCHED = Duration.ofSeconds(12);

    private static final String LINK = "cameras";
    private static final String SERVER = "10.77.0.1";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<AutoCloseable> open = new ArrayList<>();
    private final Map<Case, SimulatedCamera> cameras = new EnumMap<>(Case.class);
    private JsonNode report = JSON.nullNode();

    /** What is configured for a camera, and how its relay decides. */
    enum Case {
        /** The first: requests of all cameras come from the host's first address, and this one names no other. */
        GATEWAY_FIRST(
                2,
                "returnPath: {policy: camera-address}, speaksFirst: gateway, video: {port: 5006}, audio: {port: 5008}",
                "learn"),
        CAMERA_ADDRESS(3, "returnPath: {policy: camera-address}", "learn"),
        COMEDIA(4, "returnPath: {policy: comedia}", "learn"),
        STRICT_PASSIVE(5, "returnPath: {policy: comedia}, speaksFirst: gateway, requiresPassive: true", "learn"),
        COMEDIA_AS_KURENTO_DOES_IT(6, "returnPath: {policy: comedia}", "kurento"),
        SERVER_ADDRESS(7, "returnPath: {policy: server-address}", "kurento");

        private final int number;
        private final String configuration;
        private final String relay;

        Case(int number, String configuration, String relay) {
            this.number = number;
            this.configuration = configuration;
            this.relay = relay;
        }

        String address() {
            return "10.77.0." + number;
        }

        String line() {
            return "    - {id: " + this + ", addresses: [" + address() + "], " + configuration + "}\n";
        }

        boolean isWoken() {
            return configuration.contains("speaksFirst: gateway");
        }

        CameraProfile profile(URI gateway) throws IOException {
            URI config = gateway.resolve("/cameras/" + this + "/config");
            CameraProfile.Builder profile = switch (this) {
                case GATEWAY_FIRST ->
                    CameraProfile.of(name(), config)
                            .gatewayFirst(true)
                            .separateRtcpPort(true)
                            .video(CameraProfile.Stream.on(5_006))
                            .audio(CameraProfile.Stream.on(5_008));
                case STRICT_PASSIVE -> CameraProfile.strictPassive(name(), config);
                default -> CameraProfile.of(name(), config);
            };
            return profile.bindAddress(InetAddress.getByName(address())).build();
        }
    }

    @BeforeAll
    void streamAndWatch(@TempDir Path directory) throws Exception {
        Host server = opened(Host.up("server"));
        Host field = opened(Host.up("field"));
        server.link(LINK, field, "server");
        server.ip("address add " + SERVER + "/24 dev " + LINK);
        for (Case one : Case.values()) {
            field.ip("address add " + one.address() + "/24 dev server");
        }
        Child watch = opened(Child.start(
                server.command(Child.sightline("probe", "watch", "--media-ports=20000-20199", "--for=5m", "--json"))));
        Child learning = opened(gateway(server, directory, "learn", "20000-20099"));
        Child asKurento = opened(gateway(server, directory, "kurento", "20100-20199"));
        server.awaitCapture(2);
        for (Case one : Case.values()) {
            Child gateway = one.relay.equals("learn") ? learning : asKurento;
            CameraProfile profile = one.profile(uri(gateway, "Cameras"));
            cameras.put(one, opened(field.inside(() -> SimulatedCamera.start(profile))));
            if (one.isWoken()) {
                opened(PlayingViewer.watching(server, uri(gateway, "Signaling"), one.name()));
            }
        }
        Thread.sleep(WATCHED.toMillis());
        report = JSON.readTree(watch.summary());
    }

    private static Child gateway(Host server, Path directory, String relay, String mediaPorts) throws IOException {
        String list = Arrays.stream(Case.values())
                .filter(one -> one.relay.equals(relay))
                .map(Case::line)
                .collect(Collectors.joining());
        Path config = Files.writeString(
                directory.resolve(relay + ".yaml"),
                """
                listeners:
                  config: {address: %1$s, port: 0}
                  dashboard: {port: 0}
                  signaling: {port: 0}
                  management: {port: 0}
                access: {required: false}
                tls: {selfSignedDirectory: '%2$s'}
                media:
                  relay: {mediaAddress: %1$s, mediaPorts: %3$s, returnPath: %4$s}
                returnPath: {serverAddress: %1$s, winnersFile: none}
                cameras:
                  list:
                """.formatted(SERVER, Files.createDirectory(directory.resolve(relay + ".tls")), mediaPorts, relay)
                        + list);
        return Child.start(server.command(Child.sightline("serve", "--config", config.toString())));
    }

    private static URI uri(Child gateway, String name) throws IOException, InterruptedException {
        return URI.create(gateway.awaitOutput(name + ": +(\\S+)", STARTED).group(1));
    }

    @ParameterizedTest(name = "{0}: {1} on {2}")
    @CsvSource({
        "CAMERA_ADDRESS,              DELIVERED, cameras",
        "COMEDIA,                     DELIVERED, cameras",
        "COMEDIA_AS_KURENTO_DOES_IT,  DELIVERED, cameras",
        "GATEWAY_FIRST,               DELIVERED, cameras",
        "STRICT_PASSIVE,              DELIVERED, cameras",
        "SERVER_ADDRESS,              TRAPPED,   lo",
    })
    void thePolicyDecidesWhereFeedbackLeaves(Case one, String verdict, String where) {
        JsonNode camera = verdictOn(one.address());
        CameraCounters counters = Objects.requireNonNull(cameras.get(one)).counters();

        assertThat(camera.path("verdict").asText()).as("%s", camera).isEqualTo(verdict);
        assertThat(camera.at("/evidence/rtcpOut").findValuesAsText("interface")).containsOnly(where);
        if (verdict.equals("DELIVERED")) {
            assertThat(counters.state()).as("%s", counters).hasToString("STREAMING");
            assertThat(counters.rtcp().remb()).isPositive();
        } else {
            assertThat(counters.rtcp().datagrams()).isZero();
            assertThat(Objects.requireNonNull(cameras.get(one)).stopped().join().kind())
                    .isEqualTo(StopReason.Kind.NO_FEEDBACK);
        }
    }

    private JsonNode verdictOn(String address) {
        for (JsonNode camera : report.path("cameras")) {
            if (camera.path("camera").asText().equals(address)) {
                return camera;
            }
        }
        throw new AssertionError("nothing is said about " + address + ": " + report);
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
