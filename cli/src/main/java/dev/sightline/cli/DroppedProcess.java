package dev.sightline.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** A process that root started as another account. What it prints is copied, for it has no terminal; it ends with its owner. */
final class DroppedProcess implements AutoCloseable {
    private static final long END_SECONDS = 15;
    private static final long LAST_WORDS_MILLIS = 2_000;

    private final Process process;
    private final List<Thread> output;

    private DroppedProcess(Process process, PrintStream out, PrintStream errors) {
        this.process = process;
        this.output = List.of(
                ChildOutput.copy(process.getInputStream(), out, "output"),
                ChildOutput.copy(process.getErrorStream(), errors, "errors"));
    }

    static DroppedProcess start(ProcessBuilder program) throws IOException {
        return start(program, System.out, System.err);
    }

    static DroppedProcess start(ProcessBuilder program, PrintStream out, PrintStream errors) throws IOException {
        return new DroppedProcess(program.start(), out, errors);
    }

    /** Its standard input. */
    OutputStream input() {
        return process.getOutputStream();
    }

    /** Its exit code, where it ends within the time. */
    OptionalInt awaitEnd(Duration patience) throws InterruptedException {
        return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)
                ? OptionalInt.of(awaitEnd())
                : OptionalInt.empty();
    }

    /** Its exit code; by then all that it said is printed. */
    int awaitEnd() throws InterruptedException {
        int code = process.waitFor();
        for (Thread each : output) {
            each.join(LAST_WORDS_MILLIS);
        }
        return code;
    }

    @Override
    public void close() {
        // Not the process's own destroy(), which closes what it prints into: its last words would be lost.
        process.toHandle().destroy();
        try {
            if (awaitEnd(Duration.ofSeconds(END_SECONDS)).isEmpty()) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
