package dev.sightline.probe.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.file.CaptureBytes;
import dev.sightline.probe.file.CaptureInput;
import dev.sightline.probe.packet.TestPackets;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A capture of a camera without feedback, and of IPsec")
class IpsecCaptureTest {
    private static final int COOKED_2 = 276;
    private static final int BEGIN = 1_800_000_000;
    private static final int IN = 0;
    private static final int OUT = 4;
    private static final int ESP = 50;
    private static final int AH = 51;
    private static final InetSocketAddress CAMERA = new InetSocketAddress("10.78.0.2", 5_006);
    private static final InetSocketAddress SERVER = new InetSocketAddress("10.77.0.1", 40_000);
    private static final InetSocketAddress FAR_END = new InetSocketAddress("192.0.2.9", 4_500);
    private static final InetSocketAddress NEAR_END = new InetSocketAddress("192.0.2.1", 4_500);

    @TempDir
    private Path directory;

    /** The RTP comes by interface 2, ten times a second. */
    @ParameterizedTest(name = "{0} by interface {1}, marked {2}, every {3}th time: {4}")
    @CsvSource({
        "nothing,   2, 0, 1, SILENT",
        "esp,       2, 0, 1, UNPROVEN",
        "ah,        2, 0, 1, UNPROVEN",
        "esp,       2, 0, 3, SILENT",
        "esp,       3, 0, 1, SILENT",
        "esp,       2, 4, 1, SILENT",
        "esp udp,   2, 0, 1, UNPROVEN",
        "ike,       2, 0, 1, SILENT",
        "keepalive, 2, 0, 1, SILENT",
        "stun,      2, 0, 1, SILENT",
    })
    void isNoProofOfSilenceWhereItMayHaveComeOutOfATunnel(
            String kind, int interfaceIndex, int mark, int every, Verdict verdict) throws Exception {
        CameraVerdict camera = analyse(capture(kind, interfaceIndex, mark, every, /* served= */ false));

        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(verdict);
        if (verdict == Verdict.UNPROVEN) {
            assertThat(camera.finding().causes()).containsExactly(Cause.IPSEC);
            assertThat(camera.finding().reason()).contains("ESP, AH, or UDP port 4500");
        }
    }

    @ParameterizedTest
    @CsvSource("esp")
    void isDeliveredWhereFeedbackIsSeen(String kind) throws Exception {
        assertThat(analyse(capture(kind, 2, IN, 1, /* served= */ true)).verdict())
                .isEqualTo(Verdict.DELIVERED);
    }

    private static CaptureBytes capture(String kind, int interfaceIndex, int mark, int every, boolean served) {
        CaptureBytes file = CaptureBytes.pcap(true, false, COOKED_2);
        for (int i = 0; i < 150; i++) {
            int second = BEGIN + i / 10;
            int micros = i % 10 * 100_000;
            if (i % every == 0 && !kind.equals("nothing")) {
                file.record(second, micros, cooked(interfaceIndex, 1, mark, packet(kind)));
            }
            file.record(
                    second, micros, cooked(2, 1, IN, TestPackets.ip(CAMERA, SERVER, TestPackets.rtp(0xcafe_f00dL, i))));
            if (served && i % 5 == 0) {
                InetSocketAddress from = new InetSocketAddress(SERVER.getAddress(), 40_001);
                InetSocketAddress to = new InetSocketAddress(CAMERA.getAddress(), 5_007);
                file.record(
                        second,
                        micros,
                        cooked(2, 1, OUT, TestPackets.ip(from, to, TestPackets.feedback(0xcafe_f00dL))));
            }
        }
        InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 9);
        InetSocketAddress own = new InetSocketAddress(SERVER.getAddress(), 9);
        InetSocketAddress away = new InetSocketAddress(FAR_END.getAddress(), 9);
        file.record(BEGIN + 15, 0, cooked(1, 772, IN, TestPackets.ip(loopback, loopback, new byte[2])));
        file.record(BEGIN + 15, 0, cooked(1, 772, IN, TestPackets.ip(own, own, new byte[2])));
        return file.record(BEGIN + 15, 0, cooked(2, 1, OUT, TestPackets.ip(own, away, new byte[2])));
    }

    private static byte[] packet(String kind) {
        byte[] inner = new byte[60];
        switch (kind) {
            case "esp udp" -> inner[0] = (byte) 0xc5;
            case "stun" -> System.arraycopy(new byte[] {0, 1, 0, 8, 0x21, 0x12, (byte) 0xa4, 0x42}, 0, inner, 0, 8);
            case "keepalive" -> inner = new byte[] {(byte) 0xff};
            default -> {} // of IKE the first four octets are nought
        }
        byte[] packet = TestPackets.ip(FAR_END, NEAR_END, inner);
        if (kind.equals("esp") || kind.equals("ah")) {
            packet[9] = (byte) (kind.equals("esp") ? ESP : AH);
        }
        return packet;
    }

    private static byte[] cooked(int interfaceIndex, int device, int way, byte[] ip) {
        byte[] frame = new byte[20 + ip.length];
        frame[0] = 8; // IPv4
        frame[7] = (byte) interfaceIndex;
        frame[8] = (byte) (device >> 8);
        frame[9] = (byte) device;
        frame[10] = (byte) way;
        System.arraycopy(ip, 0, frame, 20, ip.length);
        return frame;
    }

    private CameraVerdict analyse(CaptureBytes octets) throws Exception {
        Path file = Files.write(directory.resolve("sent.pcap"), octets.toBytes());
        List<CameraVerdict> cameras = Analysis.of(new AnalysisOptions(List.of(CaptureInput.of(file)), List.of()))
                .cameras();
        assertThat(cameras).hasSize(1);
        return cameras.get(0);
    }
}
