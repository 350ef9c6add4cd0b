package dev.sightline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sightline.bench.CameraCounters;
import dev.sightline.bench.CameraProfile;
import dev.sightline.bench.SimulatedCamera;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Another host on the cameras' network sends media and reports in a camera's name, while it streams and when it is silent. */
@Tag("root")
@TestInstance(Lifecycle.PER_CLASS)
class HijackOnTheWireTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Longer than the silence after which another source may take a camera's place. */
    private static final Duration SILENCE = Duration.ofMillis(2_500);

    private static final String SERVER = "10.77.0.1";
    private static final String CAMERA = "10.77.0.2";
    private static final String STRANGER = "10.77.0.3";
    private static final int FIRST_PORT = 20_000;
    private static final int PORTS = 16;
    private static final long SSRC = 0x51_67_48_74L;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final Host server = opened(Host.up("server"));
    private final Host field = opened(Host.up("field"));
    private final Host foreign = opened(Host.up("foreign"));
    private URI gateway = URI.create("");
    private URI management = URI.create("");

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        server.ip("link add cameras type bridge");
        server.ip("address add " + SERVER + "/24 dev cameras");
        server.ip("link set cameras up");
        join(field, "one", CAMERA);
        join(foreign, "two", STRANGER);
        Path config = Files.writeString(directory.resolve("gateway.yaml"), """
                listeners:
                  config: {address: %1$s, port: 0}
                  dashboard: {port: 0}
                  signaling: {port: 0}
                  management: {port: 0}
                access: {required: false}
                tls: {selfSignedDirectory: '%2$s'}
                media:
                  relay: {mediaAddress: %1$s, mediaPorts: %3$d-%4$d}
                returnPath: {winnersFile: none}
                cameras:
                  networks: [10.77.0.0/24]
                  list:
                    - {id: stated, addresses: [%5$s]}
                    - {id: comedia, addresses: [%5$s], returnPath: {policy: comedia}}
                """.formatted(
                        SERVER, directory.resolve("tls"), FIRST_PORT, FIRST_PORT + PORTS - 1, CAMERA));
        Child serving = opened(Child.start(server.command(Child.sightline("serve", "--config", config.toString()))));
        gateway = URI.create(serving.awaitOutput("Cameras: +(\\S+)", PATIENCE).group(1));
        management = URI.create(
                serving.awaitOutput("(http://127\\S+/metrics)", PATIENCE).group(1));
    }

    private void join(Host host, String port, String address) {
        server.link(port, host, "server");
        server.ip("link set " + port + " master cameras");
        host.ip("address add " + address + "/24 dev server");
    }

    private SimulatedCamera camera(String id) throws Exception {
        CameraProfile profile = CameraProfile.of(id, gateway.resolve("/cameras/" + id + "/config"))
                .bindAddress(InetAddress.getByName(CAMERA))
                .video(new CameraProfile.Stream(OptionalInt.empty(), OptionalLong.of(SSRC)))
                .build();
        SimulatedCamera camera = field.inside(() -> SimulatedCamera.start(profile));
        await().atMost(PATIENCE).until(() -> camera.counters().rtcp().datagrams() > 0);
        return camera;
    }

    private static InetSocketAddress[] ports() throws Exception {
        InetSocketAddress[] ports = new InetSocketAddress[PORTS];
        for (int i = 0; i < PORTS; i++) {
            ports[i] = new InetSocketAddress(InetAddress.getByName(SERVER), FIRST_PORT + i);
        }
        return ports;
    }

    private double refused() {
        return server.inside(() -> HttpClient.newHttpClient()
                        .send(HttpRequest.newBuilder(management).build(), HttpResponse.BodyHandlers.ofString())
                        .body())
                .lines()
                .filter(line -> line.startsWith("sightline_relay_dropped_total{") && line.contains("refused"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private void hijack(ForgedDatagrams stranger) throws Exception {
        for (int i = 0; i < 20; i++) {
            stranger.send(stranger.rtp(103, i, SSRC), ports());
            stranger.send(stranger.senderReport(SSRC), ports());
            stranger.send(ForgedDatagrams.bye(SSRC), ports());
        }
    }

    @Test
    void aStrangerIsRefusedWhileTheCameraStreamsAndAfterItFellSilent() throws Exception {
        for (String id : List.of("stated", "comedia")) {
            try (ForgedDatagrams stranger = foreign.inside(() -> new ForgedDatagrams(InetAddress.getByName(STRANGER)));
                    SimulatedCamera camera = camera(id)) {
                double before = refused();
                hijack(stranger);
                await().atMost(PATIENCE).until(() -> refused() >= before + 40);
                CameraCounters during = camera.counters();
                await().atMost(PATIENCE)
                        .until(() -> camera.counters().rtcp().datagrams()
                                > during.rtcp().datagrams());
                assertThat(stranger.isAnswered())
                        .as("feedback to the stranger, " + id)
                        .isFalse();
                assertThat(camera.counters().negotiations()).isEqualTo(1);

                field.ip("link set server down");
                Thread.sleep(SILENCE.toMillis());
                double silent = refused();
                hijack(stranger);
                await().atMost(PATIENCE).until(() -> refused() >= silent + 40);
                assertThat(stranger.isAnswered())
                        .as("and after a silence, " + id)
                        .isFalse();
                field.ip("link set server up");
            }
        }
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
