package dev.sightline.cli.sdp;

import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.probe.command.StandardStreams;
import dev.sightline.sdp.SdpException;
import dev.sightline.sdp.SessionDescription;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** One command. It prints when its work is done and not before, so that nothing is half written. */
abstract class Tool implements Callable<Integer> {
    /** Only ASCII is written as it is: terminals obey characters from 0x80 to 0x9f, and those that turn text around. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private SdpCommand sdp;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON document instead of text.")
    private boolean json;

    /** @return the exit code */
    abstract int run() throws Unusable;

    @Override
    public final Integer call() {
        try {
            int code = run();
            spec.commandLine().getOut().flush();
            return code;
        } catch (Unusable problem) {
            return complain(String.valueOf(problem.getMessage()), ExitCode.USAGE);
        } catch (SdpException problem) {
            return complain(String.valueOf(problem.getMessage()), 1);
        }
    }

    private int complain(String message, int code) {
        tell(message);
        return code;
    }

    final void warn(String message) {
        tell("warning: " + message);
    }

    final void remark(String message) {
        tell("remark: " + message);
    }

    private void tell(String message) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("sightline: " + Shown.of(message));
        err.flush();
    }

    final boolean wantsJson() {
        return json;
    }

    final SessionDescription read(String file) throws Unusable {
        return new Input(sdp.in()).description(file);
    }

    final Input input() {
        return new Input(sdp.in());
    }

    /** Whether an option stands on the command line, be it with its default. */
    final boolean isTyped(String option) {
        return spec.commandLine().getParseResult().hasMatchedOption(option);
    }

    /** Takes colours and JSON as they are: what is a file's has to go through {@link Shown}. */
    final PrintWriter text() {
        return StandardStreams.exact(spec.commandLine().getOut());
    }

    /** Writes a description to the byte. */
    final void write(SessionDescription description) throws Unusable {
        try {
            sdp.out().write(description.toString().getBytes(Input.BYTES));
            sdp.out().flush();
        } catch (IOException problem) {
            throw new Unusable("the standard output cannot be written: " + problem.getMessage());
        }
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    final void print(JsonNode document) {
        try {
            JSON.writeValue(text(), document);
            text().println();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
