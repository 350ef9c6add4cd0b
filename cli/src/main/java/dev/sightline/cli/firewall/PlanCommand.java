package dev.sightline.cli.firewall;

import dev.sightline.gateway.config.ConfigException;
import dev.sightline.probe.firewall.Form;
import dev.sightline.probe.firewall.Plan;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description = "Print the fewest rules with which a configuration works. Changes nothing.",
        footer = {
            "",
            "For example:",
            "  sightline firewall plan config/gateway.yaml",
            "  sightline firewall plan --format ufw --output plan.sh config/gateway.yaml",
            "",
            "Exit codes: 0 done, 1 a mistake in the configuration, or the output cannot be written, 2 wrong usage or no such"
                    + " configuration."
        })
final class PlanCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "The gateway's configuration (default: all defaults).")
    private Optional<Path> config = Optional.empty();

    @Option(
            names = "--format",
            defaultValue = "nft",
            paramLabel = "FORM",
            description = "nft: a file for nft -f. ufw: a script of ufw commands (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // has a default
    private Form form;

    @Option(names = "--output", paramLabel = "FILE", description = "Write it there instead of printing it.")
    private Optional<Path> output = Optional.empty();

    @Mixin
    private PlanOptions options = new PlanOptions();

    @Override
    public Integer call() throws ConfigException, IOException {
        Plan plan = options.plan(config);
        if (output.isEmpty()) {
            spec.commandLine().getOut().print(plan.as(form));
            spec.commandLine().getOut().flush();
            return 0;
        }
        try {
            Files.writeString(output.get(), plan.as(form));
        } catch (NoSuchFileException problem) {
            throw new IOException(output.get() + " cannot be written: its directory does not exist", problem);
        }
        PrintWriter err = spec.commandLine().getErr();
        plan.notes().forEach(note -> err.println("sightline: " + note));
        err.flush();
        return 0;
    }
}
