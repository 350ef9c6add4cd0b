package dev.sightline.probe.command;

import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * Standard output and error for commands. What the locale's charset cannot say is written in ASCII, and what could steer a
 * terminal becomes a question mark, whosever text it is: a command that draws or colours, and one that writes JSON, asks for
 * the {@linkplain #exact exact} stream.
 */
public final class StandardStreams {
    private static final Logger JNA = Logger.getLogger("com.sun.jna.Native");
    private static final String UNPACKED = "jna.tmpdir";

    private StandardStreams() {}

    /**
     * Has a command line print to both, and flush with each line. Its help keeps the emphasis that picocli gives it. Where the
     * standard output cannot be written, whatever was to be printed there, a line on the standard error says so, and the exit
     * code is {@link CommandLine.ExitCode#USAGE}.
     *
     * @return the same
     */
    public static CommandLine printing(CommandLine line) {
        JNA.setLevel(Level.OFF); // what it cannot load is an obstacle, which says it in a line
        unpackOutsideOfTheWorkingDirectory();
        StandardOutput output = new StandardOutput();
        line.setOut(writer(output, "stdout"));
        line.setErr(writer(System.err, "stderr"));
        CommandLine.IExecutionStrategy usual = line.getExecutionStrategy();
        return line.setExecutionStrategy(parsed -> {
            boolean helps = parsed.asCommandLineList().stream().anyMatch(CommandLine::isUsageHelpRequested);
            if (helps) {
                line.setOut(exact(line.getOut()));
            }
            int code = usual.execute(parsed);
            return isWritten(line, output) ? code : CommandLine.ExitCode.USAGE;
        });
    }

    /** JNA unpacks into the home directory, which is {@code ?} of a user without an entry in the user database. */
    private static void unpackOutsideOfTheWorkingDirectory() {
        boolean hasHome = Path.of(System.getProperty("user.home", "")).isAbsolute();
        if (!hasHome && System.getProperty(UNPACKED) == null) {
            System.setProperty(UNPACKED, System.getProperty("java.io.tmpdir"));
        }
    }

    private static boolean isWritten(CommandLine line, StandardOutput output) {
        line.getOut().flush();
        Optional<String> failure = output.failure();
        if (failure.isPresent()) {
            line.getErr()
                    .println(line.getCommandName() + ": the standard output cannot be written (" + failure.get()
                            + "): what it holds is not whole");
            line.getErr().flush();
        }
        return failure.isEmpty();
    }

    /** Whether nobody can read any more what is printed. */
    static boolean isLost(PrintWriter out) {
        return exact(out).checkError();
    }

    /**
     * The same stream for what has to arrive as it is: own escapes, for a terminal, and documents that programs read. Whoever
     * uses it answers for what others' texts hold; {@link #harmless} cleans one.
     */
    public static PrintWriter exact(PrintWriter out) {
        return out instanceof HarmlessPrinter printer ? printer.exact() : out;
    }

    /** A text without what could steer a terminal. */
    public static String harmless(String text) {
        return HarmlessWriter.harmless(text);
    }

    private static PrintWriter writer(OutputStream stream, String name) {
        Charset charset = charset(name);
        return new HarmlessPrinter(
                new PrintWriter(new PlainWriter(new OutputStreamWriter(stream, charset), charset), true));
    }

    /** From Java 18 on the default charset is UTF-8 whatever the locale says. */
    private static Charset charset(String stream) {
        return Stream.of(stream + ".encoding", "sun." + stream + ".encoding", "native.encoding")
                .map(System::getProperty)
                .flatMap(name -> Optional.ofNullable(name).stream())
                .filter(Charset::isSupported)
                .findFirst()
                .map(Charset::forName)
                .orElseGet(Charset::defaultCharset);
    }
}
