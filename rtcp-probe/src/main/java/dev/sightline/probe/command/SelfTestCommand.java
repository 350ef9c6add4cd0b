package dev.sightline.probe.command;

import dev.sightline.probe.Obstacle;
import dev.sightline.probe.selftest.AddressTest;
import dev.sightline.probe.selftest.SelfTest;
import dev.sightline.probe.selftest.SelfTestReport;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "selftest",
        mixinStandardHelpOptions = true,
        description = {
            "Show without a camera where RTCP leaves for each way to name the camera in the offer.",
            "Run by root it makes two network namespaces with simulated cameras, and removes them afterwards;"
                    + " with --address it sends three RTCP datagrams to that address and watches where they leave."
        },
        footer = {
            "",
            "Exit codes: 0 all as expected, 1 something is not, or nothing could be tried, 2 wrong usage or"
                    + " standard output that cannot be written, 130 after Ctrl-C, 143 and 129 after SIGTERM and SIGHUP.",
            "Takes root, or --address and CAP_NET_RAW."
        })
final class SelfTestCommand implements Callable<Integer> {
    private static final Obstacle NOT_ROOT = new Obstacle(
            "without root no network namespaces can be made, and no --address was given",
            "run it with sudo, or name a camera's or another host's address: probe selftest --address 10.77.0.2"
                    + " (takes CAP_NET_RAW, see probe watch --help)");

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--address",
            paramLabel = "ADDRESS",
            converter = Converters.Address.class,
            description = "Send to this address instead of making namespaces: a camera's, or any host's that may get"
                    + " three small UDP datagrams.")
    private @Nullable InetAddress address;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "5007",
            description = "The UDP port at --address that expects RTCP (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(names = "--json", description = "Print one JSON document instead of a table.")
    private boolean json;

    @Override
    public Integer call() {
        if (port < 1 || port > 65_535) {
            throw new ParameterException(spec.commandLine(), "--port " + port + ": expected 1 to 65535");
        }
        if (address == null && spec.commandLine().getParseResult().hasMatchedOption("--port")) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--port says where at --address to send to, and no --address was given; the test in namespaces has"
                            + " ports of its own");
        }
        try (LastWords ignored = new LastWords(stop(), this::tellThatItDidNotEnd)) {
            SelfTestReport report = report();
            new ReportPrinter(spec.commandLine().getOut(), json)
                    .print(report::toJson, page -> page.fitted(report.toText()));
            return report.allAsExpected() ? 0 : 1;
        }
    }

    /** The test in namespaces ends by itself with the JVM, for it has to remove them. */
    private Runnable stop() {
        return address == null ? () -> {} : Thread.currentThread()::interrupt;
    }

    private void tellThatItDidNotEnd() {
        PrintWriter err = spec.commandLine().getErr();
        err.println(spec.root().name() + ": the self test did not end in time; no result");
        err.flush();
    }

    private SelfTestReport report() {
        if (address != null) {
            return AddressTest.run(address, port);
        }
        return SelfTest.mayMakeNamespaces()
                ? SelfTest.run()
                : new SelfTestReport(Duration.ZERO, List.of(), List.of(), Optional.of(NOT_ROOT));
    }
}
