package dev.sightline.probe.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("probe selftest, as a person types it")
class SelfTestCommandTest {
    private static final long LIMIT_SECONDS = 20;
    private static final int TRIES = 3;

    @ParameterizedTest(name = "SIG{0}")
    @CsvSource({"INT, 130", "TERM, 143"})
    @Tag("root")
    void aSignalEndsItWithADocumentThatSaysSo(String signal, int exitCode) throws Exception {
        Process test = signalled(signal, running -> Files.exists(namespace(running)), "--json");

        assertThat(output(test))
                .contains("\"verdict\" : \"UNPROVEN\"", "\"reason\" : \"the self test was ended before it was done\"");
        assertThat(test.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(test.exitValue()).isEqualTo(exitCode);
        assertThat(namespace(test)).doesNotExist();
    }

    @Test
    @Tag("root")
    void aSignalEndsTheOneThatSendsToAnAddressAsWell() throws Exception {
        Process test = signalled("INT", SelfTestCommandTest::captures, "--address=198.18.0.254");

        assertThat(output(test)).contains("UNPROVEN  the self test was ended before it was done\n  cure: run it again");
        assertThat(test.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(test.exitValue()).isEqualTo(130);
    }

    private interface Condition {
        boolean holdsFor(Process test) throws IOException;
    }

    /** It is done in a few seconds. On a machine that stalls so long there is nothing to signal, and another is begun. */
    private static Process signalled(String signal, Condition condition, String... arguments) throws Exception {
        Process test = start(arguments);
        waitFor(test, condition);
        for (int tries = 1; !signal(test, signal) && tries < TRIES; tries++) {
            test = start(arguments);
            waitFor(test, condition);
        }
        return test;
    }

    private static void waitFor(Process test, Condition condition) throws Exception {
        while (!condition.holdsFor(test) && !test.waitFor(10, TimeUnit.MILLISECONDS)) {
            // not begun yet
        }
    }

    private static Path namespace(Process test) {
        return Path.of("/run/netns/sightline-selftest-" + test.pid() + "-server");
    }

    /** One socket is there sooner, while Java asks whether there is IPv6. */
    private static boolean captures(Process test) throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/" + test.pid() + "/fd"))) {
            return open.filter(SelfTestCommandTest::isSocket).count() > 1;
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    /** Whether it was there to be signalled. */
    private static boolean signal(Process test, String signal) throws Exception {
        int exit = new ProcessBuilder("kill", "-" + signal, Long.toString(test.pid()))
                .start()
                .waitFor();
        return exit == 0;
    }

    private static String output(Process test) throws IOException {
        return new String(test.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** A shell ignores SIGINT in what it starts in the background, and children inherit that. */
    private static Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ProbeMain.class.getName(),
                "selftest"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).start();
    }
}
