package dev.sightline.probe.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.packet.TestPackets;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@DisplayName("probe watch, as a person types it")
class WatchCommandTest {
    private static final long LIMIT_SECONDS = 20;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String arguments) {
        CommandLine line = ProbeMain.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(("watch " + arguments).strip().split(" "));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "                                             | --media-ports",
                "--media-ports 5050-5000                      | 5050-5000",
                "--media-ports 5000-70000                     | 5000-70000",
                "--media-ports all                            | 'all'",
                "--media-ports 5000-5050 --camera gate.example | 'gate.example' is no IP address",
                "--media-ports 5000-5050 --interface nope0    | no interface nope0 here; there are:",
                "--media-ports 5000-5050 --for soon           | 'soon'",
                "--media-ports 5000-5050 --for 0s             | --for takes more than 0s and at most 24h",
                "--media-ports 5000-5050 --for 25h            | --for takes more than 0s and at most 24h",
                "--media-ports 5000-5050 --camera 0.0.0.0     | '0.0.0.0' is no camera's address",
                "--media-ports 5000-5050 --write=             | --write names no file: its value is empty",
                "--media-ports 5000-5050 --write /tmp         | /tmp is a directory; name a file in it",
                "--media-ports 5000-5050 --json --ndjson      | mutually exclusive",
                "--media-ports 5000-5050 --write /none/x.pcapng | its directory does not exist",
                "--media-ports 5000-5050 --for 1s --force --write /dev/full | /dev/full cannot be written",
                "--media-ports 5000-5050 --watt               | --watt",
            })
    void wrongUsageIsOneLineAndExitsWithTwo(String arguments, String line) {
        assertThat(run(arguments == null ? "" : arguments)).isEqualTo(2);
        assertThat(err.toString().lines().findFirst().orElse(""))
                .startsWith("sightline-probe: ")
                .contains(line);
        assertThat(err.toString()).contains("sightline-probe watch --help").doesNotContain("\tat ");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aFileThatExistsIsNotOverwrittenUnlessForced(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("watch.pcapng"), "mine");
        assertThat(run("--media-ports 5000-5050 --for 100ms --write " + file)).isEqualTo(2);
        assertThat(err.toString()).contains("exists already").contains("--force");
        assertThat(file).hasContent("mine");
    }

    @Test
    @Tag("root")
    void noPacketAtAllIsNotDelivered(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("watch.pcapng");
        // On this host's own lo, others' RTCP and ICMP errors pass whatever the ports.
        Process watch = start(
                List.of("unshare", "--net", "sh", "-c", "ip link set lo up && exec \"$0\" \"$@\""),
                "--media-ports=1-1",
                "--interface=lo",
                "--for=200ms",
                "--write=" + file);
        String output = new String(watch.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(output).contains("no RTP arrived", "watched for ", "lo (");
        assertThat(watch.errorReader(StandardCharsets.UTF_8).lines())
                .contains("sightline-probe: 0 frames are in " + file);
        assertThat(watch.waitFor()).isEqualTo(1);
        assertThat(file).isNotEmptyFile();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"--json", "--ndjson"})
    @Tag("root")
    void withoutTheRightToCaptureNothingIsProven(String format) throws Exception {
        Process watch = start(
                List.of("setpriv", "--bounding-set", "-net_raw", "--inh-caps", "-net_raw"),
                "--media-ports=5000-5050",
                "--camera=10.91.0.2",
                "--for=5s",
                format);
        String output = new String(watch.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(watch.waitFor()).isEqualTo(3);
        assertThat(output).contains("UNPROVEN", "CAP_NET_RAW", "setpriv --reuid", "watch …");
    }

    @ParameterizedTest(name = "SIG{0}")
    @ValueSource(strings = {"INT", "TERM"})
    @Tag("root")
    void aSignalEndsItWithTheSummaryInWhatTheLocaleCanSay(String signal) throws Exception {
        // A shell ignores SIGINT in what it starts in the background, and children inherit that.
        Process watch = start(
                List.of("env", "--default-signal=INT", "LC_ALL=POSIX"),
                "--media-ports=9-9",
                "--interface=lo",
                "--for=1m",
                "--ndjson");
        try (BufferedReader lines = watch.inputReader(StandardCharsets.UTF_8)) {
            assertThat(lines.readLine()).contains("\"status\"");
            new ProcessBuilder("kill", "-" + signal, Long.toString(watch.pid()))
                    .start()
                    .waitFor();
            List<String> rest = lines.lines().toList();
            assertThat(rest.get(rest.size() - 1)).contains("\"summary\"").contains("no RTP arrived", "\"seconds\":");
        }
        assertThat(watch.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    @Tag("root")
    void aRecordingThatTheDiskCutsShortIsToldByTheExitCode(@TempDir Path directory) throws Exception {
        byte[] feedback = TestPackets.feedback(7);
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Process watch = start(
                    List.of(
                            "unshare",
                            "--mount",
                            "sh",
                            "-c",
                            "mount -t tmpfs -o size=8k none \"$0\" && exec \"$@\"",
                            directory.toString()),
                    "--media-ports=" + socket.getLocalPort(),
                    "--interface=lo",
                    "--for=4s",
                    "--write=" + directory.resolve("watch.pcapng"));
            do {
                for (int i = 0; i < 50; i++) {
                    socket.send(new DatagramPacket(feedback, feedback.length, socket.getLocalSocketAddress()));
                }
            } while (!watch.waitFor(50, TimeUnit.MILLISECONDS));

            assertThat(new String(watch.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("cannot be written any more (No space left on device)", "the watch goes on");
            assertThat(new String(watch.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("watched for ");
            assertThat(watch.exitValue()).isEqualTo(2);
        }
    }

    private static Process start(List<String> prefix, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ProbeMain.class.getName(),
                "watch"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).start();
    }
}
