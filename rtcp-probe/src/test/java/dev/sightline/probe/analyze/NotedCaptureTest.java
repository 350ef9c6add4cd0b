package dev.sightline.probe.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.file.CaptureFile;
import dev.sightline.probe.file.CaptureInput;
import dev.sightline.probe.file.Frame;
import dev.sightline.probe.file.PcapngWriter;
import dev.sightline.probe.file.PcapngWriter.Direction;
import dev.sightline.probe.packet.LinkType;
import dev.sightline.probe.packet.TestPackets;
import dev.sightline.probe.report.AnalysisReport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A capture in which a watch noted what it did not capture, and what it said")
class NotedCaptureTest {
    private static final String ONLY = "sightline-probe captured only on: eth0";
    private static final String LEFT_OUT = "sightline-probe did not capture on: ";
    private static final String SAID = "sightline-probe said: 10.77.0.2 ";
    private static final String NOTHING_SAID = "nothing";
    private static final int COOKED_2_HEADER = 20;

    @TempDir
    private Path directory;

    @ParameterizedTest(name = "{0}, captured but for {1}: {2}")
    @CsvSource(textBlock = """
            silent,    -,           SILENT
            silent,    eth1,        UNPROVEN
            silent,    eth1;tun0,   UNPROVEN
            trapped,   eth1,        TRAPPED
            delivered, eth1,        DELIVERED
            """)
    void provesByWhatIsMissingOnlyWhereEveryInterfaceWasCaptured(String feedback, String leftOut, Verdict verdict)
            throws Exception {
        String names = leftOut.replace(";", ", ");
        CameraVerdict camera =
                camera(write(feedback, Optional.of(ONLY), LEFT_OUT + names, SAID + feedback.toUpperCase(Locale.ROOT)));

        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(verdict);
        if (verdict == Verdict.UNPROVEN) {
            assertThat(camera.finding().causes()).containsExactly(Cause.NOT_CAPTURED);
            assertThat(camera.finding().reason()).contains("captured on eth0, lo alone, and not on " + names);
            assertThat(camera.finding().cure())
                    .hasValueSatisfying(cure -> assertThat(cure).contains("every interface"));
        }
    }

