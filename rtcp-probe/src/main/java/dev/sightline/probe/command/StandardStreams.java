package dev.sightline.probe.command;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Optional;
import java.util.stream.Stream;

/** Standard output and error for commands: what the locale's charset cannot say is written in ASCII. */
public final class StandardStreams {
    private StandardStreams() {}

    /** Standard output, which flushes with each line. */
    public static PrintWriter out() {
        return writer(System.out, "stdout");
    }

    /** Standard error, likewise. */
    public static PrintWriter err() {
        return writer(System.err, "stderr");
    }

    private static PrintWriter writer(PrintStream stream, String name) {
        Charset charset = charset(name);
        return new PrintWriter(new PlainWriter(new OutputStreamWriter(stream, charset), charset), true);
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
