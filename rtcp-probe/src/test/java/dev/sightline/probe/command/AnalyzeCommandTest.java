package dev.sightline.probe.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.file.CaptureBytes;
import dev.sightline.probe.file.CaptureFile;
import dev.sightline.probe.file.Frame;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@DisplayName("analyze")
class AnalyzeCommandTest {
    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    static Stream<Arguments> unreadable() {
        return Stream.of(
                Arguments.of("a text", "No. Time Source".getBytes(StandardCharsets.UTF_8), "is not a capture"),
                Arguments.of("nothing", new byte[0], "is empty"),
                Arguments.of(
                        "half a header", new byte[] {(byte) 0xa1, (byte) 0xb2, (byte) 0xc3, (byte) 0xd4}, "header"),
                Arguments.of("a compressed file", new byte[] {0x1f, (byte) 0x8b, 8, 0}, "gunzip"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unreadable")
    void refusesWhatIsNoCaptureInOneLine(String name, byte[] octets, String expected) throws IOException {
        Path file = Files.write(directory.resolve("file.pcap"), octets);

        assertThat(execute(file.toString())).as(name).isEqualTo(2);
        assertRefused(file + " ", expected);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"c_camera_ip", "a_zero_ip_discard_port"})
    void readsTheStandardInput(String recording) throws Exception {
        byte[] capture = Files.readAllBytes(recorded(recording));
        execute(recorded(recording).toString());
        String ofFile = out.toString().replace(recorded(recording).toString(), "the standard input");
        out.getBuffer().setLength(0);

        executeWith(capture, "-");

        assertThat(out.toString()).isEqualTo(ofFile).contains("file: the standard input, ");
    }

    @Test
    void takesACameraWithTheLinkThatItHadThere() throws Exception {
        execute("--camera", "fe80::1%eth9", recorded("c_camera_ip").toString());

        assertThat(out.toString()).contains(" fe80::1 ").doesNotContain("eth9");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void refusesAStandardInputThatIsNoCapture() {
        assertThat(executeWith("No. Time".getBytes(StandardCharsets.UTF_8), "-"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("the standard input is not a capture");
        err.getBuffer().setLength(0);
        assertThat(executeWith(new byte[] {0x1f, (byte) 0x8b, 8, 0}, "-")).isEqualTo(2);
        assertThat(err.toString()).contains("gunzip -c FILE.gz | …");
        err.getBuffer().setLength(0);
        assertThat(executeWith(new byte[0], "-", "-")).isEqualTo(2);
        assertThat(err.toString()).contains("- is named 2 times");
    }

    @Test
    void readsNoFileTwice() throws Exception {
        Path file = Files.writeString(directory.resolve("a.pcap"), "x");
        Path link = Files.createSymbolicLink(directory.resolve("b.pcap"), file);

        assertThat(execute(file.toString(), file.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("a.pcap is named twice");
        assertThat(execute(file.toString(), link.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("b.pcap is the same file as ");
    }

    private int executeWith(byte[] standardInput, String... arguments) {
        return new CommandLine(new AnalyzeCommand(new ByteArrayInputStream(standardInput)))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private int executeWith(AnalyzeCommand.Analyst analyst) throws Exception {
        return new CommandLine(new AnalyzeCommand(InputStream.nullInputStream(), analyst))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(recorded("c_camera_ip").toString());
    }

    @Test
    void saysInOneLineThatMemoryDoesNotSufficeAndTheCure() throws Exception {
        assertThat(executeWith(options -> {
                    throw new OutOfMemoryError();
                }))
                .isEqualTo(3);
        assertThat(err.toString())
                .contains("more than can be judged in ", "SIGHTLINE_JAVA_OPTIONS=-Xmx")
                .hasLineCount(1);
    }

    @Test
    void showsWhereAMistakeHappenedAndBlamesNoUsage() throws Exception {
        assertThat(executeWith(options -> {
                    throw new IllegalArgumentException("of a mistake");
                }))
                .isEqualTo(3);
        assertThat(err.toString())
                .contains("a mistake of this program", "IllegalArgumentException: of a mistake", "\tat ");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void refusesADirectoryAndAMissingFileInOneLine() {
        assertThat(execute(directory.toString())).isEqualTo(2);
        assertRefused("is a directory");
        err.getBuffer().setLength(0);

        assertThat(execute("/dev/null")).isEqualTo(2);
        assertRefused("/dev/null is a pipe or a device");
        err.getBuffer().setLength(0);

        assertThat(execute(directory.resolve("missing.pcap").toString())).isEqualTo(2);
        assertRefused("missing.pcap: no such file");
    }

    @Test
    void refusesANameInsteadOfAnAddress() {
        assertThat(execute("file.pcap", "--camera", "camera.example")).isEqualTo(2);
        assertThat(err.toString()).contains("'camera.example' is no IP address; expected one as 10.77.0.1 or fd00::1");
    }

    @Test
    void refusesNoFileAtAll() {
        assertThat(execute()).isEqualTo(2);
        assertThat(err.toString()).contains("FILE");
    }

    @Test
    void saysThatACaptureHasNoPackets() throws IOException {
        Path file = Files.write(
                directory.resolve("none.pcap"),
                CaptureBytes.pcap(true, false, 276).toBytes());

        assertThat(execute(file.toString())).isEqualTo(1);
        assertThat(out.toString())
                .startsWith("UNPROVEN  nothing was captured: there is no packet in the capture")
                .contains(file + ", 0 packets");
    }

    @Test
    void saysWhatItCannotRead() throws IOException {
        Path file = Files.write(
                directory.resolve("radio.pcap"),
                CaptureBytes.pcap(true, false, 127).record(1, 0, new byte[60]).toBytes());

        assertThat(execute(file.toString())).isEqualTo(1);
        assertThat(out.toString()).contains("frames of link type 127 were not read; expected Ethernet");
    }

    @Test
    void saysThatACaptureIsCut() throws IOException {
        Path file = Files.write(
                directory.resolve("cut.pcap"),
                CaptureBytes.pcap(true, false, 1)
                        .record(1, 0, new byte[60])
                        .i32(7)
                        .toBytes());

        assertThat(execute(file.toString())).isEqualTo(1);
        assertThat(out.toString()).contains("ends within a packet's header, behind 1 packet at octet 100");

        out.getBuffer().setLength(0);
        assertThat(execute("--json", file.toString())).isEqualTo(1);
        assertThat(out.toString()).contains("\"damage\" : \"", "\"packets\" : 1", "\"cameras\" : [ ]");
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource({
        "a_zero_ip_discard_port, 48, 'UNPROVEN, CAPTURE_CUT, kept 48 octets of each (its snap length)'",
        "a_zero_ip_discard_port, 20, 'UNPROVEN, CAPTURE_CUT, kept 20 octets of each (its snap length)'",
        "c_camera_ip, 48, 'UNPROVEN, CAPTURE_CUT, kept 48 octets of each (its snap length)'",
        "c_camera_ip, 60, 'DELIVERED'",
    })
    void doesNotGuessWhatACutCaptureHeld(String recording, int octets, String expected) throws Exception {
        CaptureBytes cut = CaptureBytes.pcap(true, false, 276);
        try (CaptureFile capture = CaptureFile.open(recorded(recording))) {
            while (capture.next()) {
                Frame frame = capture.frame();
                byte[] kept = Arrays.copyOfRange(
                        frame.octets(), frame.offset(), frame.offset() + Math.min(octets, frame.length()));
                cut.cutRecord((int) frame.at().getEpochSecond(), kept, frame.length());
            }
        }
        Path file = Files.write(directory.resolve("cut.pcap"), cut.toBytes());

        execute(file.toString());
        assertThat(out.toString()).contains(expected.split(", "));

        out.getBuffer().setLength(0);
        execute("--camera", "10.77.0.2", file.toString());
        assertThat(out.toString()).contains(expected.split(", ")).doesNotContain("NO_MEDIA");
    }

    @ParameterizedTest(name = "behind {0} packets, --camera {1}")
    @CsvSource({"0, false", "0, true", "2, false", "2, true"})
    void doesNotGuessWhatStandsBehindADamage(int packets, boolean camera) throws IOException {
        CaptureBytes bytes = CaptureBytes.pcap(true, false, 1);
        for (int i = 0; i < packets; i++) {
            bytes.record(20 * i, 0, new byte[60]);
        }
        Path file = Files.write(
                directory.resolve("damaged.pcap"),
                bytes.i32(40)
                        .i32(0)
                        .i32(0x7fff_ffff)
                        .i32(60)
                        .octets(new byte[60])
                        .toBytes());

        assertThat(camera ? execute("--camera", "10.77.0.2", file.toString()) : execute(file.toString()))
                .isEqualTo(1);
        assertThat(out.toString())
                .startsWith("UNPROVEN")
                .contains("NOT_CAPTURED", "is damaged: a packet claims to have 2147483647 octets")
                .doesNotContain("NO_MEDIA");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            +30    | ''
            +86000 | ''
            -1     | ''
            -40    | 'the times of its packets go back by 40.0 s, as of a clock that was set: what follows is told in the order'
            +4000000000 | 'between two of its packets lie 46296 days: rates, durations and the order of events are in doubt'
            """)
    void remarksOnTimesThatCannotBe(long jump, String remark) throws IOException {
        CaptureBytes bytes = CaptureBytes.pcap(true, false, 1);
        for (int i = 0; i < 50; i++) {
            bytes.record(100, i, new byte[60]);
        }
        for (int i = 0; i < 50; i++) {
            bytes.record((int) (100 + jump), i, new byte[60]);
        }
        Path file = Files.write(directory.resolve("jump.pcap"), bytes.toBytes());

        execute(file.toString());
        assertThat(out.toString()).satisfies(text -> {
            if (remark.isEmpty()) {
                assertThat(text).doesNotContain("in doubt", "clock");
            } else {
                assertThat(text).contains(remark);
            }
        });

        out.getBuffer().setLength(0);
        execute("--json", file.toString());
        assertThat(out.toString().contains("\"times\" : \"")).isEqualTo(!remark.isEmpty());
    }

    /** What {@code docs/rtcp-probe.md} shows is what is printed. */
    @Test
    void printsWhatItsDocumentationShows() throws Exception {
        String name = "rtcp-probe/src/test/resources/captures/a_zero_ip_discard_port.pcap";
        execute(recorded("a_zero_ip_discard_port").toString());

        Path docs = Path.of(System.getProperty("basedir", "."), "..", "docs", "rtcp-probe.md");
        assertThat(Files.readString(docs))
                .contains("probe analyze " + name)
                .contains(out.toString()
                        .replace(recorded("a_zero_ip_discard_port").toString(), name));
    }

    private static Path recorded(String name) throws Exception {
        return Path.of(Objects.requireNonNull(AnalyzeCommandTest.class.getResource("/captures/" + name + ".pcap"))
                .toURI());
    }

    private void assertRefused(String... expected) {
        assertThat(err.toString())
                .startsWith("sightline-probe: ")
                .contains(expected)
                .hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }

    private int execute(String... arguments) {
        CommandLine line = ProbeMain.commandLine();
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return line.execute(
                Stream.concat(Stream.of("analyze"), Stream.of(arguments)).toArray(String[]::new));
    }
}
