package dev.sightline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sightline.bench.browser.Chromium;
import dev.sightline.gateway.access.door.AccessControl;
import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.gateway.dashboard.DashboardRoutes;
import dev.sightline.gateway.dashboard.NegotiationsApi;
import dev.sightline.gateway.negotiations.Explainer;
import dev.sightline.gateway.negotiations.Negotiations;
import dev.sightline.gateway.security.TrustedHosts;
import dev.sightline.gateway.security.limits.RateLimits;
import dev.sightline.gateway.security.limits.Sources;
import dev.sightline.gateway.security.limits.Unfinished;
import dev.sightline.gateway.stream.Exchange;
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
import dev.sightline.probe.ReturnPath;
import dev.sightline.probe.Verdict;
import dev.sightline.sdp.CameraCodec;
import dev.sightline.sdp.CameraTrack;
import dev.sightline.sdp.lint.MediaServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** What a person sees of a camera's negotiations, in a real browser. */
@TestInstance(Lifecycle.PER_CLASS)
class NegotiationsPageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Path PICTURES = Path.of("target", "pictures");
    private static final String OFFER = String.join(
            "\r\n",
            "v=0",
            "o=- 1 1 IN IP4 10.77.0.2",
            "s=<img src=x onerror=\"document.title='harmed'\">\u0007",
            "c=IN IP4 10.77.0.2",
            "t=0 0",
            "a=ice-pwd:notforeveryoneseyes12",
            "m=video 5006 RTP/AVPF 103",
            "a=rtpmap:103 H264/90000",
            "a=sendonly",
            "");

    private final StillMediaServer mediaServer = new StillMediaServer();
    private final Negotiations negotiations = new Negotiations();
    private NegotiationsApi explained;
    private StreamRegistry streams;
    private DisposableServer server;
    private Chromium browser;

    @BeforeAll
    void start() throws Exception {
        GatewayConfig config = GatewayConfig.parse("""
            cameras:
              keepaliveSeconds: 60
              list: [{id: trapped, returnPath: {policy: server-address}}, {id: narrow}]
            returnPath: {serverAddress: 10.77.0.1}
            limits: {cameraAnswerSeconds: 120}
            access: {required: false}
            """, "test");
        explained = new NegotiationsApi(negotiations, new Explainer(MediaServer.KURENTO, Set.of(host(1))));
        streams = new StreamRegistry(
                config, mediaServer, new SecretIds(), negotiations, NegotiationListener.deaf(), Winners.forgotten());
        TrustedHosts hosts = new TrustedHosts(config.dashboard(), () -> 5000);
        AccessControl access = AccessControl.open(
                config.access(),
                hosts,
                new RateLimits(config.limits(), new Sources(List.of()), rule -> {}),
                new SimpleMeterRegistry());
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .route(access.routes(camera -> true, new Unfinished(1 << 20))
                        .andThen(new DashboardRoutes(streams, mediaServer, hosts, access.gate(), List::of, explained)))
                .bindNow(PATIENCE);
        browser = Chromium.start(1440, 2000);
        Files.createDirectories(PICTURES);
        refuse(streams.find(new CameraId("narrow")).orElseThrow());
        for (Stream stream : streams.all()) {
            offer(stream);
        }
    }

    @AfterAll
    void stop() {
        if (browser != null) {
            browser.close();
        }
        server.disposeNow(PATIENCE);
        streams.close();
        explained.close();
    }

    private static void offer(Stream stream) throws IOException {
        OfferedMedia media =
                new OfferedMedia(CameraTrack.sending(CameraCodec.h264(103)).withPort(5006), Optional.empty());
        stream.cameraSide()
                .offer(media, host(2), Optional.of(Exchange.Given.sdp(OFFER)))
                .block(PATIENCE);
    }

    private static void refuse(Stream stream) throws IOException {
        Exchange.Given json = Exchange.Given.json(
                "{\"password\":\"notforeveryoneseyes12\",\"note\":\"<b>\u202e" + "long".repeat(60) + "\"}");
        for (int i = 0; i < 2; i++) {
            stream.cameraSide()
                    .refused(host(2), Optional.of(json), "bad-offer", "'video' is missing; a camera sends video");
        }
    }

    private static InetAddress host(int number) throws IOException {
        return InetAddress.getByAddress(new byte[] {10, 77, 0, (byte) number});
    }

    private void open(Chromium in, String camera) {
        in.open(URI.create("about:blank"));
        in.open(URI.create("http://127.0.0.1:" + server.port() + "/#/cameras/" + camera));
        awaitThat(in, "document.querySelector('.negotiation') !== null");
    }

    private static void awaitThat(Chromium in, String condition) {
        await().atMost(PATIENCE).until(() -> in.evaluate("return " + condition).equals(Optional.of("true")));
    }

    private String text(String selector) {
        return browser.evaluate("return document.querySelector('" + selector + "').innerText")
                .orElse("");
    }

    @Test
    void aNegotiationOpensAndStaysOpenWhileNewsComes() throws Exception {
        Stream stream = streams.find(new CameraId("trapped")).orElseThrow();
        open(browser, "trapped");

        assertThat(browser.evaluate("return document.querySelector('.negotiation').open"))
                .hasValue("false");
        assertThat(text(".negotiation > summary")).contains("camera first, server-address", "predicted", "TRAPPED");
        assertThat(text(".negotiation > summary")).contains("measured", "UNPROVEN", "1 error");

        browser.evaluate("const head = document.querySelector('.negotiation > summary'); head.focus(); head.click();");
        stream.verdict(new NegotiationVerdict(
                "trapped",
                stream.state().negotiation(),
                new Finding(
                        Verdict.TRAPPED,
                        Instant.now(),
                        List.of(Cause.LOOPED_BACK),
                        "5 RTCP datagrams left by lo",
                        Optional.empty()),
                Duration.ZERO,
                Evidence.none(ReturnPath.unknown()),
                List.of()));
        awaitThat(browser, "!document.querySelector('.negotiation > summary').innerText.includes('UNPROVEN')");

        assertThat(browser.evaluate(
                        "return document.querySelector('.negotiation').open + ' ' + document.activeElement.tagName"))
                .hasValue("true SUMMARY");
        assertThat(text(".negotiation .verdicts")).contains("5 RTCP datagrams left by lo", "line 4 of the offer");
        assertThat(text(".negotiation .findings")).contains("error loopback-trap", "c=IN IP4 10.77.0.1", "What to do:");
        assertThat(text(".negotiation .diff"))
                .contains("camera-offer", "returnPath.serverAddress")
                .containsPattern("−\\s*c=IN IP4 10\\.77\\.0\\.2")
                .containsPattern("\\+\\s*c=IN IP4 10\\.77\\.0\\.1");
        Files.write(PICTURES.resolve("negotiations.png"), browser.screenshot());
    }

    @Test
    void whatACameraSaysIsTextAndItsSecretsAreMasked() {
        open(browser, "narrow");
        browser.evaluate("document.querySelectorAll('.negotiation, .negotiation details').forEach("
                + "(one) => { one.open = true; });");

        assertThat(text(".negotiation .text"))
                .contains("s=<img src=x onerror=\"document.title='harmed'\">\\x07", "a=ice-pwd:xxxxxxxxxxxxxxxxxxxxx")
                .doesNotContain("notforeveryone");
        assertThat(browser.evaluate("return document.querySelectorAll('.negotiations img').length"))
                .hasValue("0");
        assertThat(browser.evaluate("return document.title")).hasValue("narrow · Sightline");
        assertThat(text(".negotiations .masked")).contains("shown as x");
    }

    @Test
    void anOfferThatWasRefusedIsShownWithHowFarItCameAndWhy() {
        open(browser, "narrow");
        browser.evaluate("[...document.querySelectorAll('.negotiation')].at(-1).open = true");
        String refused = browser.evaluate("return [...document.querySelectorAll('.negotiation')].at(-1).innerText")
                .orElse("");

        assertThat(refused)
                .contains("failed: bad-offer, 2 times", "'video' is missing", "the media server was not asked")
                .contains("{\"password\":\"xxxxxxxxxxxxxxxxxxxxx\",\"note\":\"<b>\\u202elong", "10.77.0.2");
    }

    @Test
    void everythingFitsANarrowScreen() throws Exception {
        try (Chromium narrow = Chromium.start(500, 2400)) {
            open(narrow, "narrow");
            // No window is narrower than 500 px, but what is in it can be.
            assertThat(narrow.evaluate("""
                document.documentElement.style.colorScheme = 'dark';
                document.body.style.width = '390px';
                document.querySelectorAll('.negotiation, .negotiation details').forEach((one) => { one.open = true; });
                return [...document.querySelectorAll('main, main *')]
                    .filter((one) => one.getBoundingClientRect().right > 390)
                    .map((one) => one.tagName + '.' + one.className).join(' ');
                """)).hasValue("");
            Files.write(PICTURES.resolve("negotiations-390.png"), narrow.screenshot());
        }
    }
}
