package dev.sightline.probe.command;

import dev.sightline.probe.analyze.Analysis;
import dev.sightline.probe.analyze.AnalysisOptions;
import dev.sightline.probe.file.CaptureFileException;
import dev.sightline.probe.file.CaptureInput;
import dev.sightline.probe.file.SpooledInput;
import dev.sightline.probe.report.AnalysisReport;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "analyze",
        mixinStandardHelpOptions = true,
        description = "Give one verdict per camera from captures made elsewhere, pcap or pcapng.",
        footer = {
            "",
            "Capture on all interfaces of the media server, lo too: tcpdump -i any -s 0 -w FILE.pcap udp or icmp or icmp6 or esp",
            "Meanwhile, there, in bash: for a in 127.0.0.1 SERVER CAMERA; do echo > /dev/udp/$a/9; done",
            "Several files are read as one, in the order of time. Ports are found by looking. - keeps what comes through a"
                    + " pipe in a temporary file, up to 4 GiB: ssh HOST timeout 20 tcpdump … -w - | sightline probe analyze -",
            "",
            "Exit codes: 0 every camera is DELIVERED, 1 one is not or none was seen, 2 wrong usage, a file that cannot be"
                    + " read, or standard output that cannot be written, 3 nothing was judged for want of memory or by a"
                    + " mistake of this program."
        })
final class AnalyzeCommand implements Callable<Integer> {
    private static final int NOT_JUDGED = 3;

    /** Makes a report of captures. */
    interface Analyst {
        AnalysisReport of(AnalysisOptions options) throws CaptureFileException;
    }

    /** What it threw is a mistake of this program, and no wrong usage. */
    private static final class AnalysisFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final RuntimeException mistake;

        AnalysisFailed(RuntimeException mistake) {
            super(mistake);
            this.mistake = mistake;
        }
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    private final InputStream standardInput;
    private final Analyst analyst;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Capture files; - for the standard input.")
    private List<Path> files = List.of();

    @Option(
            names = "--camera",
            paramLabel = "ADDRESS",
            converter = Converters.Camera.class,
            description = "A camera that must be in the report even if nothing is seen of it; may be repeated.")
    private List<InetAddress> cameras = List.of();

    @Option(names = "--json", description = "Print one JSON document instead of text.")
    private boolean json;

    /** Reads the process's standard input. */
    AnalyzeCommand() {
        this(System.in);
    }

    AnalyzeCommand(InputStream standardInput) {
        this(standardInput, Analysis::of);
    }

    AnalyzeCommand(InputStream standardInput, Analyst analyst) {
        this.standardInput = standardInput;
        this.analyst = analyst;
    }

    @Override
    public Integer call() {
        // Netty opens its log when its buffers are first used: the whole of logback, for which there is time to read a
        // twentieth of a large capture. Nothing else here logs.
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
        AnalysisReport report;
        try {
            report = report();
        } catch (IllegalArgumentException problem) {
            throw new ParameterException(spec.commandLine(), problem.getMessage(), problem);
        } catch (CaptureFileException problem) {
            PrintWriter err = spec.commandLine().getErr();
            err.println(spec.root().name() + ": " + problem.getMessage());
            err.flush();
            return CommandLine.ExitCode.USAGE;
        } catch (OutOfMemoryError tooMuch) {
            return notJudged(ofMemory(Runtime.getRuntime().maxMemory() >> 20));
        } catch (AnalysisFailed failed) {
            int code = notJudged(
                    "a mistake of this program kept it from judging the capture; report it with what follows");
            failed.mistake.printStackTrace(spec.commandLine().getErr());
            return code;
        }
        new ReportPrinter(spec.commandLine().getOut(), json).print(report::toJson, report::toText);
        return report.allDelivered() ? 0 : 1;
    }

    private static String ofMemory(long megabytes) {
        return "the capture holds more than can be judged in " + megabytes
                + " MB of memory; allow more, by this before the command: SIGHTLINE_JAVA_OPTIONS=-Xmx" + 4 * megabytes
                + "m";
    }

    private int notJudged(String why) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(spec.root().name() + ": " + why);
        err.flush();
        return NOT_JUDGED;
    }

    private AnalysisReport report() throws CaptureFileException {
        if (files.stream().anyMatch(file -> file.toString().isEmpty())) {
            throw new IllegalArgumentException(
                    "the name of a FILE is empty; expected a capture file, or - for the standard input");
        }
        long standard = files.stream().filter(AnalyzeCommand::isStandard).count();
        if (standard > 1) {
            throw new IllegalArgumentException("- is named " + standard + " times; the standard input is read once");
        }
        for (int i = 0; i < files.size(); i++) {
            refuseAgain(files.get(i), files.subList(0, i));
        }
        if (standard == 0) {
            return report(files.stream().map(CaptureInput::of).toList());
        }
        try (SpooledInput spooled = SpooledInput.of(standardInput, SpooledInput.LARGEST)) {
            return report(files.stream()
                    .map(file -> isStandard(file) ? spooled.input() : CaptureInput.of(file))
                    .toList());
        }
    }

    /** What is read twice counts twice. */
    private static void refuseAgain(Path file, List<Path> before) {
        for (Path other : before) {
            boolean same;
            try {
                same = Files.isSameFile(file, other);
            } catch (IOException cannotBeRead) {
                same = false; // which is said when it is opened
            }
            if (same) {
                throw new IllegalArgumentException(
                        file + (file.equals(other) ? " is named twice" : " is the same file as " + other)
                                + "; what it holds would count twice");
            }
        }
    }

    private AnalysisReport report(List<CaptureInput> inputs) throws CaptureFileException {
        AnalysisOptions options = new AnalysisOptions(inputs, cameras);
        try {
            return analyst.of(options);
        } catch (RuntimeException mistake) {
            throw new AnalysisFailed(mistake);
        }
    }

    private static boolean isStandard(Path file) {
        return file.toString().equals(SpooledInput.STANDARD);
    }
}
