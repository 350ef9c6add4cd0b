package dev.sightline.cli;

import dev.sightline.bench.browser.CameraPage;
import dev.sightline.bench.browser.CameraPage.Figures;
import dev.sightline.bench.browser.Chromium;
import dev.sightline.bench.browser.SignIn;
import dev.sightline.probe.Verdict;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Plays the demo's first camera in headless Chromium, and says in one line whether all is well. */
final class DemoCheck {
    private static final Duration SIGN_IN_PATIENCE = Duration.ofSeconds(10);
    private static final Duration PICTURE_PATIENCE = Duration.ofSeconds(20);
    private static final Duration PROOF_PATIENCE = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final int FRAMES = 100;

    private final DemoNetwork network;
    private final DemoCameras cameras;
    private final URI link;
    private final GatewayApi api;
    private final Optional<Path> screenshot;

    DemoCheck(DemoNetwork network, DemoCameras cameras, URI link, GatewayApi api, Optional<Path> screenshot) {
        this.network = network;
        this.cameras = cameras;
        this.link = link;
        this.api = api;
        this.screenshot = screenshot;
    }

    /**
     * @param firstFrameMillis from opening the page's connection to the first picture
     * @param framesDecoded by the browser when it was asked
     * @param rtcpReceived by the camera
     */
    record Result(int firstFrameMillis, long framesDecoded, long rtcpReceived, Verdict verdict, boolean provable) {
        /** Picture and feedback arrive; and where the probe can prove the latter, it did. */
        boolean isGood() {
            boolean proven = verdict == Verdict.DELIVERED || (verdict == Verdict.UNPROVEN && !provable);
            return framesDecoded >= FRAMES && rtcpReceived > 0 && proven;
        }

        @Override
        public String toString() {
            return "first-frame-ms=" + firstFrameMillis + " frames-decoded=" + framesDecoded
                    + " rtcp-received-by-camera=" + rtcpReceived + " verdict=" + verdict;
        }
    }

    Result run() throws IOException {
        boolean provable = network instanceof NamespaceNetwork;
        try (Chromium browser = Chromium.start(1440, 900)) {
            SignIn.by(browser, link, SIGN_IN_PATIENCE);
            CameraPage camera = CameraPage.open(browser, link.resolve("/"), DemoConfig.CAMERA_FIRST);
            camera.awaitPicture(PICTURE_PATIENCE);
            Figures figures = camera.awaitFrames(FRAMES, PICTURE_PATIENCE);
            if (screenshot.isPresent()) {
                Files.write(screenshot.get(), browser.screenshot());
            }
            Verdict verdict = provable ? awaitProof() : api.verdict(DemoConfig.CAMERA_FIRST);
            return new Result(
                    figures.firstFrameMillis(),
                    figures.framesDecoded(),
                    cameras.rtcpReceived(DemoConfig.CAMERA_FIRST),
                    verdict,
                    provable);
        }
    }

    /** What the gateway has from its probe agent: the first proof, or what there is in its place when none comes. */
    private Verdict awaitProof() throws IOException {
        long end = System.nanoTime() + PROOF_PATIENCE.toNanos();
        Verdict verdict = api.verdict(DemoConfig.CAMERA_FIRST);
        while (verdict == Verdict.UNPROVEN && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(LOOK.toNanos());
            verdict = api.verdict(DemoConfig.CAMERA_FIRST);
        }
        return verdict;
    }
}
