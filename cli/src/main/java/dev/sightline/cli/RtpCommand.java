package dev.sightline.cli;

import dev.sightline.bench.wire.LoadPlan;
import dev.sightline.bench.wire.LoadSender;
import dev.sightline.bench.wire.LoadSender.Side;
import dev.sightline.bench.wire.Sent;
import dev.sightline.probe.command.Converters;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "rtp",
        mixinStandardHelpOptions = true,
        description =
                "Send one side of many cameras' media, and count it: RTP with sender reports, or the feedback for it.")
final class RtpCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(names = "--side", required = true, description = "Who sends: ${COMPLETION-CANDIDATES}.")
    @SuppressWarnings("NullAway.Init") // required
    private Side side;

    @Option(names = "--cameras", defaultValue = "200", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    private int cameras;

    @Option(
            names = "--rate",
            defaultValue = "260",
            paramLabel = "N",
            description = "RTP packets of each camera in a second (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Option(
            names = "--size",
            defaultValue = "1200",
            paramLabel = "OCTETS",
            description = "Of an RTP packet (default: ${DEFAULT-VALUE}).")
    private int size;

    @Option(
            names = "--for",
            defaultValue = "20s",
            paramLabel = "TIME",
            converter = Converters.Time.class,
            description = "How long (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // has a default
    private Duration time;

    @Option(
            names = "--server",
            required = true,
            paramLabel = "ADDRESS",
            converter = Converters.Address.class,
            description = "The media server's address.")
    @SuppressWarnings("NullAway.Init") // required
    private InetAddress server;

    @Option(
            names = "--first-camera",
            required = true,
            paramLabel = "ADDRESS",
            converter = Converters.Address.class,
            description = "The first camera's address; the others follow.")
    @SuppressWarnings("NullAway.Init") // required
    private InetAddress firstCamera;

    @Option(
            names = "--first-port",
            defaultValue = "20000",
            paramLabel = "PORT",
            description = "The media server's first port; it has two for each camera (default: ${DEFAULT-VALUE}).")
    private int firstPort;

    @Option(
            names = "--wait",
            description = "Say when the sockets are there, send when a line comes on the standard input, and keep the"
                    + " sockets until it ends: then no datagram meets a closed port.")
    private boolean waits;

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        LoadPlan plan;
        try {
            plan = new LoadPlan(cameras, rate, size, time, server, firstCamera, firstPort);
        } catch (IllegalArgumentException problem) {
            throw new ParameterException(spec.commandLine(), problem.getMessage(), problem);
        }
        try (LoadSender sender = LoadSender.open(plan, side)) {
            awaitLine("ready");
            Sent sent = sender.send();
            spec.commandLine()
                    .getOut()
                    .println(String.format(
                            Locale.ROOT,
                            "rtp=%d rtcp=%d failed=%d seconds=%.1f",
                            sent.rtp(),
                            sent.rtcp(),
                            sent.failed(),
                            sent.seconds()));
            awaitLine("done");
            return sent.failed() == 0 ? 0 : 1;
        }
    }

    private void awaitLine(String state) throws IOException {
        if (!waits) {
            return;
        }
        spec.commandLine().getOut().println(state);
        for (int octet = System.in.read(); octet >= 0 && octet != '\n'; ) {
            octet = System.in.read();
        }
    }
}
