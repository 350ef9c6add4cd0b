package dev.sightline.bench.browser;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The dashboard's page of one camera, as a browser shows it. Every call blocks. */
public final class CameraPage {
    private final Chromium browser;

    private CameraPage(Chromium browser) {
        this.browser = browser;
    }

    /** What the page says of the picture. Times are in milliseconds. */
    public record Figures(int answerMillis, int firstFrameMillis, long framesDecoded) {}

    /** Opens the page of {@code cameraId} at {@code dashboard} ({@code https://host:port}) in the browser's current tab. */
    public static CameraPage open(Chromium browser, URI dashboard, String cameraId) {
        // A page that differs only in its fragment would not be loaded again.
        browser.open(URI.create("about:blank"));
        String id = URLEncoder.encode(cameraId, StandardCharsets.UTF_8).replace("+", "%20");
        browser.open(dashboard.resolve("/#/cameras/" + id));
        return new CameraPage(browser);
    }

    /**
     * Waits for the first picture.
     *
     * @throws BrowserException with what the page shows instead, when there is none in time
     */
    public Figures awaitPicture(Duration patience) {
        awaitUntil("video.dataset.state === 'playing'", patience);
        return figures();
    }

    /** Waits until {@code frames} more frames than now were decoded. */
    public Figures awaitFrames(long frames, Duration patience) {
        long target = figures().framesDecoded() + frames;
        awaitUntil("video.getVideoPlaybackQuality().totalVideoFrames >= " + target, patience);
        return figures();
    }

    /** What the page knows now; zeros for what it does not know yet. */
    public Figures figures() {
        return new Figures(
                Integer.parseInt(number("video.dataset.answerMillis")),
                Integer.parseInt(number("video.dataset.firstFrameMillis")),
                Long.parseLong(number("video.getVideoPlaybackQuality().totalVideoFrames")));
    }

    private String number(String expression) {
        return browser.evaluate("const video = document.getElementById('video'); return String(Math.round(Number("
                        + expression + ")) || 0);")
                .orElse("0");
    }

    private void awaitUntil(String condition, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        String script = "const video = document.getElementById('video'); return video !== null && (" + condition + ");";
        while (!browser.evaluate(script).equals(java.util.Optional.of("true"))) {
            if (System.nanoTime() > deadline) {
                throw new BrowserException("Not within " + patience.toSeconds() + " s: " + condition
                        + ". The page shows: "
                        + browser.evaluate("return document.getElementById('main').innerText.replace(/\\s+/g, ' ')")
                                .orElse("nothing"));
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new BrowserException("Interrupted while waiting for the page", interrupted);
            }
        }
    }
}
