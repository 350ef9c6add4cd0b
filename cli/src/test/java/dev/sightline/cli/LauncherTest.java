package dev.sightline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What a person meets who types commands: help on every level, exit codes, one clear line for an error. */
class LauncherTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(arguments);
    }

    @ParameterizedTest(name = "{0} --help")
    @ValueSource(
            strings = {
                "",
                "serve",
                "check-config",
                "doctor",
                "doctor tls",
                "doctor limits",
                "audit",
                "relay",
                "probe",
                "probe watch",
                "probe agent",
                "sdp",
                "sdp lint",
                "sdp rewrite",
                "sdp explain",
                "sdp offer",
                "sdp diff",
                "sdp from",
                "bench",
                "bench camera",
                "bench join",
                "demo"
            })
    void everyLevelHasHelp(String command) {
        String[] arguments = (command + " --help").strip().split(" ");
        assertThat(run(arguments)).isZero();
        assertThat(out.toString()).contains("Usage: sightline " + command).contains("--help");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "",
                "fly",
                "probe",
                "sdp",
                "bench",
                "probe watch",
                "probe watch --media-ports 9-1",
                "probe agent",
                "probe agent --socket /run/s.sock --gateway wss://192.0.2.1:8790/agent",
                "probe agent --gateway wss://192.0.2.1:8790/agent",
                "probe agent --gateway ws://192.0.2.1:8790/agent",
                "probe watch --media-ports 5000-5050 --for soon",
                "relay --media-address camera.example",
                "relay --return-path sideways",
                "audit --service http://192.0.2.1",
                "relay --port 99999",
                "demo --screenshot page.png",
                "bench camera --config-url http://127.0.0.1/elsewhere",
                "bench camera --config-url https://127.0.0.1/cameras/a/config --key a.key",
                "bench camera --config-url https://127.0.0.1/cameras/a/config --certificate none/{id}.pem --key none/{id}.key",
                "bench camera --config-url https://127.0.0.1/cameras/a/config --authority pom.xml"
            })
    void wrongUsageIsTwo(String command) {
        assertThat(run(command.isEmpty() ? new String[0] : command.split(" "))).isEqualTo(2);
        assertThat(err.toString()).isNotBlank();
    }

    @Test
    void aCameraThatNeverStreamsIsNoSuccess() {
        assertThat(run("bench", "camera", "--config-url", "http://127.0.0.1:1/cameras/cam-1/config", "--for", "500ms"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("cam-1").contains("never streamed");
    }

    /** Each run looks at its camera as it begins and as it ends; a slow machine has not failed yet by then. */
    @Test
    void whatFailsLastIsToldThoughTheTimeIsUp() {
        String trouble = "cam-1: no configuration yet";
        for (int i = 0; i < 50 && !err.toString().contains(trouble); i++) {
            run("bench", "camera", "--config-url", "http://127.0.0.1:1/cameras/cam-1/config", "--for", "1ms");
        }
        assertThat(err.toString()).contains(trouble);
    }

    @Test
    void everyMistakeOfAConfigurationIsNamedWithItsLine(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("gateway.yaml");
        Files.writeString(file, "listeners:\n  config: {port: eighty}\nmedai: {}\n");
        assertThat(run("check-config", file.toString())).isEqualTo(1);
        assertThat(err.toString())
                .contains("2")
                .contains("eighty")
                .contains("3")
                .contains("medai")
                .contains("media");
    }

    @Test
    void moreConnectionsThanThereAreFilesForFailTheExamination() {
        assertThat(run("doctor", "limits", "--files", "1000")).isEqualTo(1);
        assertThat(out.toString()).startsWith("fail  limits.maxConnections: ").contains("may open 1000");
        assertThat(run("doctor", "limits", "--files", "65536")).isZero();
        assertThat(out.toString()).contains("pass  40300 open files at the most, 65536 may be");
    }

    @Test
    void aFileThatIsNotThereIsOneLineWithoutAStackTrace(@TempDir Path directory) {
        assertThat(run("check-config", directory.resolve("none.yaml").toString()))
                .isEqualTo(2);
        assertThat(err.toString().strip()).contains("none.yaml").doesNotContain("\tat ");
    }

    @ParameterizedTest(name = "{0} with COMEDIA only")
    @ValueSource(strings = {"camera-address", "server-address"})
    void aCameraThatRequiresPassiveIsRefusedEveryPolicyButComedia(String policy, @TempDir Path directory)
            throws IOException {
        Path file = directory.resolve("gateway.yaml");
        Files.writeString(
                file,
                "returnPath: {serverAddress: 10.77.0.1}\ncameras:\n  list:\n    - {id: dock, speaksFirst: gateway,"
                        + " requiresPassive: true, returnPath: {policy: " + policy + "}}\n");
        assertThat(run("check-config", file.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("passive").contains("comedia");
    }
}
