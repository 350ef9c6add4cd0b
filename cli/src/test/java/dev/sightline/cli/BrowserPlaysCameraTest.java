package dev.sightline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.bench.browser.CameraPage;
import dev.sightline.bench.browser.Chromium;
import dev.sightline.gateway.Gateway;
import dev.sightline.gateway.config.GatewayConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Real input and a real viewer: ffmpeg is the camera, Chromium plays it through the gateway and the embedded relay. */
@TestInstance(Lifecycle.PER_CLASS)
class BrowserPlaysCameraTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String CAMERA = "ffmpeg-1";

    private Gateway gateway;
    private FfmpegCamera camera;
    private Chromium browser;
    private URI dashboard;

    @BeforeAll
    void startEverything(@TempDir Path directory) throws Exception {
        gateway = Gateway.start(GatewayConfig.parse("""
            listeners:
              config: {address: 127.0.0.1, port: 0}
              dashboard: {port: 0}
              signaling: {port: 0}
              management: {port: 0}
            access: {required: false}
            tls: {selfSignedDirectory: '%s'}
            returnPath: {winnersFile: none}
            media:
              relay: {mediaAddress: 127.0.0.1}
            cameras:
              list:
                - {id: %s, addresses: [127.0.0.1]}
            """.formatted(directory, CAMERA), "test.yaml"));
        dashboard = URI.create("https://127.0.0.1:" + gateway.dashboardPort());
        camera = FfmpegCamera.start(URI.create("http://127.0.0.1:" + gateway.configPort()), CAMERA, true);
        browser = Chromium.start(1280, 800);
    }

    @AfterAll
    void stopEverything() throws IOException {
        if (browser != null) {
            browser.close();
        }
        if (camera != null) {
            camera.close();
        }
        if (gateway != null) {
            gateway.close();
        }
    }

    @Test
    void theColoursOfThePictureAreTheCamerasOwn() {
        CameraPage page = CameraPage.open(browser, dashboard, CAMERA);
        page.awaitPicture(PATIENCE);
        page.awaitFrames(25, PATIENCE);

        String pixels = browser.evaluate("""
            const video = document.getElementById('video');
            const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
            const context = canvas.getContext('2d');
            context.drawImage(video, 0, 0);
            const at = (x, y) => [...context.getImageData(x, y, 1, 1).data.slice(0, 3)]
                .map((value) => value > 200 ? 'full' : value < 60 ? 'none' : value).join(' ');
            return video.videoWidth + 'x' + video.videoHeight + ': ' + at(40, 120) + ' | ' + at(280, 120);
            """).orElseThrow();
        assertThat(pixels).isEqualTo("320x240: full none none | none none full");
    }

    @Test
    void figuresOfAnEarlierConnectionAreNotShownForTheNextOne() {
        CameraPage page = CameraPage.open(browser, dashboard, CAMERA);
        page.awaitPicture(PATIENCE);
        page.awaitFrames(25, PATIENCE);

        String shown = browser.evaluate("""
            const away = (hidden) => {
              Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
              document.dispatchEvent(new Event('visibilitychange'));
            };
            away(true);
            away(false);
            return document.getElementById('video').dataset.framesDecoded
                + ' frames, ' + document.querySelector('.panel dl').textContent;
            """).orElseThrow();
        assertThat(shown).isEqualTo("0 frames, StateConnecting …");
    }

    @Test
    void theToneIsHeard() {
        CameraPage page = CameraPage.open(browser, dashboard, CAMERA);
        page.awaitPicture(PATIENCE);
        String frequency = browser.evaluateAsync("""
            const done = arguments[0];
            const stream = document.getElementById('video').srcObject;
            const context = new AudioContext({ sampleRate: 48000 });
            const analyser = context.createAnalyser();
            analyser.fftSize = 4096;
            context.createMediaStreamSource(new MediaStream(stream.getAudioTracks())).connect(analyser);
            const bins = new Float32Array(analyser.frequencyBinCount);
            const timer = setInterval(() => {
              analyser.getFloatFrequencyData(bins);
              const loudest = bins.indexOf(Math.max(...bins));
              if (bins[loudest] > -60) {
                clearInterval(timer);
                done(Math.round(loudest * 48000 / 4096));
              }
            }, 100);
            """).orElseThrow();
        assertThat(Integer.parseInt(frequency)).isBetween(420, 460);
    }

    @Test
    void tenViewersWatchTheSameCameraAndOneThatComesLateToo() {
        // A page in the background stops its picture, so all of them are on one page.
        browser.open(dashboard);
        assertThat(join(10)).isEqualTo("10 play");
        assertThat(join(1)).isEqualTo("1 play");
        assertThat(browser.evaluateAsync("""
            const done = arguments[0];
            const frames = () => window.watched.map((video) => video.getVideoPlaybackQuality().totalVideoFrames);
            const before = frames();
            const timer = setInterval(() => {
              if (frames().every((count, i) => count >= before[i] + 25)) {
                clearInterval(timer);
                done(window.watched.length + ' go on');
              }
            }, 100);
            """)).hasValue("11 go on");
    }

    /** Adds viewers to the current page and waits until each has a picture. */
    private String join(int viewers) {
        return browser.evaluateAsync("""
            const done = arguments[0];
            import('/watch.js').then(({ Watch }) => {
              let playing = 0;
              window.watched ??= [];
              for (let i = 0; i < %1$d; i++) {
                const video = document.body.appendChild(document.createElement('video'));
                video.muted = true;
                window.watched.push(video);
                const watch = new Watch('%2$s', video, () => {
                  if (watch.state === 'playing' && ++playing === %1$d) done(playing + ' play');
                });
                watch.start();
              }
            });
            """.formatted(viewers, CAMERA)).orElseThrow();
    }
}
