package dev.sightline.gateway.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.gson.JsonObject;
import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.gateway.config.MediaConfig.Kurento;
import dev.sightline.gateway.media.MediaServer.Availability;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Media servers that come and go, fall silent, are others, or say more than can be taken. */
class KurentoLivesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LONG = Duration.ofSeconds(30);

    private final List<Availability> told = new CopyOnWriteArrayList<>();

    @Test
    void aServerThatFallsSilentIsFoundByItsPings() throws Exception {
        AtomicInteger lives = new AtomicInteger();
        RawMediaServer.Script script = socket -> {
            welcome(socket, "7.3.0");
            if (lives.incrementAndGet() == 1) {
                RawMediaServer.readOn(socket);
            }
            while (true) {
                answer(socket, "7.3.0");
            }
        };
        try (RawMediaServer raw = RawMediaServer.doing(script);
                KurentoMediaServer server = connect(raw, "callTimeoutSeconds: 1")) {
            server.availability().subscribe(told::add);

            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(told.toString()).contains("Down[reason=it does not answer pings"));
            // It comes back, and each loss was told once and cost one connection: one, unless this machine stands
            // still.
            await().atMost(LONG).untilAsserted(() -> {
                assertThat(server.isUp()).isTrue();
                assertThat(lives).hasValueGreaterThanOrEqualTo(2).hasValue(1 + losses());
            });
        }
    }

    private int losses() {
        return (int) told.stream()
                .filter(Availability.Down.class::isInstance)
                .map(Availability.Down.class::cast)
                .filter(down -> !down.reason().equals("it was not reached yet"))
                .count();
    }

    @Test
    void aServerThatComesAndGoesIsAskedMoreAndMoreSeldom() throws Exception {
        RawMediaServer.Script script = socket -> {
            welcome(socket, "7.3.0");
        };
        try (RawMediaServer raw = RawMediaServer.doing(script);
                KurentoMediaServer server = connect(raw, "longestPauseSeconds: 60")) {
            long begun = System.nanoTime();
            await().atMost(LONG).until(() -> raw.connections() >= 6);

            // Half of 100, 200, 400, 800 and 1600 ms at least have passed between six connections.
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(1_500));
            assertThat(server.description()).isPresent();
        }
    }

    @Test
    void anotherServerAtTheSameAddressIsTakenForWhatItIs() throws Exception {
        AtomicInteger lives = new AtomicInteger();
        CountDownLatch enough = new CountDownLatch(1);
        RawMediaServer.Script script = socket -> {
            boolean first = lives.incrementAndGet() == 1;
            welcome(socket, first ? "7.3.0" : "8.0.0");
            if (first) {
                enough.await(30, TimeUnit.SECONDS);
                return;
            }
            RawMediaServer.readOn(socket);
        };
        try (RawMediaServer raw = RawMediaServer.doing(script);
                KurentoMediaServer server = connect(raw, "longestPauseSeconds: 0.1")) {
            server.availability().subscribe(told::add);
            await().until(server::isUp);
            enough.countDown();

            await().atMost(LONG)
                    .untilAsserted(() ->
                            assertThat(told.toString()).containsSubsequence("Up[", "7.3.0", "Down[", "Up[", "8.0.0"));
            assertThat(server.description().orElseThrow().version()).isEqualTo("8.0.0");
        }
    }

    @Test
    void aServerThatRefusesIsAskedOnceAndItsReasonTold() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        RawMediaServer.Script script = socket -> {
            welcome(socket, "7.3.0");
            while (true) {
                JsonNode request = JSON.readTree(RawMediaServer.received(socket));
                if (!request.path("method").asText().equals("ping")) {
                    asked.incrementAndGet();
                    RawMediaServer.frame(
                            socket,
                            RawMediaServer.TEXT,
                            "{\"jsonrpc\":\"2.0\",\"id\":" + request.path("id").asInt()
                                    + ",\"error\":{\"code\":40009,\"message\":\"Not enough resources\"}}");
                }
            }
        };
        try (RawMediaServer raw = RawMediaServer.doing(script);
                KurentoMediaServer server = connect(raw, "")) {
            await().until(server::isUp);

            assertThatThrownBy(() -> server.createPipeline().block(LONG))
                    .isInstanceOfSatisfying(
                            MediaServerException.class,
                            refused -> assertThat(refused.kind()).isEqualTo(MediaServerException.Kind.NO_RESOURCES));
            assertThatThrownBy(() -> server.createPipeline().block(LONG)).isInstanceOf(MediaServerException.class);
            assertThat(asked).hasValue(2);
        }
    }

    @Test
    void whatIsNotTakenFailsInTimeAndTheConnectionGoesOn() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        RawMediaServer.Script script = socket -> {
            RawMediaServer.upgrade(socket);
            read.await(30, TimeUnit.SECONDS);
            while (socket.getInputStream().read(new byte[65_536]) >= 0) {
                done.countDown();
            }
        };
        List<String> lost = new CopyOnWriteArrayList<>();
        try (RawMediaServer raw = RawMediaServer.doing(script)) {
            Kurento kurento = kurento("");
            try (KurentoConnector connector = new KurentoConnector(access(raw), kurento);
                    KurentoSocket socket = new KurentoSocket(connector, kurento, lost::add)) {
                socket.connect();

                assertThat(failureOfMany(socket)).hasMessageContaining("nothing that is sent was taken for 2 s");
                assertThat(socket.isOpen()).isTrue();
                read.countDown();
                assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
                await().atMost(LONG).until(() -> sends(socket));
            }
        }
        assertThat(lost).isEmpty();
    }

    @Test
    void aFloodOfEventsIsDroppedAndCountedAndAComingIsNot() throws Exception {
        AtomicInteger dropped = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        AtomicInteger spins = new AtomicInteger();
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch came = new CountDownLatch(1);
        try (KurentoCalls calls = new KurentoCalls(kurento(""), what -> dropped.incrementAndGet())) {
            calls.event(() -> {
                while (held.getCount() > 0) {
                    spins.incrementAndGet(); // this thread must not wait
                }
            });
            for (int i = 0; i < 30_000; i++) {
                calls.event(done::incrementAndGet);
            }
            calls.always(came::countDown);
            held.countDown();

            assertThat(came.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(done.get() + dropped.get()).isEqualTo(30_000);
            assertThat(dropped.get()).isBetween(20_000, 20_001);
            calls.event(done::incrementAndGet);
            await().until(() -> done.get() + dropped.get() == 30_001);
        }
    }

    private static IOException failureOfMany(KurentoSocket socket) {
        for (int i = 0; i < 1_000; i++) {
            try {
                socket.sendNotification("flood", large());
            } catch (IOException e) {
                return e;
            }
        }
        throw new AssertionError("all of it was taken");
    }

    private static boolean sends(KurentoSocket socket) {
        try {
            socket.sendNotification("more", large());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static JsonObject large() {
        JsonObject params = new JsonObject();
        params.addProperty("text", "x".repeat(100_000));
        return params;
    }

    /** Takes the upgrade, and says who it is. */
    private static void welcome(Socket socket, String version) throws Exception {
        RawMediaServer.upgrade(socket);
        String asked;
        do {
            asked = answer(socket, version);
        } while (!asked.contains("getInfo"));
    }

    /** Answers the next request, which it gives back. */
    private static String answer(Socket socket, String version) throws IOException {
        JsonNode request = JSON.readTree(RawMediaServer.received(socket));
        String result = switch (request.path("method").asText()) {
            case "ping" -> "\"value\":\"pong\"";
            case "describe" ->
                "\"type\":\"ServerManager\",\"qualifiedType\":\"kurento.ServerManager\",\"hierarchy\":[]";
            default ->
                "\"value\":{\"__module__\":\"kurento\",\"__type__\":\"ServerInfo\",\"version\":\"" + version
                        + "\",\"modules\":[],\"type\":\"KMS\",\"capabilities\":[]}";
        };
        RawMediaServer.frame(
                socket,
                RawMediaServer.TEXT,
                "{\"jsonrpc\":\"2.0\",\"id\":" + request.path("id").asInt() + ",\"result\":{\"sessionId\":\"s\","
                        + result + "}}");
        return request.toString();
    }

    private static KurentoMediaServer connect(RawMediaServer raw, String settings) throws Exception {
        return KurentoMediaServer.connect(access(raw), kurento(settings), dropped -> {});
    }

    private static KurentoAccess access(RawMediaServer raw) {
        return new KurentoAccess(raw.uri(), false, KurentoSecrets.none());
    }

    private static Kurento kurento(String settings) throws Exception {
        return GatewayConfig.parse("media: {kurento: {" + settings + "}}", "test")
                .media()
                .kurento();
    }
}
