package dev.sightline.probe.command;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line in one line, and where the help is: the whole of it would hide the one line. */
public final class ShortUsage implements IParameterExceptionHandler {
    private static final int NAMED = 5;

    @Override
    public int handleParseException(ParameterException problem, String[] arguments) {
        CommandSpec command = problem.getCommandLine().getCommandSpec();
        PrintWriter err = problem.getCommandLine().getErr();
        List<String> unknown = problem instanceof UnmatchedArgumentException unmatched
                ? unmatched.getUnmatched()
                : problem instanceof MissingParameterException ? nearMisses(arguments, command) : List.of();
        String message = unknown.isEmpty() ? String.valueOf(problem.getMessage()) : surplus(unknown, command);
        err.println(command.root().name() + ": " + message);
        err.println("  Its help: " + command.qualifiedName() + " --help");
        err.flush();
        return command.exitCodeOnInvalidInput();
    }

    /** What is required is missing where its name was mistyped. */
    private static List<String> nearMisses(String[] arguments, CommandSpec command) {
        return Stream.of(arguments)
                .filter(argument -> argument.startsWith("--"))
                .filter(argument -> !command.optionsMap().containsKey(argument.split("=", 2)[0]))
                .filter(argument -> near(argument.split("=", 2)[0], command).isPresent())
                .toList();
    }

    /** An option that is not known leaves its value, and what follows it, without a place: only the option is wrong. */
    private static String surplus(List<String> unmatched, CommandSpec command) {
        List<String> options = unmatched.stream()
                .filter(argument -> argument.length() > 1 && argument.startsWith("-"))
                .map(argument -> argument.split("=", 2)[0])
                .distinct()
                .limit(NAMED)
                .toList();
        if (!options.isEmpty()) {
            return options.stream().map(option -> noOption(option, command)).collect(Collectors.joining("; "));
        }
        String first = unmatched.get(0);
        if (command.subcommands().isEmpty()) {
            return "'" + first + "' is one argument too many";
        }
        return "there is no command '" + first + "'; "
                + Nearest.of(first, command.subcommands().keySet())
                        .map(near -> "did you mean " + near + "?")
                        .orElse("known: "
                                + String.join(", ", command.subcommands().keySet()));
    }

    private static String noOption(String typed, CommandSpec command) {
        return "there is no option " + typed
                + near(typed, command)
                        .map(near -> "; did you mean " + near + "?")
                        .orElse("");
    }

    private static Optional<String> near(String typed, CommandSpec command) {
        return Nearest.of(
                typed,
                command.options().stream()
                        .filter(option -> !option.hidden())
                        .map(OptionSpec::longestName)
                        .toList());
    }
}
