package dev.sightline.cli;

import dev.sightline.gateway.config.ConfigException;
import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.gateway.security.limits.Ceilings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "limits",
        mixinStandardHelpOptions = true,
        description =
                "Whether the connections, cameras and viewers that a configuration lets in fit into the files and ports that"
                        + " there are for them.",
        footer = {"", "Exit codes: 0 all fits, 1 something does not, 2 wrong usage."})
final class DoctorLimitsCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(paramLabel = "CONFIG", arity = "0..1", description = "The configuration (default: all defaults).")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = "--files",
            paramLabel = "COUNT",
            description =
                    "How many files the gateway may have open, such as LimitNOFILE= of its unit (default: as many as this"
                            + " command may).")
    private Optional<Long> files = Optional.empty();

    @Override
    public Integer call() throws ConfigException {
        GatewayConfig config =
                file.isPresent() ? GatewayConfig.load(file.get()) : GatewayConfig.parse("", "the defaults");
        Ceilings ceilings = new Ceilings(config);
        long may = files.orElseGet(Ceilings::filesOfThisProcess);
        List<String> exceeded = ceilings.exceeded(may);
        PrintWriter out = spec.commandLine().getOut();
        exceeded.forEach(each -> out.println("fail  " + each));
        if (exceeded.isEmpty()) {
            out.println("pass  " + ceilings.filesNeeded() + " open files at the most, " + may + " may be");
        }
        out.flush();
        return exceeded.isEmpty() ? 0 : 1;
    }
}
