package dev.sightline.probe.command;

import dev.sightline.probe.PortRange;
import dev.sightline.probe.report.WatchReport;
import dev.sightline.probe.watch.ProbeWatch;
import dev.sightline.probe.watch.WatchOptions;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        description = "Watch for a while and give one verdict per camera.",
        footer = {
            "",
            "Exit codes: 0 every camera is DELIVERED, 1 one is not, 2 wrong usage.",
            "Capture needs CAP_NET_RAW and libpcap; without them the verdict is UNPROVEN, with the cure."
        })
final class WatchCommand implements Callable<Integer> {
    private static final Duration SUMMARY_LIMIT = Duration.ofSeconds(5);

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--media-ports",
            required = true,
            paramLabel = "A-B",
            converter = Converters.Ports.class,
            description = "The media server's UDP ports towards cameras, as 5000-5050.")
    @SuppressWarnings("NullAway.Init") // required
    private PortRange mediaPorts;

    @Option(
            names = "--for",
            defaultValue = "15s",
            paramLabel = "TIME",
            converter = Converters.Time.class,
            description =
                    "How long, as 15s or 2m (default: ${DEFAULT-VALUE}). Ctrl-C ends it with what was seen so far.")
    @SuppressWarnings("NullAway.Init") // has a default
    private Duration time;

    @Option(
            names = "--camera",
            paramLabel = "ADDRESS",
            converter = Converters.Address.class,
            description = "A camera that must be in the report even if nothing is seen of it; may be repeated.")
    private List<InetAddress> cameras = List.of();

    @Option(
            names = "--interface",
            paramLabel = "NAME",
            description = "An interface to capture on besides lo; may be repeated (default: all that are up).")
    private List<String> interfaces = List.of();

    @Option(names = "--json", description = "Print one JSON document instead of a table.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        WatchOptions options;
        try {
            options = new WatchOptions(mediaPorts, time, interfaces, cameras);
        } catch (IllegalArgumentException problem) {
            throw new ParameterException(spec.commandLine(), problem.getMessage(), problem);
        }
        ProbeWatch watch = new ProbeWatch(options);
        CountDownLatch printed = new CountDownLatch(1);
        Thread hook = new Thread(() -> summariseBeforeTheEnd(watch, printed), "summary");
        Runtime.getRuntime().addShutdownHook(hook);
        WatchReport report = watch.run();
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? report.toJson() + "\n" : report.toText());
        out.flush();
        printed.countDown();
        return report.allDelivered() ? 0 : 1;
    }

    private static void summariseBeforeTheEnd(ProbeWatch watch, CountDownLatch printed) {
        watch.stop();
        try {
            if (!printed.await(SUMMARY_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                System.err.println("sightline: the watch did not end in time; no summary");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
