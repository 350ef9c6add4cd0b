package dev.sightline.cli.firewall;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** All about the firewall of the host on which media and signaling arrive. */
@Command(
        name = "firewall",
        mixinStandardHelpOptions = true,
        description = "Plan this host's firewall, and find the rule that hurts.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {PlanCommand.class, WalkCommand.class, BisectCommand.class},
        footer = {"", "Each command has its own --help."})
public final class FirewallCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        String known = String.join(", ", spec.subcommands().keySet());
        throw new ParameterException(spec.commandLine(), "Missing command. Known: " + known + ".");
    }
}
