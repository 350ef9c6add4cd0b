package dev.sightline.probe.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.file.CaptureBytes;
import dev.sightline.probe.file.CaptureFile;
import dev.sightline.probe.file.CaptureInput;
import dev.sightline.probe.file.Frame;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoField;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A capture of which a filter may have hidden the trap")
class FilteredCaptureTest {
    private static final int COOKED_2 = 276;
    private static final int COOKED_2_HEADER = 20;
    private static final byte[] CAMERA = {10, 77, 0, 2};
    private static final byte[] SERVER = {10, 77, 0, 1};

    @TempDir
    private Path directory;

    @Test
    void byTheCameraIsUnprovenWhereItWasTrapped() throws Exception {
        CameraVerdict camera = analyse(pcap(FilteredCaptureTest::isOfCamera));

        assertThat(camera.verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(camera.finding().causes()).containsExactly(Cause.NOT_CAPTURED);
        assertThat(camera.finding().reason()).contains("127.0.0.0/8", "perhaps it was captured with a filter");
        assertThat(camera.finding().cure())
                .hasValueSatisfying(cure -> assertThat(cure).contains("tcpdump -i any -s 0", "ping -c 1 127.0.0.1"));
    }

    @ParameterizedTest(name = "{0} to {1}, marked {2}: {3}")
    @CsvSource({
        "1,  127.0.0.1, 0, SILENT",
        "1,  127.0.0.1, 4, SILENT",
        "17, 127.0.0.53, 0, SILENT",
        "6,  127.0.0.1, 0, UNPROVEN",
        "1,  10.77.0.1, 0, UNPROVEN",
    })
    void isTrustedOnceAPacketShowsThatTheLoopbackWasCaptured(int protocol, String address, int mark, Verdict verdict)
            throws Exception {
        CaptureBytes file = pcap(frame -> isOfCamera(frame) && !isFromServer(frame));
        byte[] octets = InetAddress.getByName(address).getAddress();
        file.record(lastSecond(), 0, onLoopback(mark, protocol, octets));

        assertThat(analyse(file).verdict()).isEqualTo(verdict);
    }

    @ParameterizedTest(name = "as pcapng of {0}, filter {1}, counters {2}: {3}")
    @CsvSource(nullValues = "none", textBlock = """
            any, none,                                true,  SILENT
            any, none,                                false, UNPROVEN
            any, udp or icmp or icmp6,                true,  SILENT
            any, udp portrange 1-65535,               true,  SILENT
            any, udp portrange 1-65535,               false, UNPROVEN
            any, host 10.77.0.2,                      true,  UNPROVEN
            any, port 5006 or port 5007,              true,  UNPROVEN
            """)
    void isTrustedWhereItSaysHowItWasMade(String name, String filter, boolean counted, Verdict verdict)
            throws Exception {
        CaptureBytes file = new CaptureBytes(false).section();
        CaptureBytes options = file.body().option(2, name.getBytes(StandardCharsets.UTF_8));
        if (filter != null) {
            options.option(11, ("\0" + filter).getBytes(StandardCharsets.UTF_8));
        }
        file.description(COOKED_2, options);
        each(frame -> {
            if (isOfCamera(frame) && !isFromServer(frame)) {
                long micros =
                        frame.at().getEpochSecond() * 1_000_000 + frame.at().get(ChronoField.MICRO_OF_SECOND);
                file.enhanced(0, micros, octets(frame), file.body());
            }
        });
        if (counted) {
            file.block(5, file.body().i32(0).i32(0).i32(0));
        }

        CameraVerdict camera = analyse(file);
        assertThat(camera.verdict()).isEqualTo(verdict);
        if (filter != null && counted && verdict == Verdict.UNPROVEN) {
            assertThat(camera.finding().reason()).contains("the filter \"" + filter + "\"");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void isStillDeliveredWhereThatIsSeen(boolean filtered) throws Exception {
        recording = "c_camera_ip";

        assertThat(analyse(pcap(frame -> !filtered || isOfCamera(frame))).verdict())
                .isEqualTo(Verdict.DELIVERED);
    }

    private String recording = "a_zero_ip_discard_port";

    private CaptureBytes pcap(Predicate<Frame> kept) throws Exception {
        CaptureBytes file = CaptureBytes.pcap(true, false, COOKED_2);
        each(frame -> {
            if (kept.test(frame)) {
                file.record(
                        (int) frame.at().getEpochSecond(), frame.at().get(ChronoField.MICRO_OF_SECOND), octets(frame));
            }
        });
        return file;
    }

    /** A packet of 127.0.0.1 or another address for itself. */
    private static byte[] onLoopback(int way, int protocol, byte[] address) {
        byte[] frame = new byte[COOKED_2_HEADER + 20 + 8];
        frame[0] = 8; // IPv4
        frame[7] = 1;
        frame[8] = 3; // ARPHRD 772
        frame[9] = 4;
        frame[10] = (byte) way;
        int ip = COOKED_2_HEADER;
        frame[ip] = 0x45;
        frame[ip + 3] = 28;
        frame[ip + 9] = (byte) protocol;
        System.arraycopy(address, 0, frame, ip + 12, 4);
        System.arraycopy(address, 0, frame, ip + 16, 4);
        frame[ip + 20] = 8; // echo request
        return frame;
    }

    private int lastSecond() throws Exception {
        int[] last = {0};
        each(frame -> last[0] = (int) frame.at().getEpochSecond());
        return last[0] + 1;
    }

    private static boolean isOfCamera(Frame frame) {
        return has(frame, 12, CAMERA) || has(frame, 16, CAMERA);
    }

    private static boolean isFromServer(Frame frame) {
        return has(frame, 12, SERVER);
    }

    private static boolean has(Frame frame, int at, byte[] address) {
        int from = frame.offset() + COOKED_2_HEADER + at;
        return Arrays.equals(frame.octets(), from, from + 4, address, 0, 4);
    }

    private CameraVerdict analyse(CaptureBytes octets) throws Exception {
        Path file = Files.write(directory.resolve("sent.pcap"), octets.toBytes());
        List<CameraVerdict> cameras = Analysis.of(new AnalysisOptions(List.of(CaptureInput.of(file)), List.of()))
                .cameras();
        assertThat(cameras).hasSize(1);
        return cameras.get(0);
    }

    /** What is done with a frame. */
    private interface Step {
        void take(Frame frame);
    }

    private void each(Step step) throws Exception {
        Path path = Path.of(FilteredCaptureTest.class
                .getResource("/captures/" + recording + ".pcap")
                .toURI());
        try (CaptureFile file = CaptureFile.open(path)) {
            while (file.next()) {
                step.take(file.frame());
            }
        }
    }

    private static byte[] octets(Frame frame) {
        return Arrays.copyOfRange(frame.octets(), frame.offset(), frame.offset() + frame.length());
    }
}
