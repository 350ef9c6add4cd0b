package dev.sightline.gateway.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.relay.EngineConfig;
import dev.sightline.relay.MediaEngine;
import dev.sightline.relay.rpc.RelayServer;
import dev.sightline.relay.rpc.RpcLimits;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** What a media server makes after nobody waits for it any more does not stay there. */
class LateAnswersTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String OFFER = String.join(
                    "\r\n",
                    "v=0",
                    "o=- 1 1 IN IP4 127.0.0.1",
                    "s=-",
                    "c=IN IP4 127.0.0.1",
                    "t=0 0",
                    "m=video 41000 RTP/AVPF 103",
                    "a=rtpmap:103 H264/90000",
                    "a=sendonly")
            + "\r\n";

    private static MediaEngine engine;
    private static RelayServer relay;
    private static String viewersOffer;

    private HoldingProxy proxy;
    private KurentoMediaServer server;

    @BeforeAll
    static void startServer() throws Exception {
        engine = MediaEngine.start(EngineConfig.onLoopback());
        relay = RelayServer.start(
                engine, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), RpcLimits.DEFAULT);
        try (InputStream in = LateAnswersTest.class.getResourceAsStream("/sdp/chrome_offer.sdp")) {
            viewersOffer = new String(
                    Optional.ofNullable(in).orElseThrow(IOException::new).readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @AfterAll
    static void stopServer() {
        relay.close();
        engine.close();
    }

    @BeforeEach
    void start() throws Exception {
        proxy = new HoldingProxy(relay.uri());
        connect(1);
    }

    private void connect(int callTimeoutSeconds) throws Exception {
        GatewayConfig config =
                GatewayConfig.parse("media: {kurento: {callTimeoutSeconds: %d}}".formatted(callTimeoutSeconds), "test");
        server = KurentoMediaServer.connect(
                new KurentoAccess(proxy.uri(), true, KurentoSecrets.none()),
                config.media().kurento(),
                what -> {});
        await().until(server::isUp);
    }

    @AfterEach
    void stop() {
        server.close();
        proxy.close();
    }

    /** What is made, in this order. */
    private enum Step {
        PIPELINE,
        CAMERA,
        VIEWER
    }

    /** Makes one after the other. */
    private final class Makings {
        private Optional<MediaPipeline> pipeline = Optional.empty();
        private Optional<CameraEndpoint> camera = Optional.empty();

        Mono<?> make(Step step) {
            return switch (step) {
                case PIPELINE -> server.createPipeline().doOnNext(made -> pipeline = Optional.of(made));
                case CAMERA ->
                    pipeline.orElseThrow()
                            .receive(OFFER, 500, 5_000, List.of(), event -> {})
                            .doOnNext(made -> camera = Optional.of(made));
                case VIEWER -> pipeline.orElseThrow().send(camera.orElseThrow(), viewersOffer, event -> {});
            };
        }

        /** What is made in vain, because the machine stood still for a second, is let go. */
        void inTime(Step step) {
            await().atMost(LONG).ignoreExceptions().until(() -> make(step).block(LONG) != null);
        }

        /** Makes all that comes before {@code last}, and returns it. */
        Set<String> before(Step last) {
            Set<Step> earlier = EnumSet.allOf(Step.class);
            earlier.removeIf(step -> step.compareTo(last) >= 0);
            earlier.forEach(this::inTime);
            await().until(() -> proxy.alive().size() == earlier.size());
            return proxy.alive();
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "PIPELINE, MediaPipeline",
        "CAMERA,   RtpEndpoint",
        "CAMERA,   setMaxVideoRecvBandwidth",
        "CAMERA,   MediaFlowOutStateChange",
        "CAMERA,   processOffer",
        "VIEWER,   '\"type\":\"WebRtcEndpoint\"'",
        "VIEWER,   setMinVideoSendBandwidth",
        "VIEWER,   processOffer",
    })
    void whatWasMadeTooLateIsReleased(Step step, String call) {
        Makings makings = new Makings();
        Set<String> before = makings.before(step);
        proxy.holdAnswersTo(call);

        // Once, unless it was too late before it came to what is held.
        await().atMost(LONG).until(() -> {
            assertThatThrownBy(() -> makings.make(step).block(LONG))
                    .isInstanceOfSatisfying(
                            MediaServerException.class,
                            late -> assertThat(late.kind()).isEqualTo(MediaServerException.Kind.TIMED_OUT));
            return proxy.holds() > 0;
        });
        proxy.letThrough();

        await().until(() -> proxy.alive().equals(before));
        makings.inTime(step);
        await("what is made in time stays").until(() -> proxy.alive().size() == before.size() + 1);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"PIPELINE, MediaPipeline", "CAMERA, RtpEndpoint", "CAMERA, processOffer", "VIEWER, processOffer"})
    void whatIsMadeForSomebodyWhoHasGoneIsReleased(Step step, String call) throws Exception {
        server.close();
        connect(20);
        Makings makings = new Makings();
        Set<String> before = makings.before(step);
        proxy.holdAnswersTo(call);
        Disposable waiting = makings.make(step).subscribe();
        await().until(() -> proxy.holds() > 0);

        waiting.dispose();
        proxy.letThrough();

        await().until(() -> proxy.alive().equals(before));
    }

    @Test
    void serverThatOwesTooManyAnswersIsTakenForLost() {
        AtomicInteger told = new AtomicInteger();
        LateAnswers late = new LateAnswers(2, told::incrementAndGet);
        List<CompletableFuture<Void>> answers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            answers.add(new CompletableFuture<>());
            late.owed(answers.get(i));
        }
        answers.get(0).complete(null);
        late.owed(new CompletableFuture<>());
        assertThat(told).as("one has come").hasValue(0);

        late.owed(new CompletableFuture<>());

        assertThat(told).hasValue(1);
        assertThat(late.count()).isEqualTo(3);
    }

    /** What it had made is the next connection's to let go, as far as it is known; a server forgets the rest with the session. */
    @Test
    void serverWhoseConnectionEndsWhileItOwesAnAnswerIsUsedAgain() {
        proxy.holdAnswersTo("MediaPipeline");
        assertThatThrownBy(() -> server.createPipeline().block(LONG)).isInstanceOf(MediaServerException.class);
        proxy.cut();
        proxy.letThrough();

        await().ignoreExceptions().until(() -> server.createPipeline().block(LONG) != null);
    }
}
