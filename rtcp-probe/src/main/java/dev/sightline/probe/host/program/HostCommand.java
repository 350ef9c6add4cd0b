package dev.sightline.probe.host.program;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** One of the host's own programs ({@code ip}, {@code nft}), run for a short answer. Blocks the thread that asks. */
public final class HostCommand {
    private static final int MAX_ERRORS = 64 * 1_024;

    /**
     * What a program said.
     *
     * @param exitCode its exit code
     * @param text what it wrote on standard output
     * @param complaint what it wrote on standard error, the first 64 KiB
     */
    public record Output(int exitCode, String text, String complaint) {
        /** Whether it ended well. */
        public boolean succeeded() {
            return exitCode == 0;
        }
    }

    private final Path program;
    private final Duration limit;
    private final int maxOutput;

    private HostCommand(Path program, Duration limit, int maxOutput) {
        this.program = program;
        this.limit = limit;
        this.maxOutput = maxOutput;
    }

    /**
     * Looks for a program where system administration's programs are installed.
     *
     * @param limit it is killed when it takes longer
     * @param maxOutput octets of an answer; a longer one is an error
     */
    public static Optional<HostCommand> find(String name, Duration limit, int maxOutput) {
        return path(name).map(program -> new HostCommand(program, limit, maxOutput));
    }

    /** The program in this file; see {@link #find}. */
    public static HostCommand of(Path program, Duration limit, int maxOutput) {
        return new HostCommand(program, limit, maxOutput);
    }

    /** Where a program is installed. */
    public static Optional<Path> path(String name) {
        return Stream.of("/usr/sbin", "/sbin", "/usr/bin", "/bin", "/usr/local/sbin", "/usr/local/bin")
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Runs it.
     *
     * @throws IOException when it cannot be started, takes too long, or says more than can be kept
     */
    public Output run(String... arguments) throws IOException {
        return runWithInput("", arguments);
    }

    /**
     * Runs it with a text on its standard input; the text must be short enough for a pipe (64 KiB).
     *
     * @throws IOException when it cannot be started, takes too long, or says more than can be kept
     */
    public Output runWithInput(String input, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        try {
            return output(process, input, System.nanoTime() + limit.toNanos());
        } catch (TimeoutException slow) {
            throw new IOException(program + " took longer than " + limit.toMillis() + " ms and was killed", slow);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(program + ": interrupted", e);
        } finally {
            if (process.isAlive()) {
                killed(process);
            }
        }
    }

    /** Its children first: once it is gone, they are nobody's any more. */
    private static void killed(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private Output output(Process process, String input, long end)
            throws IOException, InterruptedException, TimeoutException {
        try (OutputStream to = process.getOutputStream()) {
            to.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException gone) {
            // it did not wait for its input; its exit code tells
        }
        // Beside each other, or one that complains at length waits for a reader for ever.
        CompletableFuture<byte[]> errors = reading(process.getErrorStream(), HostCommand::complaint);
        CompletableFuture<byte[]> text =
                reading(process.getInputStream(), from -> from.readNBytes(maxOutput + 1)); // the rest is not waited for
        byte[] said = within(end, text);
        if (said.length > maxOutput) {
            throw new IOException(program + " says more than " + maxOutput + " octets");
        }
        byte[] complaint = within(end, errors);
        if (!process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            throw new TimeoutException();
        }
        return new Output(
                process.exitValue(),
                new String(said, StandardCharsets.UTF_8),
                new String(complaint, StandardCharsets.UTF_8));
    }

    /** What is read of a pipe; nothing once it is gone. */
    private interface Reading {
        byte[] of(InputStream pipe) throws IOException;
    }

    /** In a thread of its own, which ends when all have ended that hold the pipe: a child may outlive its program. */
    private static CompletableFuture<byte[]> reading(InputStream pipe, Reading reading) {
        CompletableFuture<byte[]> read = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        read.complete(reading.of(pipe));
                    } catch (IOException killed) {
                        read.complete(new byte[0]);
                    }
                },
                "host-command");
        thread.setDaemon(true);
        thread.start();
        return read;
    }

    private static byte[] within(long end, CompletableFuture<byte[]> read)
            throws IOException, InterruptedException, TimeoutException {
        try {
            return read.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new IOException(e);
        }
    }

    /** The first of it; the rest is read and dropped. */
    private static byte[] complaint(InputStream from) throws IOException {
        byte[] read = from.readNBytes(MAX_ERRORS);
        from.transferTo(OutputStream.nullOutputStream());
        return read;
    }
}
