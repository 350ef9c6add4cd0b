package dev.sightline.probe.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.file.CaptureBytes;
import dev.sightline.probe.file.CaptureFile;
import dev.sightline.probe.file.CaptureInput;
import dev.sightline.probe.file.Frame;
import dev.sightline.probe.report.AnalysisReport;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoField;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A capture of a real media server")
class AnalysisTest {
    private static final int COOKED_HEADER = 20;

    @TempDir
    private Path directory;

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            a_zero_ip_discard_port | TRAPPED   | by lo for 127.0.0.1:10
            c_camera_ip            | DELIVERED | left by if7 for 10.77.0.2:5007
            d_zero_ip_comedia      | DELIVERED | 5.1 s after its RTP
            f_camera_ip_no_remb    | DELIVERED | no REMB
            """)
    void givesTheVerdictThatWasMeasured(String name, Verdict verdict, String reason) throws Exception {
        CameraVerdict camera = only(analyse(recording(name)));

        assertThat(camera.camera().getHostAddress()).isEqualTo("10.77.0.2");
        assertThat(camera.verdict()).isEqualTo(verdict);
        assertThat(camera.finding().reason()).contains(reason);
        assertThat(camera.finding().causes().contains(Cause.REMB_MISSING)).isEqualTo(name.contains("no_remb"));
    }

    @Test
    void mayBeWrittenInAnotherFormat() throws Exception {
        CaptureBytes blocks = new CaptureBytes(false).section();
        blocks.description(276, blocks.body().option(2, "any".getBytes(StandardCharsets.UTF_8)));
        each(
                "d_zero_ip_comedia",
                frame -> blocks.enhanced(
                        0,
                        1_000 * frame.at().toEpochMilli() + frame.at().get(ChronoField.NANO_OF_SECOND) / 1_000 % 1_000,
                        octets(frame, 0),
                        blocks.body()));

        CameraVerdict camera = only(analyse(write("d.pcapng", blocks)));

        assertThat(camera).usingRecursiveComparison().isEqualTo(only(analyse(recording("d_zero_ip_comedia"))));
    }

    @Test
    void mayBeCutIntoFiles() throws Exception {
        CaptureBytes first = CaptureBytes.pcap(true, false, 276);
        CaptureBytes second = CaptureBytes.pcap(false, true, 276);
        int[] count = {0};
        each("c_camera_ip", frame -> {
            boolean nano = count[0]++ % 3 == 0;
            (nano ? second : first)
                    .record(
                            (int) frame.at().getEpochSecond(),
                            frame.at().get(ChronoField.NANO_OF_SECOND) / (nano ? 1 : 1_000),
                            octets(frame, 0));
        });

        CameraVerdict camera = only(analyse(write("one.pcap", first), write("two.pcap", second)));

        assertThat(camera).usingRecursiveComparison().isEqualTo(only(analyse(recording("c_camera_ip"))));
    }

    @Test
    void mayBeOfOneInterfaceEach() throws Exception {
        CaptureBytes link = CaptureBytes.pcap(true, false, 1);
        CaptureBytes lo = CaptureBytes.pcap(true, false, 1);
        each("a_zero_ip_discard_port", frame -> {
            boolean loopback = frame.octets()[frame.offset() + 8] == 3; // ARPHRD 772
            boolean echo = loopback && frame.octets()[frame.offset() + 10] == 4;
            if (!echo) {
                byte[] ethernet = octets(frame, COOKED_HEADER - 14);
                Arrays.fill(ethernet, 0, 12, (byte) (loopback ? 0 : 2));
                ethernet[12] = frame.octets()[frame.offset()];
                ethernet[13] = frame.octets()[frame.offset() + 1];
                (loopback ? lo : link)
                        .record(
                                (int) frame.at().getEpochSecond(),
                                frame.at().get(ChronoField.NANO_OF_SECOND) / 1_000,
                                ethernet);
            }
        });
        Path eth0 = write("eth0.pcap", link);

        CameraVerdict both = only(analyse(eth0, write("lo.pcap", lo)));
        assertThat(both.verdict()).isEqualTo(Verdict.TRAPPED);
        assertThat(both.finding().reason()).contains("by lo for 127.0.0.1:10", "on link of eth0.pcap");

        CameraVerdict alone = only(analyse(eth0));
        assertThat(alone.verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(alone.finding().reason()).contains("lo is not captured");
        assertThat(alone.finding().cure())
                .hasValueSatisfying(cure -> assertThat(cure).contains("tcpdump -i any"));
    }

    @Test
    void mayBeMadeAtTheCamera() throws Exception {
        CaptureBytes turned = CaptureBytes.pcap(true, false, 276);
        each("c_camera_ip", frame -> {
            byte[] octets = octets(frame, 0);
            octets[10] = (byte) (octets[10] == 4 ? 0 : 4);
            turned.record(
                    (int) frame.at().getEpochSecond(), frame.at().get(ChronoField.NANO_OF_SECOND) / 1_000, octets);
        });

        AnalysisReport report = analyse(write("camera.pcap", turned));

        assertThat(report.atCamera()).isTrue();
        assertThat(only(report).verdict()).isEqualTo(Verdict.DELIVERED);
    }

    /** The camera's feedback ends, if it does, where the clock is set: what was seen before is not held against the rest. */
    @ParameterizedTest(name = "by {0} s, feedback ends: {1}")
    @CsvSource({"-600, true", "-600, false", "-3, true", "-3, false", "600, true", "600, false", "-86400, true"})
    void mayBeOfAHostWhoseClockWasSetMeanwhile(int by, boolean ends) throws Exception {
        AnalysisReport set = analyse(write("set.pcap", ofAClockSet(by, ends)));
        AnalysisReport same = analyse(write("same.pcap", ofAClockSet(0, ends)));

        assertThat(only(same).verdict())
                .isEqualTo(ends ? Verdict.UNPROVEN : Verdict.DELIVERED); // nothing proves that lo was captured
        assertThat(only(set).verdict()).isEqualTo(only(same).verdict());
        assertThat(only(set).finding().causes()).isEqualTo(only(same).finding().causes());
        assertThat(set.files().get(0).times().isPresent()).isEqualTo(by < 0);
        assertThat(same.files().get(0).times()).isEmpty();
    }

    private static CaptureBytes ofAClockSet(int by, boolean ends) throws Exception {
        CaptureBytes bytes = CaptureBytes.pcap(true, false, 276);
        int[] count = {0};
        each("c_camera_ip", frame -> {
            byte[] octets = octets(frame, 0);
            boolean after = count[0]++ >= 30;
            boolean isFeedback = octets[10] == 4 && octets.length > 49 && (octets[49] & 0xe0) == 0xc0;
            if (!(after && ends && isFeedback)) {
                bytes.record(
                        (int) frame.at().getEpochSecond() + (after ? by : 0),
                        frame.at().get(ChronoField.NANO_OF_SECOND) / 1_000,
                        octets);
            }
        });
        return bytes;
    }

    @Test
    void mayBeCutShort() throws Exception {
        byte[] whole = Files.readAllBytes(recording("a_zero_ip_discard_port"));
        Path file = Files.write(directory.resolve("cut.pcap"), Arrays.copyOf(whole, whole.length * 4 / 5 + 7));

        AnalysisReport report = analyse(file);

        assertThat(only(report).verdict()).isEqualTo(Verdict.TRAPPED);
        assertThat(report.files().get(0).damage()).isPresent();
        assertThat(report.toText()).contains("TRAPPED", "ends within a packet");
    }

    @Test
    void isToldToPeopleWithItsCausesItsBitratesAndOnePacket() throws Exception {
        assertThat(analyse(recording("a_zero_ip_discard_port")).toText())
                .containsPattern("TRAPPED    10\\.77\\.0\\.2  since \\S+  LOOPED_BACK\n")
                .containsPattern("REMB in kbit/s: first \\d+, last \\d+, least \\d+, most \\d+\n")
                .containsPattern("sample of \\S+ on lo, 127\\.0\\.0\\.1:37573 → 127\\.0\\.0\\.1:10:\n    RR from 0x")
                .hasLineCount(13);
    }

    @Test
    void tellsHowMuchRtcpWasMalformed() throws Exception {
        CaptureBytes broken = CaptureBytes.pcap(true, false, 276);
        each("c_camera_ip", frame -> {
            byte[] octets = octets(frame, 0);
            int payload = COOKED_HEADER + 28;
            if (octets.length > payload + 3 && (octets[payload + 1] & 0xff) == 201) {
                octets[payload + 3] = (byte) 0xff;
            }
            broken.record(
                    (int) frame.at().getEpochSecond(), frame.at().get(ChronoField.NANO_OF_SECOND) / 1_000, octets);
        });

        AnalysisReport report = analyse(write("broken.pcap", broken));

        assertThat(report.malformed()).isEqualTo(26);
        assertThat(report.toText()).contains("malformed: 26 datagrams looked like RTCP");
        assertThat(report.toJson()).contains("\"malformedRtcp\" : 26");
    }

    @Test
    void speaksOfAnExpectedCameraToo() throws Exception {
        InetAddress absent = InetAddress.getByName("10.77.0.99");
        AnalysisReport report =
                Analysis.of(new AnalysisOptions(List.of(CaptureInput.of(recording("c_camera_ip"))), List.of(absent)));

        assertThat(report.cameras())
                .extracting(CameraVerdict::verdict)
                .containsExactly(Verdict.DELIVERED, Verdict.UNPROVEN);
        assertThat(report.allDelivered()).isFalse();
    }

    private static AnalysisReport analyse(Path... files) throws Exception {
        return Analysis.of(
                new AnalysisOptions(Stream.of(files).map(CaptureInput::of).toList(), List.of()));
    }

    private static CameraVerdict only(AnalysisReport report) {
        assertThat(report.cameras()).hasSize(1);
        return report.cameras().get(0);
    }

    private static Path recording(String name) throws Exception {
        return Path.of(
                AnalysisTest.class.getResource("/captures/" + name + ".pcap").toURI());
    }

    /** What is done with a frame. */
    private interface Step {
        void take(Frame frame);
    }

    private static void each(String name, Step step) throws Exception {
        try (CaptureFile file = CaptureFile.open(recording(name))) {
            while (file.next()) {
                step.take(file.frame());
            }
        }
    }

    private static byte[] octets(Frame frame, int from) {
        return Arrays.copyOfRange(frame.octets(), frame.offset() + from, frame.offset() + frame.length());
    }

    private Path write(String name, CaptureBytes octets) throws IOException {
        return Files.write(directory.resolve(name), octets.toBytes());
    }
}
