package dev.sightline.probe.command;

import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The probe's own command, with a subcommand for each thing it can do. */
@Command(
        name = "probe",
        mixinStandardHelpOptions = true,
        versionProvider = ProbeVersion.class,
        description = "See on the wire where the cameras' RTCP leaves.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            WatchCommand.class,
            AnalyzeCommand.class,
            RouteCommand.class,
            SelfTestCommand.class,
            AgentCommand.class
        },
        footer = {
            "",
            "Each command has its own --help.",
            "Exit codes: 0 done, 1 the check failed, 2 wrong usage, a file that cannot be read or written, or standard output"
                    + " that cannot be written; watch has 3 and 130, agent those of signals, too."
        })
public final class ProbeCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        String known = spec.subcommands().keySet().stream().collect(Collectors.joining(", "));
        throw new ParameterException(spec.commandLine(), "Missing command. Known: " + known + ".");
    }
}
