package dev.sightline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.gateway.access.store.Occupancy;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What the commands for users, tokens and tickets say to whoever types them. */
class AccessCommandsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String NO_GATEWAY = "No gateway that runs now uses this directory";

    @TempDir
    private Path directory;

    private Path access;

    @BeforeEach
    void prepare() throws IOException {
        access = Files.createDirectories(directory.resolve("sightline/access"));
    }

    @Test
    void whoWasAddedIsSaidAndWhereAndWhetherAGatewayKnowsThem() throws Exception {
        assertThat(added("zoe"))
                .contains("added zoe as viewer to " + access, NO_GATEWAY, "--config FILE", "--directory DIR");
        assertThat(added("eve", "--directory", access.toString()))
                .contains("added eve as viewer to " + access)
                .doesNotContain(NO_GATEWAY);

        try (Occupancy running = Occupancy.of(access).orElseThrow()) {
            assertThat(added("bob"))
                    .as("while %s is there", running)
                    .contains("added bob as viewer to " + access)
                    .doesNotContain(NO_GATEWAY);
        }
        assertThat(added("ada")).contains(NO_GATEWAY);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            ticket nort                           | did you mean 'north'?
            ticket elsewhere                      | there is no camera 'elsewhere'
            ticket north                          |
            token add ci --scope watch --camera yrad  | did you mean 'yard'?
            token add ci --scope watch --camera yard  |
            token add ci --scope watch                |
            """)
    void aCameraThatIsNotInTheConfigurationIsWarnedOf(String command, String warning) throws Exception {
        Result result = run(command + " --config " + config("cameras: {list: [{id: north}, {id: yard}]}"));

        assertThat(result.code()).isZero();
        assertThat(result.out()).as("the ticket or token alone").containsPattern("\\A\\S+\\n\\z");
        if (warning == null) {
            assertThat(result.err()).doesNotContain("warning");
        } else {
            assertThat(result.err()).contains("warning: there is no camera", warning);
        }
    }

    @Test
    void whereCamerasAreNotListedNothingIsSaidOfThem() throws Exception {
        Path open = config("cameras: {registration: open, networks: [10.0.0.0/8]}");

        assertThat(run("ticket nort --config " + open).err()).doesNotContain("warning");
        assertThat(run("ticket nort --directory " + access).err()).doesNotContain("warning");
    }

    @ParameterizedTest(name = "--for {0} → {1}")
    @CsvSource({"61s, 2", "10m, 2", "0s, 2", "60s, 0", "1m, 0", "1s, 0"})
    void aTicketIsForAsLongAsWasAskedOrIsRefused(String time, int code) throws Exception {
        Path config = config("cameras: {list: [{id: north}]}");
        Result result = run("ticket north --for " + time + " --config " + config);

        assertThat(result.code()).isEqualTo(code);
        if (code == 0) {
            assertThat(result.err()).contains("a ticket for north, good until ");
        } else {
            assertThat(result.out()).isEmpty();
            assertThat(result.err())
                    .contains("--for was expected to be 1s to 60s: that is access.ticketSeconds of " + config);
        }
    }

    private Path config(String more) throws IOException {
        return Files.writeString(
                directory.resolve("gateway.yaml"), "access: {directory: '" + access + "', ticketSeconds: 60}\n" + more);
    }

    private record Result(int code, String out, String err) {}

    private static Result run(String command) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        int code = line.execute(command.split(" "));
        return new Result(code, out.toString(), err.toString());
    }

    private String added(String name, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "env",
                "-u",
                "STATE_DIRECTORY",
                "XDG_STATE_HOME=" + directory,
                "sh",
                "-c",
                "echo 'a long enough password' | \"$@\"",
                "sh"));
        command.addAll(Child.sightline("user", "add", name));
        command.addAll(List.of(more));
        try (Child child = Child.start(command)) {
            assertThat(child.awaitEnd(PATIENCE)).as(child.output()).isZero();
            return child.output();
        }
    }
}
