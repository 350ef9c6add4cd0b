package dev.sightline.probe.command;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
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
    private static final Pattern OPTION = Pattern.compile("--[A-Za-z]|-[A-Za-z]");

    @Override
    public int handleParseException(ParameterException problem, String[] arguments) {
        CommandSpec command = problem.getCommandLine().getCommandSpec();
        PrintWriter err = problem.getCommandLine().getErr();
        List<String> unknown = problem instanceof UnmatchedArgumentException unmatched
                ? unmatched.getUnmatched()
                : problem instanceof MissingParameterException ? unknownOptions(arguments, command) : List.of();
        String message = unknown.isEmpty() ? String.valueOf(problem.getMessage()) : surplus(unknown, command);
        err.println(command.root().name() + ": " + message);
        err.println("  Its help: " + command.qualifiedName() + " --help");
        err.flush();
        return command.exitCodeOnInvalidInput();
    }

    /** What is required is missing where its name was mistyped, or where an option that is not known took its place. */
    private static List<String> unknownOptions(String[] arguments, CommandSpec command) {
        List<String> unknown = new ArrayList<>();
        boolean isValue = false;
        for (String argument : arguments) {
            if (argument.equals("--")) {
                break;
            }
            boolean named = !isValue && OPTION.matcher(argument).lookingAt();
            Optional<OptionSpec> option = named ? known(argument.split("=", 2)[0], command) : Optional.empty();
            if (named && option.isEmpty()) {
                unknown.add(argument);
            }
            isValue = argument.indexOf('=') < 0
                    && option.filter(takes -> takes.arity().max() > 0).isPresent();
        }
        return unknown;
    }

    /** The option of that name of the command, or of one above it. */
    private static Optional<OptionSpec> known(String name, CommandSpec command) {
        return Stream.iterate(command, Objects::nonNull, CommandSpec::parent)
                .map(each -> each.optionsMap().get(name))
                .flatMap(Stream::ofNullable)
                .findFirst();
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
