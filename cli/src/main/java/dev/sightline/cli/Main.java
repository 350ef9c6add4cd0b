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
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The one launcher. Exit codes: 0 done, 1 the check failed or the command could not do its work, 2 wrong usage, a file that
 * cannot be read, or standard output that cannot be written. An error is one clear line on the standard error;
 * {@code --verbose} adds the stack trace.
 */
@Command(
        name = "sightline",
        description = "A media-signaling gateway for many IP cameras that proves their feedback on the wire.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Each command has its own --help.",
            "Exit codes: 0 done, 1 the check failed, 2 wrong usage, a file that cannot be read or standard output that cannot"
                    + " be written."
        })
public final class Main implements Runnable {
    private static final List<Class<?>> COMMANDS = List.of(
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
            AuditCommand.class);

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
        String first = arguments.length == 0 ? "" : arguments[0];
        List<Class<?>> named =
                COMMANDS.stream().filter(command -> name(command).equals(first)).toList();
        System.exit(commandLine(named.isEmpty() ? COMMANDS : named).execute(arguments));
    }

    private static String name(Class<?> command) {
        return command.getAnnotation(Command.class).name();
    }

    static CommandLine commandLine() {
        return commandLine(COMMANDS);
    }

    /** With some of the commands: looking at all takes longer than many a command itself. */
    private static CommandLine commandLine(List<Class<?>> commands) {
        CommandLine line = new CommandLine(new Main());
        commands.forEach(line::addSubcommand);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        StandardStreams.printing(line);
        line.setParameterExceptionHandler(new ShortUsage());
        line.setExecutionExceptionHandler((problem, command, result) -> explain(problem, command));
        return line;
    }

    @Override
    public void run() {
        String known = String.join(", ", spec.subcommands().keySet());
        throw new ParameterException(spec.commandLine(), "Missing command. Known: " + known + ".");
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
