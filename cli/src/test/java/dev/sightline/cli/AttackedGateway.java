package dev.sightline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sightline.bench.CameraCounters;
import dev.sightline.bench.CameraProfile;
import dev.sightline.bench.CameraState;
import dev.sightline.bench.SimulatedCamera;
import dev.sightline.gateway.Gateway;
import dev.sightline.gateway.config.GatewayConfig;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;

/**
 * A gateway on loopback with its embedded relay, and a healthy camera that streams to it whatever is done to the gateway.
 * One camera may try far more sessions than usual, or the limit would answer before what is tried.
 */
final class AttackedGateway implements AutoCloseable {
    static final String HEALTHY = "healthy";
    static final long VIDEO_SSRC = 0x51_67_48_74L;
    static final int MEDIA_PORTS = 16;

    private static final String SECRET = "0123456789abcdef";
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final int webRtcPort = freeUdpPorts(1);
    private final int firstMediaPort = freeUdpPorts(MEDIA_PORTS);
    private final Gateway gateway;
    private final int rpcPort;
    private final SimulatedCamera camera;
    private final HttpClient http = HttpClient.newHttpClient();

    AttackedGateway(Path directory) throws Exception {
        this(directory, 10, 10, 10);
    }

    /** One that soon lets go who says nothing: also who would have spoken, but for a machine that stands still. */
    static AttackedGateway impatient(Path directory) throws Exception {
        return new AttackedGateway(directory, 1, 3, 1);
    }

    private AttackedGateway(Path directory, int firstBytesSeconds, int handshakeSeconds, int requestReadSeconds)
            throws Exception {
        Set<Integer> before = ListeningPorts.ofThisProcess();
        gateway = Gateway.start(GatewayConfig.parse(
                """
                listeners:
                  config: {address: 127.0.0.1, port: 0}
                  dashboard: {port: 0}
                  signaling: {port: 0}
                  management: {port: 0}
                access: {required: false}
                tls: {selfSignedDirectory: '%s'}
                returnPath: {winnersFile: none}
                media:
                  relay: {mediaAddress: 127.0.0.1, webRtcPort: %d, mediaPorts: %d-%d}
                cameras:
                  list:
                    - {id: %s, addresses: [127.0.0.1], secret: "%s"}
                    - {id: here, addresses: [127.0.0.1]}
                    - {id: unlisted}
                limits:
                  firstBytesSeconds: %d
                  handshakeSeconds: %d
                  requestReadSeconds: %d
                  maxBodyBytes: 4096
                  maxMessageBytes: 16384
                  rates: {cameraSessions: {count: 1000, seconds: 30}}
                """.formatted(
                                directory,
                                webRtcPort,
                                firstMediaPort,
                                firstMediaPort + MEDIA_PORTS - 1,
                                HEALTHY,
                                SECRET,
                                firstBytesSeconds,
                                handshakeSeconds,
                                requestReadSeconds),
                "test.yaml"));
        Set<Integer> ports = ListeningPorts.ofThisProcess();
        ports.removeAll(before);
        ports.removeAll(Set.of(
                gateway.configPort(), gateway.dashboardPort(), gateway.signalingPort(), gateway.managementPort()));
        assertThat(ports).as("what listens besides the gateway's own listeners").hasSize(1);
        rpcPort = ports.iterator().next();
        URI config = URI.create("http://127.0.0.1:" + configPort() + "/cameras/" + HEALTHY + "/config");
        camera = SimulatedCamera.start(CameraProfile.of(HEALTHY, config)
                .secret(SECRET)
                .bindAddress(InetAddress.getLoopbackAddress())
                .video(new CameraProfile.Stream(OptionalInt.empty(), OptionalLong.of(VIDEO_SSRC)))
                .build());
        await().atMost(PATIENCE).until(() -> camera.counters().rtcp().datagrams() > 0);
    }

    int configPort() {
        return gateway.configPort();
    }

    int dashboardPort() {
        return gateway.dashboardPort();
    }

    int signalingPort() {
        return gateway.signalingPort();
    }

    int managementPort() {
        return gateway.managementPort();
    }

    /** Where the relay takes JSON-RPC. */
    int rpcPort() {
        return rpcPort;
    }

    InetSocketAddress viewersPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), webRtcPort);
    }

    InetSocketAddress[] camerasPorts() {
        InetSocketAddress[] ports = new InetSocketAddress[MEDIA_PORTS];
        Arrays.setAll(ports, i -> new InetSocketAddress(InetAddress.getLoopbackAddress(), firstMediaPort + i));
        return ports;
    }

    URI signaling() {
        return URI.create("wss://127.0.0.1:" + signalingPort() + "/");
    }

    /** A viewer at one of the doors, who tries again where it was too slow for an impatient gateway. */
    static SignalingClient viewer(URI door) {
        return await().atMost(PATIENCE).ignoreExceptions().until(() -> new SignalingClient(door), connected -> true);
    }

    /** The sum of all series of a counter with this label, as {@code /metrics} shows it. */
    double counter(String name, String label) {
        try {
            String metrics = http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort() + "/metrics"))
                                    .timeout(PATIENCE)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            return metrics.lines()
                    .filter(line -> line.startsWith(name + "{") && line.contains(label))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                    .sum();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** The healthy camera goes on as if nothing were, and a viewer who comes now is answered. */
    void isUnharmed() throws Exception {
        CameraCounters before = camera.counters();
        try (SignalingClient viewer = viewer(signaling())) {
            viewer.watch(HEALTHY, SignalingClient.chromiumsOffer());
            assertThat(viewer.hears().path("type").asText()).isEqualTo("viewerResponse");
        }
        await().atMost(PATIENCE).until(() -> {
            CameraCounters now = camera.counters();
            return now.rtpPackets() > before.rtpPackets() + 10
                    && now.rtcp().datagrams() > before.rtcp().datagrams();
        });
        CameraCounters after = camera.counters();
        assertThat(after.state()).isEqualTo(CameraState.STREAMING);
        assertThat(after.negotiations()).as("negotiations").isEqualTo(1);
        assertThat(after.strayPackets()).as("stray packets to the camera").isZero();
    }

    @Override
    public void close() {
        camera.close();
        gateway.close();
    }

    /** The first of so many ports in a row that are free now. */
    private static int freeUdpPorts(int count) {
        Random random = new Random();
        while (true) {
            int first = 20_000 + 2 * random.nextInt(6_000);
            int port = first;
            while (port < first + count && isFree(port)) {
                port++;
            }
            if (port == first + count) {
                return first;
            }
        }
    }

    private static boolean isFree(int port) {
        try (DatagramSocket socket = new DatagramSocket(port)) {
            return socket.isBound();
        } catch (SocketException taken) {
            return false;
        }
    }
}
