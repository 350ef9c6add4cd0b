package dev.sightline.probe.command;

import dev.sightline.probe.PortRange;
import dev.sightline.probe.capture.FrameSink;
import dev.sightline.probe.capture.InterfaceNames;
import dev.sightline.probe.file.PcapngWriter;
import dev.sightline.probe.file.WatchNotes;
import dev.sightline.probe.report.WatchReport;
import dev.sightline.probe.watch.ProbeWatch;
import dev.sightline.probe.watch.Recording;
import dev.sightline.probe.watch.WatchOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        versionProvider = ProbeVersion.class,
        description = "Watch for a while and give one verdict per camera.",
        footer = {
            "",
            "On a terminal a table shows what is seen; the summary at the end gives the reasons. Ctrl-C ends the watch and"
                    + " prints the summary of what was seen so far.",
            "",
            "Exit codes: 0 every camera is DELIVERED, 1 one is not or none was seen, 2 wrong usage, or a file or standard"
                    + " output that cannot be written, 3 nothing could be captured, 130 after Ctrl-C, 143 and 129 after"
                    + " SIGTERM and SIGHUP, all three with the summary.",
            "Capture needs CAP_NET_RAW and libpcap; without them the verdict is UNPROVEN, with the cure."
        })
final class WatchCommand implements Callable<Integer> {
    private static final int NOTHING_CAPTURED = 3;
    private static final Duration REDRAW = Duration.ofSeconds(1);

    /** One of two ways to speak to programs. */
    static final class Format {
        @Option(names = "--json", description = "Print one JSON document at the end, and nothing before.")
        private boolean json;

        @Option(
                names = "--ndjson",
                description =
                        "Print a line of JSON for each change of a verdict, one a second for the state, and one at"
                                + " the end with the whole report.")
        private boolean ndjson;
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--media-ports",
            required = true,
            paramLabel = "A-B",
            converter = Converters.Ports.class,
            description = "The media server's UDP ports towards cameras, as 5000-5050. They count as source and as"
                    + " destination.")
    @SuppressWarnings("NullAway.Init") // required
    private PortRange mediaPorts;

