package dev.sightline.probe.selftest;

import dev.sightline.probe.Obstacle;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Tries every way to tell a media server where its camera is, with simulated cameras in network namespaces, and shows for
 * each where the RTCP leaves. Needs no camera; takes root, for the namespaces, and libpcap.
 */
public final class SelfTest {
    private static final Duration WATCH = Duration.ofSeconds(6);
    private static final Duration ALL = Duration.ofSeconds(12);
    private static final Duration SIGNAL = Duration.ofMillis(300);

    private SelfTest() {}

    /** Whether this process may make namespaces, as far as can be told without trying. */
    public static boolean mayMakeNamespaces() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** Runs it; blocks for up to 10 s. The namespaces are removed in every case, also when the JVM is told to end. */
    public static SelfTestReport run() {
        return run(WATCH, ALL);
    }

    /**
     * Runs it with more time, where a machine is busy.
     *
     * @param watch until the verdicts are as expected, at most
     * @param all until the simulated media server's process is ended, at most
     */
    static SelfTestReport run(Duration watch, Duration all) {
        long start = System.nanoTime();
        CountDownLatch ending = new CountDownLatch(1);
        SelfTestReport report = tried(watch, all, start, ending);
        return report.obstacle().isPresent() && comes(ending) ? ended(start) : report;
    }

    /** A terminal's Ctrl-C may end the programs that this one started before it is told itself. */
    private static boolean comes(CountDownLatch ending) {
        try {
            return ending.await(SIGNAL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static SelfTestReport tried(Duration watch, Duration all, long start, CountDownLatch ending) {
        try (TestNamespaces namespaces = TestNamespaces.prepare()) {
            Thread hook = new Thread(
                    () -> {
                        ending.countDown();
                        namespaces.close();
                    },
                    "self-test-cleaning");
            Runtime.getRuntime().addShutdownHook(hook);
            namespaces.make();
            Process cameras = namespaces.startCamera(CameraProcess.class);
            Process server = namespaces.startServer(ServerProcess.class, Long.toString(watch.toMillis()));
            CompletableFuture.delayedExecutor(all.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(server::destroyForcibly);
            List<String> lines = read(server);
            return cameras.isAlive()
                    ? report(start, lines)
                    : failed(start, "the simulated cameras ended with exit code " + cameras.exitValue());
        } catch (TestNamespaces.Ended | IllegalStateException e) { // the latter of a JVM that takes no hook any more
            return ended(start);
        } catch (UncheckedIOException | IOException e) {
            return failed(start, String.valueOf(e.getMessage()));
        }
    }

    private static SelfTestReport ended(long start) {
        return SelfTestReport.ended(since(start), "about 10 s");
    }

    private static List<String> read(Process server) throws IOException {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
            return lines.lines().limit(Trial.ALL.size() + 3L).toList();
        }
    }

    private static SelfTestReport report(long start, List<String> lines) {
        if (lines.size() == 3 && lines.get(0).equals("obstacle")) {
            return new SelfTestReport(
                    since(start), List.of(), List.of(), Optional.of(new Obstacle(lines.get(1), lines.get(2))));
        }
        try {
            List<TrialResult> results = lines.stream().map(TrialJson::read).toList();
            return results.size() == Trial.ALL.size()
                    ? new SelfTestReport(since(start), results, List.of(), Optional.empty())
                    : failed(start, "the simulated media server ended early");
        } catch (IllegalArgumentException e) {
            return failed(start, String.valueOf(e.getMessage()));
        }
    }

    private static SelfTestReport failed(long start, String reason) {
        return new SelfTestReport(
                since(start),
                List.of(),
                List.of(),
                Optional.of(new Obstacle(
                        "the self test could not be made: " + reason,
                        "see whether root may use network namespaces here: ip netns add try && ip netns delete try")));
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
