package dev.sightline.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.config.CamerasConfig.CameraConfig;
import dev.sightline.gateway.config.CamerasConfig.CertificateRule;
import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.gateway.media.MediaServer.Availability;
import dev.sightline.gateway.media.MediaServer.Description;
import dev.sightline.gateway.security.limits.Source;
import dev.sightline.gateway.stream.WatchEvent.Stopped;
import dev.sightline.sdp.CameraCodec;
import dev.sightline.sdp.CameraTrack;
import dev.sightline.sdp.SessionDescription;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

/** Who gives way where all places of cameras that are not listed are taken. */
class GivingWayTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final SessionDescription VIEWER =
            SessionDescription.parse(RecordedMediaServer.resource("/sdp/chrome_offer.sdp"));

    private final RecordedMediaServer server = new RecordedMediaServer();
    private GatewayConfig config;
    private StreamRegistry streams;

    @BeforeEach
    void openToFive() throws Exception {
        openTo(5);
    }

    private void openTo(int most) throws Exception {
        config = GatewayConfig.parse("""
                cameras: {registration: open, maxCameras: %d, forgetSeconds: 600}
                limits: {maxCamerasPerAddress: 4}
                """.formatted(most), "test");
        server.availability.tryEmitNext(new Availability.Up(new Description("", "", false)));
        streams = new StreamRegistry(
                config,
                server,
                new SecretIds(),
                new StreamObserver() {
                    @Override
                    public void passed(String event, StreamState before, StreamState after) {}

                    @Override
                    public void dropped(CameraId camera, String what) {}
                },
                NegotiationListener.deaf(),
                Winners.forgotten());
    }

    @AfterEach
    void stop() {
        streams.close();
    }

    /** Cameras are named after their addresses' last octets; x2 counts for two hosts. */
    @ParameterizedTest(name = "of {0}, with signs of life of {1}, gives way: {2}")
    @CsvSource({
        "1a 1b 2a 3a 4a,   '',             1a",
        "1a 1b 2a 3a 4a,   1a,             1b",
        "1a 1b 2a 3a 4a,   1a 1b,          1a",
        "1a 2a 3a 4a 5a,   '',             1a",
        "1a 2a 3a 4a 5a,   1a 2a,          3a",
        "1a 2a 3a 4a 5a,   1a 2a 3a 4a 5a, 1a",
        "1a 2a 2b 3a 3b,   '',             2a",
        "1a 2a 2b 3a 3b,   2a 2b,          3a",
        "1a x2a x2b x2c 3a, '',            x2a",
        "1a 1b x2a x2b x2c, '',            1a",
    })
    void itIsTheOneSilentLongestOfTheAddressWithMostPlacesForEachHost(String names, String signs, String first) {
        List.of(names.split(" ")).forEach(this::register);
        Stream.of(signs.split(" "))
                .filter(name -> !name.isEmpty())
                .forEach(name -> stream(name).cameraSide().seenAt(InetAddress.getLoopbackAddress()));

        register("9a");

        await().atMost(PATIENCE).until(() -> streams.find(new CameraId(first)).isEmpty());
        assertThat(streams.all()).hasSize(5);
    }

    @Test
    void whoNegotiatesOrWaitsForACommandStaysAndWhoHadASessionStaysForEver() {
        List.of("1a", "1b", "1c", "2a", "2b").forEach(this::register);
        OfferedMedia media =
                new OfferedMedia(CameraTrack.sending(CameraCodec.h264(103)).withPort(5006), Optional.empty());
        String session = Optional.ofNullable(stream("1a")
                        .cameraSide()
                        .offer(media, InetAddress.getLoopbackAddress())
                        .block(PATIENCE))
                .orElseThrow()
                .sessionId();
        stream("1a").cameraSide().end(session);
        server.camerasMay = Mono.never();
        stream("1b").cameraSide().offer(media, InetAddress.getLoopbackAddress()).subscribe();
        await().until(() -> stream("1b").state().session().isPresent());
        stream("2a").cameraSide().nextCommand(PATIENCE, new Line("one")).subscribe();

        register("9a");
        await().atMost(PATIENCE).until(() -> streams.find(new CameraId("1c")).isEmpty());
        register("9b");
        await().atMost(PATIENCE).until(() -> streams.find(new CameraId("2b")).isEmpty());
        assertThat(streams.all().stream().map(known -> known.camera().id().value()))
                .containsExactly("1a", "1b", "2a", "9a", "9b");
    }

    @Test
    void nobodyDoesWhileTheOnlyOneNegotiatesItsFirstSession() throws Exception {
        streams.close();
        openTo(1);
        register("1a");
        server.camerasMay = Mono.never();
        OfferedMedia media =
                new OfferedMedia(CameraTrack.sending(CameraCodec.h264(103)).withPort(5006), Optional.empty());
        stream("1a").cameraSide().offer(media, InetAddress.getLoopbackAddress()).subscribe();
        await().until(() -> stream("1a").state().session().isPresent());

        assertThat(streams.register(camera("9a"), source("9a"))).isInstanceOf(Admission.NoPlace.class);
        assertThat(streams.find(new CameraId("1a"))).isPresent();
    }

    @Test
    void itsViewersAreToldWhy() {
        List.of("1a", "1b", "2a", "3a", "4a").forEach(this::register);
        List<WatchEvent> told = new CopyOnWriteArrayList<>();
        stream("1a").watch(VIEWER, told::add);

        register("9a");

        await().atMost(PATIENCE).until(() -> !told.isEmpty());
        assertThat(told)
                .singleElement()
                .isInstanceOfSatisfying(
                        Stopped.class,
                        stopped -> assertThat(stopped.reason())
                                .contains("gave way to another", "list it")
                                .doesNotContain("silent"));
    }

    private dev.sightline.gateway.stream.Stream stream(String name) {
        return streams.find(new CameraId(name)).orElseThrow();
    }

    private void register(String name) {
        assertThat(streams.register(camera(name), source(name))).isInstanceOf(Admission.Known.class);
    }

    private CameraConfig camera(String name) {
        return new CameraConfig(
                new CameraId(name),
                name,
                List.of(),
                Optional.empty(),
                false,
                new CertificateRule(false, Set.of()),
                config.cameras().defaultProfile());
    }

    private static Source source(String name) {
        try {
            int octet = Character.digit(name.charAt(name.length() - 2), 10);
            InetAddress address = InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, (byte) octet});
            return new Source(address, name.startsWith("x") ? 2 : 1);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
