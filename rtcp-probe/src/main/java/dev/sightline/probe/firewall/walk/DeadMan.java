package dev.sightline.probe.firewall.walk;

import dev.sightline.probe.firewall.Programs;
import dev.sightline.probe.host.program.HostCommand;
import dev.sightline.probe.host.program.HostCommand.Output;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A process of a session of its own that restores the firewall: when this process ends, however it does, and when it is
 * not told for a while that all is well. It is there before the first change, and nothing is changed after it has fired:
 * each change holds a lock that it takes before it restores.
 */
final class DeadMan implements AutoCloseable {
    private static final Path RUN = Path.of("/run");
    private static final Duration RESTORED = Duration.ofSeconds(60);
    private static final int FIRED = 75;
    private static final int DIFFERS = 2;
    private static final String CHANGE = "[ -e \"$1/armed\" ] || exit " + FIRED + "; shift; exec \"$@\"";

    private final Path directory;
    private final Process process;
    private final Consumer<Optional<Difference>> told;
    private boolean closed;

    private DeadMan(Path directory, Process process, Consumer<Optional<Difference>> told) {
        this.directory = directory;
        this.process = process;
        this.told = told;
    }

    /** A directory that nobody else may enter, for what is needed to restore. */
    static Path newDirectory() throws IOException {
        return Files.createTempDirectory(
                RUN,
                "sightline-walk-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /**
     * Starts it.
     *
     * @param directory holds {@code restore.sh}, which may run several times, {@code state.sh}, which lists what has to be
     *     as it was, and {@code before}, what that said before; it goes when all is as it was
     * @param limit how long it may be told nothing
     * @param told is told once, when {@link #close} has restored the firewall, in what it is not as it was before
     * @throws IOException when another walk goes on here, or a program is missing; nothing was changed then
     */
    static DeadMan arm(Path directory, Duration limit, Consumer<Optional<Difference>> told) throws IOException {
        Path script = directory.resolve("dead-man.sh");
        copy("dead-man.sh", script);
        copy("undo.sh", directory.resolve("undo.sh"));
        String setsid = program("setsid");
        String bash = program("bash");
        Process process = new ProcessBuilder(
                        setsid, bash, script.toString(), directory.toString(), Long.toString(limit.toSeconds()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String word = String.valueOf(said.readLine());
        if (!word.equals("armed")) {
            process.destroyForcibly();
            throw new IOException(
                    word.equals("busy")
                            ? "another walk goes on here, or its firewall is just being restored; try again when it"
                                    + " has ended"
                            : "the dead-man timer cannot be started (" + word + "); it needs bash and flock");
        }
        return new DeadMan(directory, process, told);
    }

    /** Writes a script of this package to a file. */
    static void copy(String script, Path to) throws IOException {
        try (InputStream text = Objects.requireNonNull(DeadMan.class.getResourceAsStream(script))) {
            Files.copy(text, to);
        }
    }

    private static String program(String name) throws IOException {
        return HostCommand.path(name)
                .map(Path::toString)
                .orElseThrow(() -> new IOException("the program " + name + " was not found"));
    }

    /** Says that all is well: its time begins anew. */
    void renew() throws IOException {
        if (hasFired()) {
            throw fired();
        }
        try {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
        } catch (IOException gone) {
            throw fired();
        }
    }

    /**
     * Runs a program that changes the firewall, and counts as a sign that all is well.
     *
     * @throws IOException when the firewall has been restored already, or the program cannot be run
     */
    Output change(String... command) throws IOException {
        renew();
        List<String> line = new ArrayList<>(
                List.of(directory.resolve("lock").toString(), "/bin/sh", "-c", CHANGE, "sh", directory.toString()));
        line.addAll(Arrays.asList(command));
        Output output = Programs.run("flock", line);
        if (output.exitCode() == FIRED || !process.isAlive()) {
            throw fired();
        }
        return output;
    }

    /**
     * Why a walk ends with this problem: this process may have been stopped meanwhile, so that the time of a program
     * passed with its own.
     */
    IOException reason(IOException problem) {
        if (!hasFired()) {
            return problem;
        }
        IOException fired = fired();
        fired.initCause(problem);
        return fired;
    }

    private boolean hasFired() {
        return !process.isAlive() || !Files.exists(directory.resolve("armed"));
    }

    private static IOException fired() {
        return new IOException(
                "the dead-man timer has restored the firewall, for nothing was heard of this walk in time");
    }

    /**
     * Has it restore the firewall now, and waits until it has.
     *
     * @throws UncheckedIOException when that failed; the message says what to run by hand
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            process.getOutputStream().close();
        } catch (IOException gone) {
            // then its input has ended as well
        }
        boolean interrupted = Thread.interrupted();
        try {
            boolean ended = process.waitFor(RESTORED.toSeconds(), TimeUnit.SECONDS);
            if (!ended || (Files.exists(directory) && process.exitValue() != DIFFERS)) {
                restoreHere();
            }
            told.accept(Difference.in(directory));
        } catch (InterruptedException again) {
            interrupted = true; // it goes on without this process
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Somebody has killed it, or it failed: then at least the reason can be told. */
    private void restoreHere() throws IOException {
        String script = directory.resolve("undo.sh").toString();
        Output output = Programs.run("bash", List.of(script, directory.toString()));
        if (output.exitCode() == DIFFERS) {
            return;
        }
        if (!output.succeeded()) {
            throw Programs.failure("the firewall was not restored, run: bash " + script + " " + directory, output);
        }
        Programs.run("rm", List.of("-rf", directory.toString()));
    }
}
