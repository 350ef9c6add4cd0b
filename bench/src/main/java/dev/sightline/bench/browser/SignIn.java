package dev.sightline.bench.browser;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Signs a browser in, so that the dashboard's pages show what they are for. */
public final class SignIn {
    private static final long LOOK_MILLIS = 50;

    private SignIn() {}

    /**
     * Opens a one-time link, and waits until the page knows who looks at it.
     *
     * @param link {@code https://host:port/#/enter/SECRET}
     * @throws BrowserException when the page asks to sign in nevertheless, or shows nothing in time
     */
    public static void by(Chromium browser, URI link, Duration patience) {
        browser.open(link);
        long deadline = System.nanoTime() + patience.toNanos();
        while (!browser.evaluate("return document.getElementById('account')?.hidden === false;")
                .equals(Optional.of("true"))) {
            if (System.nanoTime() - deadline > 0) {
                throw new BrowserException("The link signed nobody in. The page shows: "
                        + browser.evaluate("return document.body.innerText.replace(/\\s+/g, ' ')")
                                .orElse("nothing"));
            }
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new BrowserException("Interrupted while signing in", interrupted);
            }
        }
    }
}
