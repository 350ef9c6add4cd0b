package dev.sightline.gateway.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sightline.gateway.InMemoryMediaServer;
import dev.sightline.gateway.access.door.Gate;
import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.gateway.negotiations.Explainer;
import dev.sightline.gateway.negotiations.Negotiations;
import dev.sightline.gateway.security.TrustedHosts;
import dev.sightline.gateway.stream.NegotiationListener;
import dev.sightline.gateway.stream.OfferedMedia;
import dev.sightline.gateway.stream.SecretIds;
import dev.sightline.gateway.stream.Stream;
import dev.sightline.gateway.stream.StreamRegistry;
import dev.sightline.gateway.stream.Winners;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Evidence;
import dev.sightline.probe.Finding;
import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.RembValue;
import dev.sightline.probe.ReturnPath;
import dev.sightline.probe.Route;
import dev.sightline.probe.RtcpFlow;
import dev.sightline.probe.RtcpSample;
import dev.sightline.probe.SdpFault;
import dev.sightline.probe.Verdict;
import dev.sightline.sdp.CameraCodec;
import dev.sightline.sdp.CameraTrack;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;

class PageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String YAML = """
        cameras:
          list: [{id: yard, name: "The yard"}, {id: door}]
        returnPath: {policy: comedia}
        """;

    private final InMemoryMediaServer mediaServer = new InMemoryMediaServer();
    private final Negotiations negotiations = new Negotiations();
    private final NegotiationsApi explained =
            new NegotiationsApi(negotiations, new Explainer(dev.sightline.sdp.lint.MediaServer.KURENTO, Set.of()));
    private StreamRegistry streams;
    private DisposableServer server;

    private record Answer(int status, HttpHeaders headers, String body) {}

    @BeforeEach
    void open() throws Exception {
        GatewayConfig config = GatewayConfig.parse(YAML, "test");
        streams = new StreamRegistry(
                config, mediaServer, new SecretIds(), negotiations, NegotiationListener.deaf(), Winners.forgotten());
        TrustedHosts hosts = new TrustedHosts(config.dashboard(), () -> 5000);
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .route(new DashboardRoutes(
                        streams, mediaServer, hosts, Gate.open(hosts), () -> List.of("the key is not safe"), explained))
                .bindNow(PATIENCE);
    }

    @AfterEach
    void close() {
        server.disposeNow(PATIENCE);
        explained.close();
        streams.close();
        mediaServer.close();
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "/,              text/html; charset=utf-8,       <title>Sightline</title>",
        "/index.html,    text/html; charset=utf-8,       <title>Sightline</title>",
        "/?from=mail,    text/html; charset=utf-8,       <title>Sightline</title>",
        "/app.js,        text/javascript; charset=utf-8, import { Watch } from './watch.js';",
        "/watch.js,      text/javascript; charset=utf-8, export class Watch",
        "/negotiations.js, text/javascript; charset=utf-8, export class NegotiationsPanel",
        "/feedback.js,   text/javascript; charset=utf-8, export class FeedbackPanel",
        "/sightline.css, text/css; charset=utf-8,        color-scheme",
        "/favicon.svg,   image/svg+xml,                  <svg",
    })
    void filesComeWithTheirTypeAndStrictHeaders(String path, String type, String part) {
        Answer answer = ask(HttpMethod.GET, path, headers -> {});

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains(part);
        assertThat(answer.headers().get("content-type")).isEqualTo(type);
        assertThat(answer.headers().get("cache-control")).isEqualTo("no-cache");
        assertThat(answer.headers().get("x-content-type-options")).isEqualTo("nosniff");
        assertThat(answer.headers().get("referrer-policy")).isEqualTo("no-referrer");
        assertThat(answer.headers().get("content-security-policy"))
                .contains("default-src 'self'", "frame-ancestors 'none'", "base-uri 'none'")
                .doesNotContain("unsafe", "*");
    }

    @Test
    void browserThatHasTheFileIsNotSentItAgain() {
        String tag = ask(HttpMethod.GET, "/app.js", headers -> {}).headers().get("etag");
        Answer again = ask(HttpMethod.GET, "/app.js", headers -> headers.set("if-none-match", "\"old\", W/" + tag));
        Answer other = ask(HttpMethod.GET, "/watch.js", headers -> headers.set("if-none-match", tag));

        assertThat(again.status()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(again.headers().get("etag")).isEqualTo(tag);
        assertThat(other.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api/cameras"})
    void headTellsTheLengthOnly(String path) {
        Answer get = ask(HttpMethod.GET, path, headers -> {});
        Answer head = ask(HttpMethod.HEAD, path, headers -> {});

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().get("content-length")).isEqualTo(get.headers().get("content-length"));
    }

    @Test
    void camerasAreListedAsTheirStreamsAre() throws Exception {
        OfferedMedia media =
                new OfferedMedia(CameraTrack.sending(CameraCodec.h264(103)).withPort(5006), Optional.empty());
        streams.find(new CameraId("door"))
                .orElseThrow()
                .cameraSide()
                .offer(media, InetAddress.getByName("192.0.2.7"))
                .block(PATIENCE);
        Answer answer = ask(HttpMethod.GET, "/api/cameras", headers -> {});
        JsonNode json = new ObjectMapper().readTree(answer.body());

        assertThat(answer.headers().get("content-type")).isEqualTo("application/json");
        assertThat(answer.headers().get("cache-control")).isEqualTo("no-store");
        assertThat(json.path("mediaServer").toString())
                .isEqualTo("{\"up\":true,\"embedded\":false,\"version\":\"7.3.0\"}");
        String since =
                json.path("cameras").get(0).path("feedback").path("since").asText();
        assertThat(Instant.parse(since)).isBeforeOrEqualTo(Instant.now());
        String first = json.path("cameras")
                .get(0)
                .path("verdicts")
                .get(0)
                .path("since")
                .asText();
        assertThat(Instant.parse(first))
                .as("before its session was established")
                .isBeforeOrEqualTo(Instant.parse(since));
        assertThat(json.path("cameras").get(0).toString())
                .isEqualTo("{\"id\":\"door\",\"name\":\"door\",\"state\":\"ESTABLISHED\",\"address\":\"192.0.2.7\","
                        + "\"policy\":\"comedia\",\"verdict\":\"UNPROVEN\","
                        + "\"evidence\":\"no probe has looked at the wire for this camera\","
                        + "\"feedback\":{\"verdict\":\"UNPROVEN\",\"since\":\"" + since + "\","
                        + "\"reason\":\"no probe has looked at the wire for this camera\",\"rtpPackets\":0},"
                        + "\"returnPath\":{\"policy\":\"comedia\",\"tried\":[]},"
                        + "\"verdicts\":[{\"since\":\"" + first + "\",\"verdict\":\"UNPROVEN\","
                        + "\"reason\":\"no probe has looked at the wire for this camera\",\"policy\":\"comedia\"}],"
                        + "\"viewers\":0}");
        assertThat(json.path("cameras").get(1).toString())
                .isEqualTo("{\"id\":\"yard\",\"name\":\"The yard\",\"state\":\"IDLE\",\"viewers\":0}");
    }

    @Test
    void aVerdictIsShownWithWhatItRestsOn() throws Exception {
        Stream stream = streams.find(new CameraId("door")).orElseThrow();
        OfferedMedia media =
                new OfferedMedia(CameraTrack.sending(CameraCodec.h264(103)).withPort(5006), Optional.empty());
        stream.cameraSide().offer(media, InetAddress.getByName("192.0.2.7")).block(PATIENCE);
        stream.verdict(trapped(stream.state().negotiation()));
        await().until(() -> stream.state().feedback().verdict() == Verdict.TRAPPED);

        JsonNode feedback = new ObjectMapper()
                .readTree(ask(HttpMethod.GET, "/api/cameras", headers -> {}).body())
                .path("cameras")
                .get(0)
                .path("feedback");

        assertThat(feedback.path("verdict").asText()).isEqualTo("TRAPPED");
        assertThat(feedback.path("cure").asText()).isEqualTo("offer the camera's own address");
        assertThat(feedback.path("causes").toString()).isEqualTo("[\"looped-back\"]");
        assertThat(feedback.path("route").asText()).isEqualTo("dev cam0 src 192.0.2.1");
        assertThat(feedback.path("flows").get(0).toString())
                .isEqualTo("{\"meaning\":\"trapped\",\"interface\":\"lo\",\"source\":\"192.0.2.1:14739\","
                        + "\"destination\":\"192.0.2.1:5007\",\"datagrams\":5,\"counts\":{\"RR\":5},"
                        + "\"first\":\"1970-01-01T00:00:00Z\",\"last\":\"1970-01-01T00:00:02Z\"}");
        assertThat(feedback.path("remb").toString()).isEqualTo("[{\"at\":\"1970-01-01T00:00:00Z\",\"kbps\":2410}]");
        assertThat(feedback.path("sdpLines").get(0).path("text").asText()).isEqualTo("c=IN IP4 192.0.2.1");
        assertThat(feedback.path("sample").path("packets").get(0).asText()).startsWith("RR");
    }

    private static NegotiationVerdict trapped(long negotiation) throws Exception {
        InetAddress server = InetAddress.getByName("192.0.2.1");
        InetSocketAddress from = new InetSocketAddress(server, 14739);
        InetSocketAddress to = new InetSocketAddress(server, 5007);
        Instant start = Instant.EPOCH;
        Evidence evidence = new Evidence(
                300,
                List.of("cam0"),
                Optional.of(start),
                Optional.of(start.plusSeconds(2)),
                List.of(),
                List.of(new RtcpFlow(
                        "lo",
                        List.of(),
                        from,
                        to,
                        RtcpFlow.Meaning.TRAPPED,
                        5,
                        new TreeMap<>(Map.of("RR", 5L)),
                        start,
                        start.plusSeconds(2))),
                List.of(new RembValue(start, 2_410_000)),
                Optional.of(new RtcpSample(start, "lo", from, to, List.of("RR: no loss"))),
                List.of(new SdpFault(SdpFault.Where.OFFER, 4, "c=IN IP4 192.0.2.1", "routes to lo")),
                ReturnPath.of(Optional.of(new Route("cam0", Optional.empty(), Optional.of(server)))));
        Finding finding = new Finding(
                Verdict.TRAPPED,
                start,
                List.of(Cause.LOOPED_BACK),
                "RTCP is seen on lo",
                Optional.of("offer the camera's own address"));
        return new NegotiationVerdict("door", negotiation, finding, Duration.ZERO, evidence, List.of());
    }

    @ParameterizedTest(name = "{0} {1} → {2}")
    @CsvSource({
        "GET,    /nothing,                 404, not-found",
        "GET,    /dashboard/app.js,        404, not-found",
        "GET,    /../config/gateway.yaml,  404, not-found",
        "GET,    /%2e%2e/etc/passwd,       404, not-found",
        "GET,    //app.js,                 404, not-found",
        "POST,   /api/cameras,             405, method-not-allowed",
        "DELETE, /,                        405, method-not-allowed",
        "PUT,    /nothing,                 404, not-found",
    })
    void everythingElseIsAProblemThatSaysWhatToDo(String method, String path, int status, String type)
            throws Exception {
        Answer answer = ask(HttpMethod.valueOf(method), path, headers -> {});
        JsonNode problem = new ObjectMapper().readTree(answer.body());

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.headers().get("content-type")).isEqualTo("application/problem+json");
        assertThat(problem.path("type").asText()).isEqualTo(type);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("detail").asText()).isNotEmpty();
        assertThat(answer.headers().get("allow")).isEqualTo(status == 405 ? "GET, HEAD" : null);
    }

    @Test
    void requestForAnotherHostIsRefused() {
        Answer answer = ask(HttpMethod.GET, "/api/cameras", headers -> headers.set("host", "rebound.evil.example"));

        assertThat(answer.status()).isEqualTo(421);
        assertThat(answer.body()).contains("misdirected-request").doesNotContain("cameras\":");
    }

    private Answer ask(HttpMethod method, String path, Consumer<HttpHeaders> headers) {
        Answer answer = HttpClient.newConnection()
                .headers(headers)
                .request(method)
                .uri("http://127.0.0.1:" + server.port() + path)
                .responseSingle((response, body) -> body.asString()
                        .defaultIfEmpty("")
                        .map(text -> new Answer(response.status().code(), response.responseHeaders(), text)))
                .switchIfEmpty(Mono.error(new AssertionError("no answer")))
                .block(PATIENCE);
        return java.util.Objects.requireNonNull(answer);
    }
}
