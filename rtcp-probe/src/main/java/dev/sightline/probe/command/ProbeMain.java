package dev.sightline.probe.command;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * The probe as a program of its own, in one jar. Exit codes: 0 done, 1 the check failed or the command could not do its
 * work, 2 wrong usage, or a file or the standard output that cannot be used. An error is one clear line on the standard
 * error; {@code --verbose} adds the stack trace.
 */
public final class ProbeMain {
    private static final String NAME = "sightline-probe";

    /** What the program has besides the commands that it shares with the one launcher. */
    @Command
    static final class Verbosity {
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
    }

    private ProbeMain() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new ProbeCommand()).setCommandName(NAME);
        line.addMixin("verbosity", new Verbosity());
        StandardStreams.printing(line);
        line.setParameterExceptionHandler(new ShortUsage());
        line.setExecutionExceptionHandler((problem, command, result) -> explain(problem, command));
        return line;
    }

    private static int explain(Exception problem, CommandLine command) {
        PrintWriter err = command.getErr();
        String message = problem.getMessage();
        err.println(NAME + ": " + (message == null ? problem.getClass().getSimpleName() : message));
        if (System.getProperty("sightline.stackTraces") != null) {
            problem.printStackTrace(err);
        }
        err.flush();
        return CommandLine.ExitCode.SOFTWARE;
    }
}
