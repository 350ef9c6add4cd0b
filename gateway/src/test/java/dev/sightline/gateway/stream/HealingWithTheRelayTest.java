package dev.sightline.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.gateway.media.KurentoAccess;
import dev.sightline.gateway.media.KurentoMediaServer;
import dev.sightline.gateway.media.KurentoSecrets;
import dev.sightline.gateway.stream.StreamState.Phase;
import dev.sightline.gateway.stream.WatchEvent.Answered;
import dev.sightline.gateway.stream.WatchEvent.CandidateFound;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Evidence;
import dev.sightline.probe.Finding;
import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.Verdict;
import dev.sightline.relay.EngineConfig;
import dev.sightline.relay.MediaEngine;
import dev.sightline.relay.rpc.RelayServer;
import dev.sightline.relay.rpc.RpcLimits;
import dev.sightline.sdp.CameraCodec;
import dev.sightline.sdp.CameraTrack;
import dev.sightline.sdp.ReturnPathPolicy;
import dev.sightline.sdp.SessionDescription;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A return path is mended while a camera sends and a viewer watches, at a media server that really receives. */
class HealingWithTheRelayTest {
    private static final Line LINE = new Line("the camera's connection");
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private MediaEngine engine;
    private RelayServer relay;
    private KurentoMediaServer server;
    private StreamRegistry streams;
    private DatagramSocket camera;
    private final AtomicInteger sent = new AtomicInteger();

    @BeforeEach
    void start() throws Exception {
        GatewayConfig config = GatewayConfig.parse("""
                cameras:
                  keepaliveSeconds: 60
                  list:
                    - {id: first}
                    - {id: placed, speaksFirst: gateway, video: {port: 41000}, audio: {none: true}, addresses: [127.0.0.1]}
                """, "test");
        engine = MediaEngine.start(EngineConfig.onLoopback());
        relay = RelayServer.start(engine, new InetSocketAddress(LOOPBACK, 0), RpcLimits.DEFAULT, "a-secret");
        server = KurentoMediaServer.connect(
                new KurentoAccess(relay.address(), true, KurentoSecrets.token("a-secret")),
                config.media().kurento(),
                what -> {});
        await().until(server::isUp);
        streams = new StreamRegistry(
                config, server, new SecretIds(), new Deaf(), NegotiationListener.deaf(), Winners.forgotten());
        camera = new DatagramSocket(0, LOOPBACK);
    }

    @AfterEach
    void stop() {
        camera.close();
        streams.close();
        server.close();
        relay.close();
        engine.close();
    }

    @Test
    void aCameraThatOffersAgainTakesItsViewersAlong() throws Exception {
        Stream stream = streams.find(new CameraId("first")).orElseThrow();
        String former = stream.cameraSide()
                .offer(media(), LOOPBACK)
                .blockOptional(PATIENCE)
                .orElseThrow()
                .sdp();
        sendUntilFlowing(stream, former);
        List<WatchEvent> told = watch(stream);

        judged(stream, Verdict.TRAPPED);
        assertThat(stream.cameraSide().nextCommand(PATIENCE, LINE).block())
                .isInstanceOf(CameraCommand.Renegotiate.class);
        String next = stream.cameraSide()
                .offer(media(), LOOPBACK)
                .blockOptional(PATIENCE)
                .orElseThrow()
                .sdp();
        sendUntilFlowing(stream, next);

        followed(stream, told, ReturnPathPolicy.COMEDIA);
    }

