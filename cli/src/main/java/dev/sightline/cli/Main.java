package dev.sightline.cli;

import dev.sightline.cli.access.TicketCommand;
import dev.sightline.cli.access.TokenCommand;
import dev.sightline.cli.access.UserCommand;
import dev.sightline.cli.audit.AuditCommand;
import dev.sightline.cli.firewall.FirewallCommand;
import dev.sightline.cli.sdp.SdpCommand;
import dev.sightline.gateway.config.ConfigException;
import dev.sightline.probe.command.ProbeCommand;
import dev.sightline.probe.command.ShortUsage;
import dev.sightline.probe.command.StandardStreams;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The one launcher. Exit codes: 0 done, 1 the check failed or the command could not do its work, 2 wrong usage or a file
 * that cannot be read. An error is one clear line on the standard error; {@code --verbose} adds the stack trace.
 */
@Command(
        name = "sightline",
        description = "A media-signaling gateway for many IP cameras that proves their feedback on the wire.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ServeCommand.class,
            CheckConfigCommand.class,
            DoctorCommand.class,
            RelayCommand.class,
            UserCommand.class,
            TokenCommand.class,
            TicketCommand.class,
            ProbeCommand.class,
            SdpCommand.class,
            BenchCommand.class,
            DemoCommand.class,
            FirewallCommand.class,
            AuditCommand.class
        },
        footer = {
            "",
            "Each command has its own --help.",
            "Exit codes: 0 done, 1 the check failed, 2 wrong usage or a file that cannot be read."
        })
public final class Main implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Log what happens, and print stack traces with errors.")
    @SuppressWarnings("UnusedMethod") // called by picocli
    private void verbose(boolean on) {
        if (on) {
            System.setProperty("sightline.log", "DEBUG");
            System.setProperty("sightline.stackTraces", "full");
        }
    }

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true);
        StandardStreams.printing(line);
        line.setParameterExceptionHandler(new ShortUsage());
        line.setExecutionExceptionHandler((problem, command, result) -> explain(problem, command));
        return line;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "Missing command. Known: serve, check-config, doctor, relay, user, token, ticket, probe, sdp, firewall, audit,"
                        + " bench, demo.");
    }

    private static int explain(Exception problem, CommandLine command) {
        PrintWriter err = command.getErr();
        String message = problem.getMessage();
        err.println("sightline: " + (message == null ? problem.getClass().getSimpleName() : message));
        if (System.getProperty("sightline.stackTraces") != null) {
            problem.printStackTrace(err);
        }
        err.flush();
        boolean misnamed = problem instanceof ConfigException config && config.isUnreadable();
        return misnamed ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
    }
}
