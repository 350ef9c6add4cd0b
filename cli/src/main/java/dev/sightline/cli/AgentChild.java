package dev.sightline.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The probe agent as a child of the gateway's process. It is started again when it dies, and ends with its parent: also with
 * one that is killed, for its standard input is a pipe that closes then.
 */
final class AgentChild implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AgentChild.class);
    private static final long FIRST_PAUSE_MILLIS = 1_000;
    private static final long LONGEST_PAUSE_MILLIS = 30_000;
    private static final long GOOD_LIFE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long END_LIMIT_SECONDS = 3;

    private final Path socket;
    private final Optional<Path> ownDirectory;
    private final Thread keeper = new Thread(this::keep, "probe agent");
    private @Nullable Process process;
    private boolean closed;

    private AgentChild(Path socket, Optional<Path> ownDirectory) {
        this.socket = socket;
        this.ownDirectory = ownDirectory;
        keeper.setDaemon(true);
    }

    /**
     * Plans it; nothing runs yet.
     *
     * @param configured the socket of the configuration; without one it gets a directory that nobody else may enter
     */
    static AgentChild at(Optional<Path> configured) throws IOException {
        if (configured.isPresent()) {
            return new AgentChild(configured.get(), Optional.empty());
        }
        Path directory = Files.createTempDirectory("sightline-probe");
        return new AgentChild(directory.resolve("agent.sock"), Optional.of(directory));
    }

    /** Where the gateway has to listen. */
    Path socket() {
        return socket;
    }

    /** Starts it, and goes on doing so. */
    void start() {
        keeper.start();
    }

    private void keep() {
        long pause = FIRST_PAUSE_MILLIS;
        try {
            while (true) {
                long started = System.nanoTime();
                String end = once();
                pause = System.nanoTime() - started > GOOD_LIFE_NANOS ? FIRST_PAUSE_MILLIS : pause;
                Thread.sleep(pause); // a Ctrl-C ends the child too, maybe before this process knows
                if (isClosed()) {
                    return;
                }
                LOG.warn("the probe agent {}; it is started again", end);
                pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            }
        } catch (InterruptedException ended) {
            // by close()
        }
    }

    private String once() throws InterruptedException {
        try {
            Optional<Process> child = spawn();
            return child.isPresent() ? "ended with " + child.get().waitFor() : "ends";
        } catch (IOException problem) {
            return "could not be started: " + problem.getMessage();
        }
    }

    private synchronized Optional<Process> spawn() throws IOException {
        if (closed) {
            return Optional.empty();
        }
        Process child = new ProcessBuilder(command())
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        process = child;
        return Optional.of(child);
    }

    private List<String> command() {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx384m",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "probe",
                "agent",
                "--socket",
                socket.toString(),
                "--until-input-ends"));
        ownDirectory.ifPresent(directory -> command.addAll(List.of("--then-remove", directory.toString())));
        return command;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public void close() throws IOException {
        Process last;
        synchronized (this) {
            if (closed) {
                return; // held before the gateway starts, and again to end before it does
            }
            closed = true;
            last = process;
        }
        keeper.interrupt();
        if (last != null) {
            end(last);
        }
        if (ownDirectory.isPresent()) {
            Files.deleteIfExists(socket);
            Files.deleteIfExists(ownDirectory.get());
        }
    }

    private static void end(Process child) {
        child.destroy();
        try {
            if (!child.waitFor(END_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                child.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            child.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
