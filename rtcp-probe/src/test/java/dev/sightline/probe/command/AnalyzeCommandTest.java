package dev.sightline.probe.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.file.CaptureBytes;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
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

    @Test
    void refusesADirectoryAndAMissingFileInOneLine() {
        assertThat(execute(directory.toString())).isEqualTo(2);
        assertRefused("is a directory");
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
