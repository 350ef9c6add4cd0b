package dev.sightline.cli.sdp;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;

/** Types one command, and holds what came of it. */
final class SdpShell {
    private SdpShell() {}

    record Result(int code, String out, String err) {}

    /** @param in the standard input, a character for each byte */
    static Result run(String in, List<String> arguments) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        StringWriter text = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = new CommandLine(
                        new SdpCommand(new ByteArrayInputStream(in.getBytes(StandardCharsets.ISO_8859_1)), bytes))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(text))
                .setErr(new PrintWriter(err));
        int code = line.execute(arguments.toArray(String[]::new));
        return new Result(code, bytes.toString(StandardCharsets.ISO_8859_1) + text, err.toString());
    }

    static Result run(String in, String... arguments) {
        return run(in, List.of(arguments));
    }
}