    @Test
    void aCameraThatMovedToOtherPortsTakesItsViewersAlongByThePolicyThatServedIt() throws Exception {
        Stream stream = streams.find(new CameraId("first")).orElseThrow();
        String former = stream.cameraSide()
                .offer(media(), LOOPBACK)
                .blockOptional(PATIENCE)
                .orElseThrow()
                .sdp();
        sendUntilFlowing(stream, former);
        List<WatchEvent> told = watch(stream);
        judged(stream, Verdict.DELIVERED);
        camera.close();
        camera = new DatagramSocket(0, LOOPBACK);

        judged(stream, Verdict.SILENT, Cause.STALE_PORT);
        assertThat(stream.cameraSide().nextCommand(PATIENCE, LINE).block())
                .isInstanceOf(CameraCommand.Renegotiate.class);
        String next = stream.cameraSide()
                .offer(media(), LOOPBACK)
                .blockOptional(PATIENCE)
                .orElseThrow()
                .sdp();
        sendUntilFlowing(stream, next);

        followed(stream, told, ReturnPathPolicy.CAMERA_ADDRESS);
    }

    @Test
    void aCameraThatIsGivenAnotherAnswerTakesItsViewersAlong() throws Exception {
        Stream stream = streams.find(new CameraId("placed")).orElseThrow();
        List<WatchEvent> told = new CopyOnWriteArrayList<>();
        stream.watch(SessionDescription.parse(RecordedMediaServer.resource("/sdp/chrome_offer.sdp")), told::add);
        sendUntilFlowing(stream, playTo(stream));
        await().until(() -> told.stream().anyMatch(Answered.class::isInstance));

        judged(stream, Verdict.TRAPPED);
        await().until(() -> stream.state().phase() == Phase.RENEGOTIATING);
        sendUntilFlowing(stream, playTo(stream));

        followed(stream, told, ReturnPathPolicy.COMEDIA);
    }

    private static String playTo(Stream stream) {
        return ((CameraCommand.PlayTo) stream.cameraSide()
                        .nextCommand(PATIENCE, LINE)
                        .blockOptional(PATIENCE)
                        .orElseThrow())
                .answer();
    }

    private static void followed(Stream stream, List<WatchEvent> told, ReturnPathPolicy policy) {
        assertThat(stream.state().session().orElseThrow().policy()).isEqualTo(policy);
        await().until(() -> stream.state().healing().former().isEmpty());
        assertThat(told)
                .as("no viewer has to negotiate again")
                .filteredOn(event -> !(event instanceof CandidateFound))
                .singleElement()
                .isInstanceOf(Answered.class);
    }

    private List<WatchEvent> watch(Stream stream) {
        List<WatchEvent> told = new CopyOnWriteArrayList<>();
        stream.watch(SessionDescription.parse(RecordedMediaServer.resource("/sdp/chrome_offer.sdp")), told::add);
        await().until(() -> told.stream().anyMatch(Answered.class::isInstance));
        return told;
    }

    private OfferedMedia media() {
        return new OfferedMedia(
                CameraTrack.sending(CameraCodec.h264(103)).withPort(camera.getLocalPort()), Optional.empty());
    }

    private static void judged(Stream stream, Verdict verdict, Cause... causes) {
        stream.verdict(new NegotiationVerdict(
                stream.camera().id().value(),
                stream.state().negotiation(),
                new Finding(verdict, Instant.now(), List.of(causes), "seen by the test", Optional.empty()),
                Duration.ofMinutes(1),
                Evidence.none(dev.sightline.probe.ReturnPath.unknown()),
                List.of()));
    }

    /** The camera sends to where an answer says, until the media server says that it comes. */
    private void sendUntilFlowing(Stream stream, String answer) {
        int port = SessionDescription.parse(answer).media("video").orElseThrow().port();
        await().until(() -> {
            send(port);
            return stream.state().flowing();
        });
    }

    private void send(int port) throws IOException {
        int number = sent.incrementAndGet();
        byte[] packet = ByteBuffer.allocate(100)
                .put((byte) 0x80)
                .put((byte) (0x80 | 103))
                .putShort((short) number)
                .putInt(number * 3600)
                .putInt(0x51617)
                .put((byte) 0x65)
                .array();
        camera.send(new DatagramPacket(packet, packet.length, LOOPBACK, port));
    }

    private static final class Deaf implements StreamObserver {
        @Override
        public void passed(String event, StreamState before, StreamState after) {}

        @Override
        public void dropped(CameraId camera, String what) {}
    }
}
