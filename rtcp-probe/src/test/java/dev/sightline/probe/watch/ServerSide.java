package dev.sightline.probe.watch;

import dev.sightline.probe.PortRange;
import dev.sightline.probe.capture.CaptureLimits;
import dev.sightline.probe.clock.HostClock;
import dev.sightline.probe.file.PcapngWriter;
import dev.sightline.probe.file.WatchNotes;
import dev.sightline.probe.report.WatchReport;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The media server of {@link ProbeWatchTest}, and the watch beside it: each argument {@code fromPort,to,toPort} sends
 * feedback five times a second. The watch runs for at most the seconds of the first argument, until standard input
 * ends; what it has seen up to then is printed twice a second, and last of all its report, each as one line of JSON. The
 * argument {@code write=FILE} keeps what it captures.
 */
final class ServerSide {
    private static final CaptureLimits USUAL = CaptureLimits.DEFAULT;

    /**
     * The kernel's ring of 64 blocks closes one each {@code block}, however few packets came: with the usual 50 ms it is full
     * when this process had no processor for 3 s, with these half seconds it holds half a minute. Cameras that had none send
     * at once what they missed: that is no reason to see a slow one's RTP but each half minute.
     */
    private static final CaptureLimits PATIENT = new CaptureLimits(
            USUAL.snapLength(),
            USUAL.rtpSampling(),
            50 * USUAL.mostWhole(),
            Duration.ofMillis(500),
            USUAL.largestBuffer(),
            USUAL.allBuffers(),
            USUAL.maxInterfaces(),
            USUAL.burst(),
            USUAL.rescan(),
            USUAL.judging());

    private static final String WRITE = "write=";

    private static boolean ended;

    private ServerSide() {}

    public static void main(String[] arguments) throws Exception {
        Feedback feedback = Feedback.to(List.of(arguments).subList(2, arguments.length));
        WatchOptions options = new WatchOptions(
                new PortRange(40_000, 40_999),
                Duration.ofSeconds(Integer.parseInt(arguments[0])),
                List.of(),
                List.of(InetAddress.getByName(arguments[1])));
        Path path = Path.of(Stream.of(arguments)
                .filter(argument -> argument.startsWith(WRITE))
                .map(argument -> argument.substring(WRITE.length()))
                .findFirst()
                .orElse("/dev/null"));
        PcapngWriter file =
                PcapngWriter.create(path, /* replace= */ true, "test", WatchNotes.atTheBeginning(options.interfaces()));
        Recording recording = new Recording(file, path.toString(), System.err::println);
        ProbeWatch watch = new ProbeWatch(options, recording, PATIENT, new HostClock());
        inBackground(() -> repeat(200, feedback::send));
        inBackground(() -> repeat(500, () -> print(watch.latest(), /* last= */ false)));
        inBackground(() -> stopAtTheEndOfInput(watch));
        WatchReport report = watch.run();
        recording.finish(report);
        print(report, /* last= */ true);
        System.err.println(report.toText());
    }

    /** After the last one nothing is printed: this process ends then, perhaps within a line. */
    private static synchronized void print(WatchReport report, boolean last) {
        if (ended) {
            return;
        }
        ended = last;
        System.out.println(report.toJson().lines().map(String::strip).collect(Collectors.joining()));
    }

    private static void stopAtTheEndOfInput(ProbeWatch watch) {
        try {
            while (System.in.read() >= 0) {
                // nothing is said on it
            }
        } catch (IOException e) {
            // ended as well
        }
        watch.stop();
    }

    private static void inBackground(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
    }

    private static void repeat(long millis, Runnable task) {
        try {
            while (true) {
                task.run();
                Thread.sleep(millis);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