    @Option(
            names = "--for",
            defaultValue = "15s",
            paramLabel = "TIME",
            converter = Converters.Time.class,
            description = "How long, as 15s or 2m (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // has a default
    private Duration time;

    @Option(
            names = "--camera",
            paramLabel = "ADDRESS",
            converter = Converters.CameraHere.class,
            description =
                    "A camera that must be in the report even if nothing is seen of it; may be repeated. Others are"
                            + " added as their RTP arrives.")
    private List<InetAddress> cameras = List.of();

    @Option(
            names = "--interface",
            paramLabel = "NAME",
            description =
                    "An interface to capture on besides lo, with those below it; may be repeated (default: all that are up;"
                            + " of more than 64, those that matter most).")
    private List<String> interfaces = List.of();

    @Option(
            names = "--trace-firewall",
            description = "Let nftables name the rule that drops media or RTCP: adds a table of its own to this host's"
                    + " firewall, which marks a sample of the UDP packets of the media ports and goes with this command. Takes CAP_NET_ADMIN."
                    + " Without it only counters are read, and nothing is changed.")
    private boolean traceFirewall;

    @ArgGroup
    private Format format = new Format();

    @Option(
            names = "--write",
            paramLabel = "FILE.pcapng",
            description =
                    "Keep what passed the kernel's filter: all RTCP, STUN, DTLS and ICMP errors whole, and of the RTP, or a"
                            + " sample of it where much comes, the headers. It holds addresses, names (CNAME) and times, and no"
                            + " media. To be read with Wireshark or tshark.")
    private Optional<Path> file = Optional.empty();

    @Option(names = "--force", description = "Let --write replace a file that exists.")
    private boolean force;

    @Override
    public Integer call() throws InterruptedException {
        WatchOptions options = options();
        Optional<Recording> recording = recording();
        ProbeWatch watch =
                new ProbeWatch(options, recording.map(FrameSink.class::cast).orElse(FrameSink.NONE));
        try (LastWords ignored = new LastWords(watch::stop, () -> tell("the watch did not end in time; no summary"))) {
            WatchView view = view();
            WatchReport report = shown(watch, view);
            Optional<Long> frames = recording.map(each -> each.finish(report));
            view.end(report);
            frames.ifPresent(this::tellOfFile);
            return exitCode(report, recording.map(Recording::isWhole).orElse(true));
        }
    }

    private WatchOptions options() {
        for (String name : interfaces) {
            Optional<SortedSet<String>> known = InterfaceNames.ofThisHost();
            if (known.isPresent() && !known.get().contains(name)) {
                throw wrongUsage(
                        "there is no interface " + name + " here; there are: " + String.join(", ", known.get()));
            }
        }
        if (time.isZero() || time.compareTo(WatchOptions.LONGEST) > 0) {
            throw wrongUsage("--for takes more than 0s and at most " + WatchOptions.LONGEST.toHours() + "h");
        }
        try {
            return new WatchOptions(mediaPorts, time, interfaces, cameras, traceFirewall);
        } catch (IllegalArgumentException problem) {
            throw wrongUsage(String.valueOf(problem.getMessage()));
        }
    }

    private Optional<Recording> recording() {
        if (file.isEmpty()) {
            return Optional.empty();
        }
        Path path = file.get();
        if (path.toString().isEmpty()) {
            throw wrongUsage("--write names no file: its value is empty");
        }
        if (Files.isDirectory(path)) {
            throw wrongUsage(path + " is a directory; name a file in it");
        }
        try {
            PcapngWriter writer = PcapngWriter.create(
                    path, force, new ProbeVersion().getVersion()[0], WatchNotes.atTheBeginning(interfaces));
            return Optional.of(new Recording(writer, path.toString(), this::tell));
        } catch (FileAlreadyExistsException problem) {
            throw wrongUsage(path + " exists already; choose another name, or replace it with --force");
        } catch (NoSuchFileException problem) {
            throw wrongUsage(path + " cannot be written: its directory does not exist");
        } catch (IOException problem) {
            throw wrongUsage(path + " cannot be written: " + reason(problem));
        }
    }

    private static String reason(IOException problem) {
        return problem instanceof AccessDeniedException ? "permission denied" : String.valueOf(problem.getMessage());
    }

    private ParameterException wrongUsage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private WatchView view() {
        PrintWriter out = spec.commandLine().getOut();
        if (format.ndjson) {
            return new EventsView(out);
        }
        return !format.json && Terminal.isThere() ? new LiveView(out, time) : new SummaryView(out, format.json);
    }

    /** The watch reads on a thread of its own, so that a slow terminal never makes it lose packets. */
    private WatchReport shown(ProbeWatch watch, WatchView view) throws InterruptedException {
        FutureTask<WatchReport> watching = new FutureTask<>(watch::run);
        Thread reader = new Thread(watching, "probe-watch");
        reader.setDaemon(true);
        reader.start();
        while (true) {
            try {
                return watching.get(REDRAW.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException goesOn) {
                Optional<WatchReport> nothing = watch.stoppedAtTheStart();
                if (nothing.isPresent()) {
                    return nothing.get();
                }
                view.progress(watch::latest);
                endWithoutReader(watch);
            } catch (ExecutionException problem) {
                throw new IllegalStateException("the watch broke off: " + problem.getCause(), problem.getCause());
            }
        }
    }

    /** Nobody learns any more what it sees, unless it is kept in a file. */
    private void endWithoutReader(ProbeWatch watch) {
        if (file.isEmpty() && StandardStreams.isLost(spec.commandLine().getOut())) {
            watch.stop();
        }
    }

    private static int exitCode(WatchReport report, boolean isKept) {
        if (report.obstacle().isPresent()) {
            return NOTHING_CAPTURED;
        }
        if (!isKept) {
            return ExitCode.USAGE;
        }
        return report.allDelivered() ? 0 : 1;
    }

    private void tellOfFile(long frames) {
        tell(frames + " frames are in " + file.map(Path::toString).orElse(""));
    }

    private void tell(String message) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(spec.root().name() + ": " + message);
        err.flush();
    }
}
