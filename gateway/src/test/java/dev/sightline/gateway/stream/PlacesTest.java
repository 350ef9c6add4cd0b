package dev.sightline.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.config.CamerasConfig.CameraConfig;
import dev.sightline.gateway.config.CamerasConfig.CertificateRule;
import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.gateway.security.limits.Source;
import dev.sightline.probe.Negotiation;
import dev.sightline.sdp.CameraCodec;
import dev.sightline.sdp.CameraTrack;
import dev.sightline.sdp.ReturnPathPolicy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

@DisplayName("Where all places are taken, a newcomer gets")
class PlacesTest {
    private static final String HOME = "192.0.2.1";
    private static final String ELSEWHERE = "192.0.2.2";
    private static final String NEWCOMER = "192.0.2.3";

    private final RecordedMediaServer server = new RecordedMediaServer();
    private Optional<StreamRegistry> streams = Optional.empty();

    private void places(int many) throws Exception {
        GatewayConfig config = GatewayConfig.parse(
                "cameras: {registration: open, maxCameras: " + many + "}\nlimits: {maxCamerasPerAddress: 4}\n", "test");
        streams = Optional.of(new StreamRegistry(
                config,
                server,
                new SecretIds(),
                new StreamObserver() {
                    @Override
                    public void passed(String event, StreamState before, StreamState after) {}

                    @Override
                    public void dropped(CameraId camera, String what) {}
                },
                new NegotiationListener() {
                    @Override
                    public void negotiated(Negotiation negotiation) {}

                    @Override
                    public void gone(CameraId camera) {}
                },
                new Winners() {
                    @Override
                    public Optional<ReturnPathPolicy> of(CameraId camera, ReturnPathPolicy configured) {
                        return Optional.empty();
                    }

                    @Override
                    public void keep(CameraId camera, ReturnPathPolicy configured, Optional<ReturnPathPolicy> winner) {}
                }));
    }

    @AfterEach
    void close() {
        streams.ifPresent(StreamRegistry::close);
    }

    private Admission register(String id, String from) throws Exception {
        GatewayConfig defaults = GatewayConfig.parse("", "test");
        CameraConfig camera = new CameraConfig(
                new CameraId(id),
                id,
                List.of(),
                Optional.empty(),
                false,
                new CertificateRule(false, Set.of()),
                defaults.cameras().defaultProfile());
        return streams.orElseThrow().register(camera, new Source(address(from), 1));
    }

    private static InetAddress address(String text) {
        return new InetSocketAddress(text, 0).getAddress();
    }

    private Optional<Stream> find(String id) {
        return streams.orElseThrow().find(new CameraId(id));
    }

    private void assertGivesWay(String id, String... others) throws Exception {
        assertThat(register("newcomer", NEWCOMER)).isInstanceOf(Admission.Known.class);
        await().until(() -> find(id).isEmpty());
        assertThat(List.of(others)).allSatisfy(other -> assertThat(find(other)).isPresent());
    }

    @Test
    void noneOfACameraWhoseFirstSessionIsBeingNegotiated() throws Exception {
        places(1);
        server.camerasMay = Mono.never();
        register("asking", HOME);
        OfferedMedia media =
                new OfferedMedia(CameraTrack.sending(CameraCodec.h264(103)).withPort(5006), Optional.empty());
        find("asking").orElseThrow().cameraSide().offer(media, address(HOME)).subscribe(answer -> {}, ended -> {});
        await().until(() -> server.camerasAsked.get() > 0);

        assertThat(register("newcomer", NEWCOMER)).isInstanceOf(Admission.NoPlace.class);
        assertThat(find("asking")).isPresent();
    }

    @Test
    void oneFromTheAddressThatHasMost() throws Exception {
        places(3);
        register("oldest", ELSEWHERE);
        register("first", HOME);
        register("second", HOME);

        assertGivesWay("first", "oldest", "second");
    }

    @Test
    void theOneThatWasSilentLongest() throws Exception {
        places(3);
        register("first", HOME);
        register("second", HOME);
        register("third", HOME);
        find("first").orElseThrow().cameraSide().seenAt(address(HOME));

        assertGivesWay("second", "first", "third");
    }
}
