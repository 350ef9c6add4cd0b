package dev.sightline.bench.browser;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/**
 * A headless Chromium that trusts self-signed certificates, with a profile of its own that goes when it is closed. Not
 * safe for several threads; every call blocks.
 */
public final class Chromium implements AutoCloseable {
    private static final List<Path> DRIVERS =
            List.of(Path.of("/usr/bin/chromedriver"), Path.of("/usr/local/bin/chromedriver"));
    private static final List<Path> BROWSERS = List.of(
            Path.of("/usr/bin/chromium"), Path.of("/usr/bin/chromium-browser"), Path.of("/usr/bin/google-chrome"));
    private static final org.slf4j.Logger LOG = org.slf4j.LoggerFactory.getLogger(Chromium.class);
    private static final Duration SCRIPT_LIMIT = Duration.ofSeconds(30);
    // Selenium tells at INFO which protocol it speaks; strong, or the setting is collected with the logger.
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    private final ChromeDriver driver;
    private final Path home;

    private Chromium(ChromeDriver driver, Path home) {
        this.driver = driver;
        this.home = home;
    }

    /**
     * Starts a browser of {@code width} × {@code height} CSS pixels.
     *
     * @throws BrowserException when no Chromium or no driver is installed, or it does not start
     */
    public static Chromium start(int width, int height) {
        SELENIUM.setLevel(Level.SEVERE);
        File driver = installed(DRIVERS, "chromium-driver");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(installed(BROWSERS, "chromium"));
        options.setAcceptInsecureCerts(true);
        options.addArguments(
                "--headless",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
                "--mute-audio",
                "--hide-scrollbars",
                "--autoplay-policy=no-user-gesture-required",
                "--allow-loopback-in-peer-connection",
                "--window-size=" + width + "," + height);
        if ("root".equals(System.getProperty("user.name"))) {
            options.addArguments("--no-sandbox"); // Chromium refuses to start its sandbox as root
        }
        Path home = temporaryHome();
        try {
            ChromeDriverService service = new ChromeDriverService.Builder()
                    .usingDriverExecutable(driver)
                    // Or it would leave profiles, crash reports and caches all over the user's own.
                    .withEnvironment(Map.of(
                            "HOME", home.toString(),
                            "TMPDIR", home.toString(),
                            "XDG_CONFIG_HOME", home.toString(),
                            "XDG_CACHE_HOME", home.toString(),
                            "XDG_DATA_HOME", home.toString(),
                            "XDG_RUNTIME_DIR", home.toString()))
                    .usingAnyFreePort()
                    .withSilent(true)
                    .build();
            ChromeDriver started = new ChromeDriver(service, options);
            started.manage().timeouts().scriptTimeout(SCRIPT_LIMIT).pageLoadTimeout(SCRIPT_LIMIT);
            return new Chromium(started, home);
        } catch (WebDriverException problem) {
            delete(home);
            throw new BrowserException("Chromium did not start: " + firstLine(problem), problem);
        }
    }

    private static Path temporaryHome() {
        try {
            return Files.createTempDirectory("sightline-chromium");
        } catch (IOException problem) {
            throw new BrowserException("No folder for Chromium's files can be made: " + problem.getMessage(), problem);
        }
    }

    /** Chromium's last processes may still write: what cannot be deleted now stays in the temporary folder. */
    private static void delete(Path home) {
        try (Stream<Path> files = Files.walk(home)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException problem) {
            LOG.debug("{} could not be removed whole", home, problem);
        }
    }

    /** Shows {@code page} in the current tab and waits until it is loaded. */
    public void open(URI page) {
        driver.get(page.toString());
    }

    /** Runs a script's body in the current page; what it returns as text, empty for nothing, null and undefined. */
    public Optional<String> evaluate(String script) {
        Object result = driver.executeScript(script);
        return Optional.ofNullable(result).map(Object::toString);
    }

    /**
     * Runs a script's body that calls {@code arguments[0]} with its result, and waits for that.
     *
     * @throws BrowserException when it does not within 30 s
     */
    public Optional<String> evaluateAsync(String script) {
        try {
            return Optional.ofNullable(driver.executeAsyncScript(script)).map(Object::toString);
        } catch (WebDriverException problem) {
            throw new BrowserException("The page's script failed: " + firstLine(problem), problem);
        }
    }

    /** The current page as a PNG. */
    public byte[] screenshot() {
        return driver.getScreenshotAs(OutputType.BYTES);
    }

    /** Ends the browser and its driver and removes the profile. */
    @Override
    public void close() {
        driver.quit();
        delete(home);
    }

    private static File installed(List<Path> places, String debianPackage) {
        return places.stream()
                .map(Path::toFile)
                .filter(File::canExecute)
                .findFirst()
                .orElseThrow(() -> new BrowserException(
                        "None of " + places + " is installed. On Debian: apt-get install " + debianPackage));
    }

    private static String firstLine(WebDriverException problem) {
        return String.valueOf(problem.getMessage()).lines().findFirst().orElse("no reason given");
    }
}
