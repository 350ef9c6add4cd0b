package dev.sightline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sightline.sdp.SessionDescription;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every row of the table of return paths, live: one media server that decides as Kurento does, one probe beside it, and
 * a camera for each row on another host. What the probe says is held against what the camera got.
 */
@Tag("root")
@TestInstance(Lifecycle.PER_CLASS)
class VerdictsOnTheWireTest {
    private static final Duration STARTED = Duration.ofSeconds(60);
    /** COMEDIA learns after 5 s, silence is called so after 6.5 s, feedback lost after 8 s. */
    private static final Duration WATCHED = Duration.ofSeconds(12);

    private static final String SERVER = "10.77.0.1";
    private static final String LINK = "cameras";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<AutoCloseable> open = new ArrayList<>();
    private final Map<Row, RtpSender> cameras = new LinkedHashMap<>();
    private JsonNode report = JSON.nullNode();

    /**
     * A camera, and what is to be found.
     *
     * @param address the camera's, in 10.77.0
     * @param rtcpPort where it listens for RTCP and reports from
     * @param reports whether it sends sender reports
     * @param where the interface by which its RTCP leaves; empty for none
     * @param reason a part of the reason
     */
    record Row(
            String name,
            int address,
            CameraOffer offer,
            int rtcpPort,
            boolean reports,
            String verdict,
            String where,
            String reason) {
        String camera() {
            return "10.77.0." + address;
        }

        long ssrc() {
            return 1_607_797_000L + address;
        }

        @Override
        public String toString() {
            return name + ": " + verdict;
        }
    }

    private static List<Row> rows() {
        CameraOffer unknown = CameraOffer.of("0.0.0.0", 9);
        return List.of(
                reporting("0.0.0.0, port 9", 10, unknown, "TRAPPED", "lo", "127.0.0.1:10"),
                reporting("0.0.0.0, the real port", 11, CameraOffer.of("0.0.0.0", 5_006), "TRAPPED", "lo", ":5007"),
                reporting("the server's address", 12, CameraOffer.of(SERVER, 5_006), "TRAPPED", "lo", SERVER + ":5007"),
                reporting("the camera's address", 13, own(13), "DELIVERED", LINK, "10.77.0.13:5007"),
                new Row("a=rtcp:5017", 14, own(14).withRtcpPort(5_017), 5_017, true, "DELIVERED", LINK, ":5017"),
                new Row("a camera without reports", 15, own(15), 5_007, false, "DELIVERED", LINK, "10.77.0.15:5007"),
                reporting("COMEDIA", 16, unknown.active(), "DELIVERED", LINK, "s after its RTP was first seen"),
                new Row("COMEDIA without reports", 17, unknown.active(), 5_007, false, "SILENT", "", "no RTCP leaves"),
                reporting("no goog-remb", 18, own(18).withoutRemb(), "DELIVERED", LINK, "no REMB"),
                reporting("RTP/AVP", 19, own(19).avp(), "DELIVERED", LINK, "no REMB"));
    }

    private static Row reporting(
            String name, int address, CameraOffer offer, String verdict, String where, String reason) {
        return new Row(name, address, offer, 5_007, true, verdict, where, reason);
    }

    private static CameraOffer own(int address) {
        return CameraOffer.of("10.77.0." + address, 5_006);
    }

    @BeforeAll
    void runEveryRow() throws Exception {
        Host server = opened(Host.up("server"));
        Host field = opened(Host.up("cameras"));
        server.link(LINK, field, "server");
        server.ip("address add " + SERVER + "/24 dev " + LINK);
        for (Row row : rows()) {
            field.ip("address add " + row.camera() + "/24 dev server");
        }
        Child relay = opened(Child.start(server.command(Child.sightline(
                "relay",
                "--return-path",
                "kurento",
                "--port",
                "0",
                "--media-address",
                SERVER,
                "--media-ports",
                "20000-20099"))));
        Child watch = opened(Child.start(server.command(
                Child.sightline("probe", "watch", "--media-ports", "20000-20099", "--for", "5m", "--json"))));
        URI rpc = URI.create(relay.awaitOutput("Relay: (\\S+)", STARTED).group(1));
        MediaServerClient mediaServer = opened(MediaServerClient.connect(server, rpc));
        for (Row row : rows()) {
            cameras.put(row, camera(field, row, mediaServer));
        }
        awaitCapture(server, 2);
        play(WATCHED);
        report = summary(watch);
    }

    private RtpSender camera(Host field, Row row, MediaServerClient mediaServer) {
        SessionDescription answer =
                SessionDescription.parse(mediaServer.answerTo(row.offer().text(row.ssrc())));
        return opened(new RtpSender(
                field,
                row.ssrc(),
                new InetSocketAddress(row.camera(), 5_006),
                Optional.of(new InetSocketAddress(row.camera(), row.rtcpPort())),
                row.reports(),
                new InetSocketAddress(
                        SERVER, answer.media("video").orElseThrow().port())));
    }

    /** Waits until so many packet sockets are open: from then on nothing is missed. */
    private static void awaitCapture(Host host, int interfaces) {
        await().atMost(STARTED)
                .until(() -> host.inside(() -> Files.readAllLines(Path.of("/proc/thread-self/net/packet"))
                                .size())
                        > interfaces);
    }

    private void play(Duration time) throws Exception {
        ScheduledExecutorService beat = Executors.newSingleThreadScheduledExecutor();
        try {
            long period = TimeUnit.SECONDS.toNanos(1) / RtpSender.TICKS_PER_SECOND;
            ScheduledFuture<?> sending = beat.scheduleAtFixedRate(
                    () -> cameras.values().forEach(RtpSender::tick), 0, period, TimeUnit.NANOSECONDS);
            Thread.sleep(time.toMillis());
            assertThat(sending.isDone()).as("a camera broke down").isFalse();
        } finally {
            beat.shutdownNow();
        }
    }

    private static JsonNode summary(Child watch) throws IOException, InterruptedException {
        watch.interrupt();
        String output = watch.output();
        assertThat(output).contains("{");
        return JSON.readTree(output.substring(output.indexOf('{')));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void theProbeSaysWhatTheCameraGets(Row row) {
        JsonNode verdict = verdictOn(row);

        assertThat(verdict.path("verdict").asText()).as("%s", verdict).isEqualTo(row.verdict());
        assertThat(verdict.path("reason").asText()).contains(row.reason());
        assertThat(verdict.at("/evidence/rtcpOut").findValuesAsText("interface"))
                .containsOnly(row.where().isEmpty() ? new String[0] : new String[] {row.where()});
        assertThat(heard(row) > 0).isEqualTo(row.verdict().equals("DELIVERED"));
    }

    private long heard(Row row) {
        return Stream.of(cameras.get(row)).mapToLong(RtpSender::feedback).sum();
    }

    private JsonNode verdictOn(Row row) {
        for (JsonNode camera : report.path("cameras")) {
            if (camera.path("camera").asText().equals(row.camera())) {
                return camera;
            }
        }
        throw new AssertionError("nothing is said about " + row + ": " + report);
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
