package dev.sightline.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process of a test: its output goes to a file that can be waited on, and it ends with the test. */
final class Child implements AutoCloseable {
    private final Process process;
    private final Path output;
    private final List<String> command;

    private Child(Process process, Path output, List<String> command) {
        this.process = process;
        this.output = output;
        this.command = command;
    }

    static Child start(List<String> command) throws IOException {
        Path output = Files.createTempFile("sightline-test", ".out");
        // A shell ignores SIGINT in what it starts in the background, and children inherit that.
        List<String> whole = new ArrayList<>(List.of("env", "--default-signal=INT"));
        whole.addAll(command);
        Process process = new ProcessBuilder(whole)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(output.toFile())
                .start();
        return new Child(process, output, command);
    }

    /** The command line of the launcher itself, as {@code bin/sightline} would start it. */
    static List<String> sightline(String... arguments) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        line.addAll(List.of(arguments));
        return line;
    }

    /** Waits until the output holds a match and returns it. */
    Matcher awaitOutput(String regex, Duration patience) throws IOException, InterruptedException {
        Pattern pattern = Pattern.compile(regex);
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            Matcher matcher = pattern.matcher(output());
            if (matcher.find()) {
                return matcher;
            }
            boolean over = System.nanoTime() > deadline || !process.isAlive();
            if (over && !pattern.matcher(output()).find()) {
                throw new AssertionError("No \"" + regex + "\" in the output of " + this + ":\n" + output());
            }
            Thread.sleep(50);
        }
    }

    /** Waits for the end and returns the exit code. */
    int awaitEnd(Duration patience) throws InterruptedException, IOException {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError(this + " still runs:\n" + output());
        }
        return process.exitValue();
    }

    /** Ends it as Ctrl-C does, and returns the JSON document that it prints at its end. */
    String summary() throws InterruptedException, IOException {
        Host.run("kill", "-INT", Long.toString(process.pid()));
        awaitEnd(Duration.ofSeconds(30));
        String output = output();
        if (!output.contains("{")) {
            throw new AssertionError("no summary of " + this + ":\n" + output);
        }
        return output.substring(output.indexOf('{'));
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    String output() throws IOException {
        return Files.readString(output, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
        Files.deleteIfExists(output);
    }

    @Override
    public String toString() {
        return String.join(" ", command.subList(Math.max(0, command.size() - 4), command.size()));
    }
}
