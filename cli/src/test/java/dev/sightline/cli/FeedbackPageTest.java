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
import dev.sightline.sdp.lint.MediaServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** What a person sees of a verdict, in a real browser; the verdicts are given by the test. */
@TestInstance(Lifecycle.PER_CLASS)
class FeedbackPageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Instant START = Instant.parse("2026-11-24T10:36:30Z");
    private static final Path PICTURES = Path.of("target", "pictures");

    private final StillMediaServer mediaServer = new StillMediaServer();
    private final Negotiations negotiations = new Negotiations();
    private final NegotiationsApi explained =
            new NegotiationsApi(negotiations, new Explainer(MediaServer.KURENTO, Set.of()));
    private StreamRegistry streams;
    private DisposableServer server;
    private Chromium browser;

    @BeforeAll
    void start() throws Exception {
        GatewayConfig config = GatewayConfig.parse("""
            cameras:
              keepaliveSeconds: 60
              list: [{id: delivered}, {id: trapped}, {id: blocked}, {id: unproven}]
            returnPath: {patience: {trappedSeconds: 0.5}}
            limits: {cameraAnswerSeconds: 120}
            access: {required: false}
            """, "test");
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
        browser = Chromium.start(1440, 1200);
        Files.createDirectories(PICTURES);
        for (Stream stream : streams.all()) {
            stream.cameraSide()
                    .offer(
                            new OfferedMedia(
                                    CameraTrack.sending(CameraCodec.h264(103)).withPort(5006), Optional.empty()),
                            host(2))
                    .block(PATIENCE);
        }
    }

    @AfterAll
    void stop() {
        if (browser != null) {
            browser.close();
        }
        server.disposeNow(PATIENCE);
        explained.close();
        streams.close();
    }

    private URI page(String camera) {
        return URI.create("http://127.0.0.1:" + server.port() + "/#/cameras/" + camera);
    }

    /** The text of the block, as soon as it says {@code part}; a picture of it is kept for people. */
    private String shown(String camera, String part) throws IOException {
        browser.open(URI.create("about:blank"));
        browser.open(page(camera));
        await().atMost(PATIENCE).until(() -> text().contains(part));
        Files.write(PICTURES.resolve("feedback-" + camera + ".png"), browser.screenshot());
        return text();
    }

    private String text() {
        return browser.evaluate("return document.querySelector('.feedback')?.innerText")
                .orElse("");
    }

    @Test
    void deliveredFeedbackIsShownWithItsPackets() throws Exception {
        give("delivered", Verdict.DELIVERED, List.of(), "feedback leaves by cam0 to 10.77.0.2:5007", Optional.empty());

        String text = shown("delivered", "feedback leaves by cam0");

        assertThat(text)
                .contains("DELIVERED", "24 REMB, 26 RR", "dev cam0 src 10.77.0.1", "2410 kbit/s", "Return path");
        assertThat(text).doesNotContain("What to do");
        assertThat(text)
                .contains("Verdicts before this one")
                .containsPattern("UNPROVEN\\s+camera-address\\s+no probe has looked at the wire");
        assertThat(browser.evaluate(
                        "return document.querySelector('.feedback svg[role=img]').getAttribute('aria-label')"))
                .hasValue("REMB from 490 to 2410 kbit/s in 10 s");
        assertThat(browser.evaluate("""
            const details = document.querySelector('.feedback details');
            details.querySelector('summary').focus();
            details.open = true;
            return document.activeElement.tagName + ' ' + details.querySelector('li').textContent;
            """)).hasValue("SUMMARY RR: no loss in this interval");
        give("delivered", Verdict.DELIVERED, List.of(), "feedback goes on to 10.77.0.2:5007", Optional.empty());
        await().atMost(PATIENCE).until(() -> text().contains("feedback goes on"));
        assertThat(browser.evaluate("return document.activeElement.tagName + ' '"
                        + " + document.querySelector('.feedback details').open"))
                .hasValue("SUMMARY true");
    }

    @Test
    void aTrapThatIsBeingMendedIsShownWithTheLineToBlame() throws Exception {
        give(
                "trapped",
                Verdict.TRAPPED,
                List.of(Cause.LOOPED_BACK),
                "RTCP for the camera is seen on lo, to 10.77.0.1:5007",
                Optional.of("put the camera's own address into the offer"));

        String text = shown("trapped", "tried: camera-address → comedia");

        assertThat(text)
                .contains(
                        "TRAPPED",
                        "What to do: put the camera's own address",
                        "looped-back",
                        "does not lead to the camera")
                .contains("Line 4 of the offer", "c=IN IP4 10.77.0.1", "Asked for")
                .contains("What was done to mend it", "tried: camera-address → comedia");
    }

    @Test
    void aVerdictOfAGatewayThatIsSilentIsTheLastKnownOne() throws Exception {
        give("delivered", Verdict.DELIVERED, List.of(), "feedback leaves by cam0 to 10.77.0.2:5007", Optional.empty());
        shown("delivered", "feedback leaves by cam0");
        assertThat(wordsAfterTheVerdict()).isEqualTo("none");

        browser.evaluate("window.fetch = () => Promise.reject(new Error('gone')); return ''");

        await().atMost(PATIENCE).until(() -> wordsAfterTheVerdict().contains("last known"));
        assertThat(browser.evaluate("return document.body.innerText").orElse(""))
                .contains("Reconnecting");
    }

    private String wordsAfterTheVerdict() {
        return browser.evaluate("return getComputedStyle(document.querySelector('h1 .chip'), '::after').content")
                .orElse("");
    }

    @Test
    void aFirewallIsShownWithItsCureOnANarrowScreen() throws Exception {
        give(
                "blocked",
                Verdict.BLOCKED,
                List.of(Cause.DROPPED_OUT),
                "this host's firewall drops RTCP on the way out",
                Optional.of("let UDP to the camera out of this host; look for it with: nft list ruleset (or"
                        + " iptables-save)"));
        try (Chromium narrow = Chromium.start(500, 1600)) {
            narrow.open(page("blocked"));
            await().atMost(PATIENCE)
                    .until(() -> narrow.evaluate(
                                    "return document.querySelector('.feedback')?.innerText.includes('What to do')")
                            .equals(Optional.of("true")));
            // No window is narrower than 500 px, but what is in it can be.
            assertThat(narrow.evaluate("""
                document.body.style.width = '390px';
                const all = [...document.querySelectorAll('main, main *')];
                return all.filter((one) => one.getBoundingClientRect().right > 390)
                    .map((one) => one.tagName + '.' + one.className).join(' ');
                """)).hasValue("");
            Files.write(PICTURES.resolve("feedback-blocked-390.png"), narrow.screenshot());
        }
        assertThat(shown("blocked", "drops RTCP")).contains("BLOCKED", "dropped-out", "nft list ruleset");
    }

    @Test
    void whatCannotBeProvenSaysWhy() throws Exception {
        Stream stream = streams.find(new CameraId("unproven")).orElseThrow();
        stream.unproven("the probe may not capture packets: it lacks the capability CAP_NET_RAW", true);

        assertThat(shown("unproven", "CAP_NET_RAW")).contains("UNPROVEN");
        assertThat(stream.state().healing().isUnderWay()).isFalse();
    }

    @Test
    void theKeyboardsPlaceIsNotLostFromPageToPage() {
        browser.open(URI.create("http://127.0.0.1:" + server.port() + "/"));
        await().atMost(PATIENCE)
                .until(() -> browser.evaluate("return document.querySelectorAll('.tile a').length")
                        .equals(Optional.of("4")));
        browser.evaluate("const card = document.querySelector('.tile a'); card.focus(); card.click();");

        await().atMost(PATIENCE)
                .until(() -> browser.evaluate("return document.querySelector('.feedback') !== null")
                        .equals(Optional.of("true")));
        assertThat(browser.evaluate("return document.activeElement.id")).hasValue("main");
    }

    private void give(String camera, Verdict verdict, List<Cause> causes, String reason, Optional<String> cure)
            throws IOException {
        Stream stream = streams.find(new CameraId(camera)).orElseThrow();
        boolean trapped = verdict == Verdict.TRAPPED;
        InetSocketAddress from = new InetSocketAddress(host(1), 14739);
        InetSocketAddress to = new InetSocketAddress(host(trapped ? 1 : 2), 5007);
        String seenOn = trapped ? "lo" : "cam0";
        RtcpFlow out = new RtcpFlow(
                seenOn,
                List.of(),
                from,
                to,
                trapped ? RtcpFlow.Meaning.TRAPPED : RtcpFlow.Meaning.DELIVERED,
                26,
                new TreeMap<>(Map.of("RR", 26L, "REMB", 24L)),
                START,
                START.plusSeconds(10));
        List<RembValue> remb = IntStream.rangeClosed(0, 10)
                .mapToObj(i -> new RembValue(START.plusSeconds(i), 490_000 + 192_000L * i))
                .toList();
        Evidence evidence = new Evidence(
                2860,
                List.of("cam0"),
                Optional.of(START),
                Optional.of(START.plusSeconds(11)),
                List.of(),
                verdict == Verdict.BLOCKED ? List.of() : List.of(out),
                verdict == Verdict.BLOCKED ? List.of() : remb,
                Optional.of(new RtcpSample(
                        START,
                        seenOn,
                        from,
                        to,
                        List.of("RR: no loss in this interval", "REMB: 2,410,000 bit/s for SSRC 1607797317"))),
                trapped
                        ? List.of(new SdpFault(
                                SdpFault.Where.OFFER,
                                4,
                                "c=IN IP4 10.77.0.1",
                                "an address of this host: it routes to lo"))
                        : List.of(),
                ReturnPath.of(Optional.of(new Route("cam0", Optional.empty(), Optional.of(host(1))))));
        stream.verdict(new NegotiationVerdict(
                camera,
                stream.state().negotiation(),
                new Finding(verdict, START, causes, reason, cure),
                Duration.ZERO,
                evidence,
                List.of()));
    }

    private static InetAddress host(int number) throws IOException {
        return InetAddress.getByAddress(new byte[] {10, 77, 0, (byte) number});
    }
}
