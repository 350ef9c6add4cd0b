package dev.sightline.cli;

import dev.sightline.bench.browser.CameraPage;
import dev.sightline.bench.browser.CameraPage.Figures;
import dev.sightline.bench.browser.Chromium;
import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.watch.ProbeWatch;
import dev.sightline.probe.watch.WatchOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Plays the demo's first camera in headless Chromium while the probe watches, and says in one line whether all is well. */
final class DemoCheck {
    private static final Duration PICTURE_PATIENCE = Duration.ofSeconds(20);
    private static final Duration WATCH = Duration.ofSeconds(8);
    private static final int FRAMES = 100;

    private final DemoNetwork network;
    private final DemoCameras cameras;
    private final URI page;
    private final Optional<Path> screenshot;

    DemoCheck(DemoNetwork network, DemoCameras cameras, URI page, Optional<Path> screenshot) {
        this.network = network;
        this.cameras = cameras;
        this.page = page;
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
        CompletableFuture<Verdict> verdict = provable
                ? CompletableFuture.supplyAsync(this::watch)
                : CompletableFuture.completedFuture(Verdict.UNPROVEN);
        try (Chromium browser = Chromium.start(1440, 900)) {
            CameraPage camera = CameraPage.open(browser, page, DemoConfig.CAMERA_FIRST);
            camera.awaitPicture(PICTURE_PATIENCE);
            Figures figures = camera.awaitFrames(FRAMES, PICTURE_PATIENCE);
            if (screenshot.isPresent()) {
                Files.write(screenshot.get(), browser.screenshot());
            }
            return new Result(
                    figures.firstFrameMillis(),
                    figures.framesDecoded(),
                    cameras.rtcpReceived(DemoConfig.CAMERA_FIRST),
                    verdict.join(),
                    provable);
        }
    }

    private Verdict watch() {
        InetAddress camera = network.cameraAddress();
        WatchOptions options = new WatchOptions(
                new PortRange(DemoConfig.FIRST_MEDIA_PORT, DemoConfig.LAST_MEDIA_PORT),
                WATCH,
                List.of(),
                List.of(camera));
        return ProbeWatch.run(options).cameras().stream()
                .filter(verdict -> verdict.camera().equals(camera))
                .map(CameraVerdict::verdict)
                .findFirst()
                .orElse(Verdict.UNPROVEN);
    }
}
