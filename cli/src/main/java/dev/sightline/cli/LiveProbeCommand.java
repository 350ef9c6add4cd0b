package dev.sightline.cli;

import dev.sightline.bench.wire.LiveProbe;
import dev.sightline.bench.wire.LoadPlan;
import dev.sightline.probe.command.Converters;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "live-probe",
        mixinStandardHelpOptions = true,
        description = "Measure the probe on a link with many cameras: RTCP that it misses, and its share of a core.",
        footer = {
            "",
            "Needs root: it makes two network namespaces for itself. Exit codes: 0 nothing lost and no more than"
                    + " --most-cpu, 1 otherwise, 2 wrong usage."
        })
final class LiveProbeCommand implements Callable<Integer> {
    private static final int FIRST_PORT = 20_000;
    private static final String SERVER = "10.98.0.1";
    private static final String FIRST_CAMERA = "10.98.1.1";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

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
            defaultValue = "2m",
            paramLabel = "TIME",
            converter = Converters.Time.class,
            description = "How long (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // has a default
    private Duration time;

    @Option(
            names = "--most-cpu",
            defaultValue = "15",
            paramLabel = "PERCENT",
            description = "Of one core, from the first packet on (default: ${DEFAULT-VALUE}).")
    private double mostCpu;

    @Override
    public Integer call() throws IOException, InterruptedException {
        LoadPlan plan;
        try {
            InetAddress server = new Converters.Address().convert(SERVER);
            InetAddress firstCamera = new Converters.Address().convert(FIRST_CAMERA);
            plan = new LoadPlan(cameras, rate, size, time, server, firstCamera, FIRST_PORT);
        } catch (IllegalArgumentException problem) {
            throw new ParameterException(spec.commandLine(), problem.getMessage(), problem);
        }
        Path bin = Path.of(System.getProperty("sightline.home", ".")).resolve("bin");
        LiveProbe.Result result = new LiveProbe(
                        plan,
                        bin.resolve("sightline").toString(),
                        List.of(bin.resolve("sightline").toString(), "probe"))
                .run();
        spec.commandLine().getOut().print(LiveProbe.text(result));
        spec.commandLine().getOut().flush();
        return result.rtcpLost() == 0 && result.whole().percent() <= mostCpu ? 0 : 1;
    }
}