    @Test
    void isOfSomeInterfacesWhereTheWatchDidNotComeToItsEnd() throws Exception {
        CameraVerdict camera = camera(write("silent", Optional.of(ONLY)));

        assertThat(camera.verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(camera.finding().reason()).contains("on eth0, lo alone, and not on any other");
    }

    @Test
    void isWholeTogetherWithOneOfTheOtherInterface() throws Exception {
        Path one = write("silent", Optional.of(ONLY), LEFT_OUT + "eth1");
        Path other = directory.resolve("other.pcapng");
        try (PcapngWriter writer = PcapngWriter.create(other, false, "test", Optional.empty())) {
            writer.describe("eth1", LinkType.ETHERNET, 1_600, "", "");
        }

        assertThat(report(List.of(), one, other).cameras().get(0).verdict()).isEqualTo(Verdict.SILENT);
    }

    @ParameterizedTest(name = "{0}, of which the watch said {1}: {2}")
    @CsvSource(textBlock = """
            silent,    SILENT NO_FEEDBACK,       SILENT
            silent,    BLOCKED DROPPED_OUT,      UNPROVEN
            silent,    UNPROVEN ASYMMETRIC_ROUTE,UNPROVEN
            silent,    NO_MEDIA CAMERA_STOPPED,  SILENT
            silent,    NO_MEDIA FOR_ANOTHER_HOST,UNPROVEN
            trapped,   TRAPPED LOOPED_BACK,      TRAPPED
            trapped,   DELIVERED ON_THIS_HOST,   UNPROVEN
            delivered, DELIVERED DROPPED_IN,     DELIVERED
            delivered, BLOCKED TUNNEL_DROPS,     UNPROVEN
            silent,    nothing,                  UNPROVEN
            """)
    void isNeverJudgedAgainstTheWatchThatKnewMore(String feedback, String said, Verdict verdict) throws Exception {
        CameraVerdict camera =
                camera(write(feedback, Optional.empty(), LEFT_OUT + "-", said.equals(NOTHING_SAID) ? "" : SAID + said));

        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(verdict);
        if (verdict == Verdict.UNPROVEN) {
            assertThat(camera.finding().causes()).containsExactly(Cause.NOT_CAPTURED);
            assertThat(camera.finding().reason())
                    .startsWith("the watch that wrote the file said " + said.replaceFirst(" (.*)", " ($1)"))
                    .contains(feedback.toUpperCase(Locale.ROOT));
        }
    }

    @ParameterizedTest(name = "captured on lo and eth0, filtered {0}, but for {1}: {2}")
    @CsvSource(textBlock = """
            udp or icmp,                              -,    NO_MEDIA
            udp portrange 40000-40010 or icmp or icmp6, -,  NO_MEDIA
            host 10.77.0.9,                           -,    UNPROVEN
            src host 10.77.0.2 and udp,               -,    UNPROVEN
            udp port 5004,                            -,    UNPROVEN
            udp or icmp,                              eth1, UNPROVEN
            """)
    void provesThatACameraDoesNotSendOnlyWhereItHoldsAll(String filter, String leftOut, Verdict verdict)
            throws Exception {
        Path file = directory.resolve("watch.pcapng");
        Instant at = Instant.parse("2026-11-29T03:00:00Z");
        try (PcapngWriter writer = PcapngWriter.create(file, false, "test", Optional.empty())) {
            writer.describe("lo", LinkType.ETHERNET, 1_600, filter, "");
            writer.describe("eth0", LinkType.ETHERNET, 1_600, filter, "");
            byte[] frame = TestPackets.ethernet(
                    new int[0],
                    new InetSocketAddress("10.77.0.9", 5_353),
                    new InetSocketAddress("10.77.0.1", 40_001),
                    new byte[20]);
            for (int second = 0; second < 15; second++) {
                writer.frame("eth0", LinkType.ETHERNET, at.plusSeconds(second), frame, frame.length, Direction.INBOUND);
            }
            writer.comment(LEFT_OUT + leftOut, at.plusSeconds(15));
        }

        AnalysisReport report = report(List.of(InetAddress.getByName("10.77.0.2")), file);

        assertThat(report.cameras().get(0).verdict()).isEqualTo(verdict);
        assertThat(report(List.of(), file).verdict()).isEqualTo(verdict);
        assertThat(report(List.of(InetAddress.getByName("10.77.0.2")), file, beside())
                        .cameras()
                        .get(0)
                        .verdict())
                .as("beside a capture of which no watch says what it lacks")
                .isEqualTo(verdict);
        if (verdict == Verdict.UNPROVEN) {
            assertThat(report.cameras().get(0).finding().reason())
                    .contains(leftOut.equals("-") ? "with the filter \"" + filter + "\" alone" : "and not on eth1");
            assertThat(report.cameras().get(0).finding().causes()).containsExactly(Cause.NOT_CAPTURED);
        }
    }

    private Path beside() throws Exception {
        Path file = directory.resolve("beside.pcapng");
        try (PcapngWriter writer = PcapngWriter.create(file, false, "test", Optional.empty())) {
            writer.describe("eth7", LinkType.ETHERNET, 1_600, "", "");
        }
        return file;
    }

    @Test
    void holdsNoFilterThatCannotBePrinted() throws Exception {
        Path file = directory.resolve("watch.pcapng");
        try (PcapngWriter writer = PcapngWriter.create(file, false, "test", Optional.of("\u001b[2J"))) {
            writer.describe("eth0", LinkType.ETHERNET, 1_600, "udp \u001b[2J", "");
            writer.frame("eth0", LinkType.ETHERNET, Instant.EPOCH, new byte[40], 40, Direction.INBOUND);
        }

        assertThat(report(List.of(), file).toText())
                .contains("with the filter \"not readable\" alone")
                .doesNotContain("\u001b");
    }

    /** A recording as a watch would have written it, without its feedback or with it. */
    private Path write(String feedback, Optional<String> beginning, String... notes) throws Exception {
        Path file = directory.resolve("watch.pcapng");
        String name = feedback.equals("delivered") ? "c_camera_ip" : "a_zero_ip_discard_port";
        Path recording = Path.of(NotedCaptureTest.class
                .getResource("/captures/" + name + ".pcap")
                .toURI());
        Instant last = Instant.EPOCH;
        try (PcapngWriter writer = PcapngWriter.create(file, false, "test", beginning);
                CaptureFile from = CaptureFile.open(recording)) {
            writer.describe("lo", LinkType.ETHERNET, 1_600, "", "");
            writer.describe("eth0", LinkType.ETHERNET, 1_600, "", "");
            while (from.next()) {
                Frame frame = from.frame();
                int ip = frame.offset() + COOKED_2_HEADER;
                boolean arrives = frame.octets()[ip + 12] == 10 && frame.octets()[ip + 15] == 2;
                boolean trapped = !arrives && feedback.equals("trapped");
                if (arrives || !feedback.equals("silent")) {
                    byte[] octets = ethernet(frame, trapped);
                    Direction otherwise = trapped ? Direction.UNKNOWN : Direction.OUTBOUND;
                    writer.frame(
                            trapped ? "lo" : "eth0",
                            LinkType.ETHERNET,
                            frame.at(),
                            octets,
                            octets.length,
                            arrives ? Direction.INBOUND : otherwise);
                }
                last = frame.at();
            }
            for (String interfaceName : List.of("lo", "eth0")) {
                writer.statistics(interfaceName, last, 100, 0, 0);
            }
            for (String note : notes) {
                writer.comment(note, last);
            }
        }
        return file;
    }

    /** On lo a frame is from and to no address. */
    private static byte[] ethernet(Frame frame, boolean loopback) {
        byte[] octets = new byte[14 + frame.length() - COOKED_2_HEADER];
        Arrays.fill(octets, 0, 12, (byte) (loopback ? 0 : 2));
        octets[12] = 8; // IPv4
        System.arraycopy(
                frame.octets(), frame.offset() + COOKED_2_HEADER, octets, 14, frame.length() - COOKED_2_HEADER);
        return octets;
    }

    private static CameraVerdict camera(Path file) throws Exception {
        List<CameraVerdict> cameras = report(List.of(), file).cameras();
        assertThat(cameras).hasSize(1);
        return cameras.get(0);
    }

    private static AnalysisReport report(List<InetAddress> cameras, Path... files) throws Exception {
        return Analysis.of(
                new AnalysisOptions(Arrays.stream(files).map(CaptureInput::of).toList(), cameras));
    }
}
