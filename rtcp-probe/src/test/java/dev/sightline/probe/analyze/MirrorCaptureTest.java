package dev.sightline.probe.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.file.CaptureBytes;
import dev.sightline.probe.file.CaptureInput;
import dev.sightline.probe.packet.TestPackets;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A capture of -i any on a host at a mirror port")
class MirrorCaptureTest {
    private static final int LINUX_SLL = 113;
    private static final int ETHERNET = 1;
    private static final int LOOPBACK = 772;
    private static final int SECONDS = 12;
    private static final InetSocketAddress SERVER = new InetSocketAddress("10.77.0.1", 5_000);
    private static final InetSocketAddress REPORTING = new InetSocketAddress("10.77.0.1", 5_001);

    private final CaptureBytes capture = CaptureBytes.pcap(true, false, LINUX_SLL);

    @TempDir
    private Path directory;

    private static InetSocketAddress camera(int number, int port) {
        return new InetSocketAddress("10.77.0." + number, port);
    }

    /** What the kernel says of a packet: for this host, for another one, or sent by this one. */
    private enum PacketType {
        HOST(0),
        OTHERHOST(3),
        OUTGOING(4);

        private final int number;

        PacketType(int number) {
            this.number = number;
        }
    }

    private static byte[] frame(
            PacketType type, int hardware, InetSocketAddress from, InetSocketAddress to, byte[] payload) {
        byte[] packet = TestPackets.ip(from, to, payload);
        return ByteBuffer.allocate(16 + packet.length)
                .putShort((short) type.number)
                .putShort((short) hardware)
                .putShort((short) 6)
                .put(new byte[] {2, 0, 0, 0, 0, from.getAddress().getAddress()[3], 0, 0})
                .putShort((short) 0x0800)
                .put(packet)
                .array();
    }

    private void rtp(PacketType type, int camera, int packet) {
        byte[] rtp = TestPackets.rtp(camera, packet);
        capture.record(packet / 10, packet % 10 * 100_000, frame(type, ETHERNET, camera(camera, 5_006), SERVER, rtp));
    }

    private void feedback(PacketType type, int camera, int packet) {
        byte[] rtcp = TestPackets.feedback(camera);
        capture.record(
                packet / 10, packet % 10 * 100_000, frame(type, ETHERNET, REPORTING, camera(camera, 5_007), rtcp));
    }

    private List<CameraVerdict> cameras() throws Exception {
        Path file = Files.write(directory.resolve("any.pcap"), capture.toBytes());
        return Analysis.of(new AnalysisOptions(List.of(CaptureInput.of(file)), List.of()))
                .cameras();
    }

    @ParameterizedTest(name = "RTP as {0}, RTCP in the media server''s name as {1}: {2}")
    @CsvSource({
        "OTHERHOST, OTHERHOST, DELIVERED",
        "HOST,      OUTGOING,  DELIVERED",
        "HOST,      HOST,      UNPROVEN",
        "HOST,      OTHERHOST, UNPROVEN",
        "OTHERHOST, HOST,      NO_MEDIA",
    })
    void takesWhatPassesByForTheMediaServersAndWhatComesInForForged(PacketType rtp, PacketType rtcp, Verdict verdict)
            throws Exception {
        for (int packet = 0; packet < 10 * SECONDS; packet++) {
            rtp(rtp, 2, packet);
            if (packet % 5 == 0) {
                feedback(rtcp, 2, packet);
            }
        }

        assertThat(cameras())
                .singleElement()
                .satisfies(camera -> assertThat(camera.verdict())
                        .as(camera.finding().reason())
                        .isEqualTo(verdict));
    }

    /** What it shows of a loopback interface, and of what leaves, is not the media server's. */
    @Test
    void doesNotProveThatACameraGetsNothingBesideOneThatIsServed() throws Exception {
        InetSocketAddress itself = new InetSocketAddress(InetAddress.getLoopbackAddress(), 9);
        for (int packet = 0; packet < 10 * SECONDS; packet++) {
            rtp(PacketType.OTHERHOST, 2, packet);
            rtp(PacketType.OTHERHOST, 3, packet);
            if (packet % 5 == 0) {
                feedback(PacketType.OTHERHOST, 2, packet);
                byte[] ping = frame(PacketType.HOST, LOOPBACK, itself, itself, new byte[2]);
                capture.record(packet / 10, packet % 10 * 100_000, ping);
                byte[] leaving = frame(PacketType.OUTGOING, ETHERNET, camera(200, 9), camera(3, 9), new byte[2]);
                capture.record(packet / 10, packet % 10 * 100_000, leaving);
            }
        }

        List<CameraVerdict> cameras = cameras();
        assertThat(cameras).extracting(CameraVerdict::verdict).containsExactly(Verdict.DELIVERED, Verdict.UNPROVEN);
        assertThat(cameras.get(1).finding().reason()).contains("lo is not captured");
    }
}
