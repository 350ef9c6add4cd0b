package dev.sightline.probe.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.file.CaptureBytes;
import dev.sightline.probe.file.CaptureInput;
import dev.sightline.probe.packet.TestPackets;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A capture of a trunk or a mirror port, on which the same RTP is seen twice on one interface")
class TrunkCaptureTest {
    private static final int ETHERNET = 1;
    private static final int SECONDS = 12;
    private static final long SSRC = 0x1234;
    private static final InetSocketAddress CAMERA = new InetSocketAddress("10.9.0.2", 5_006);
    private static final InetSocketAddress EXPECTING = new InetSocketAddress("10.9.0.2", 5_007);
    private static final InetSocketAddress SERVER = new InetSocketAddress("10.0.0.1", 5_000);
    private static final InetSocketAddress REPORTING = new InetSocketAddress("10.0.0.1", 5_001);

    private final CaptureBytes capture = CaptureBytes.pcap(true, false, ETHERNET);

    @TempDir
    private Path directory;

    /** C: the camera, S: the media server, L, M, N, R: routers, V: a virtual router; 20:C>M/64: VLAN, stations and TTL. */
    @ParameterizedTest(name = "RTP {0}, RTCP {1}: {2}")
    @CsvSource({
        "20:C>M/64 10:M>S/63,            10:S>M/64,                     (VLAN 20)",
        "20:C>M/64 10:M>S/63,            10:S>V/64,                     (VLAN 20)",
        "20:C>M/64 10:M>S/63,            S>M/64,                        (VLAN 20)",
        "20:C>S/64 10:C>S/64,            10:S>C/64,                     (VLAN 20)",
        "20:C>M/64 M>S/63,               S>M/64,                        (VLAN 20)",
        "C>M/64 10:M>S/63,               10:S>M/64,                     (02:00:00:00:00:43 to 02:00:00:00:00:4d)",
        "C>M/64 M>S/63,                  S>M/64,                        (02:00:00:00:00:43 to 02:00:00:00:00:4d)",
        "C>V/64 M>S/63,                  S>V/64,                        (02:00:00:00:00:43 to 00:00:5e:00:01:07)",
        "R>M/61 M>S/60,                  S>M/64,                        (02:00:00:00:00:52 to 02:00:00:00:00:4d)",
        "20:C>M/64 10:M>S/63,            10:S>N/64,                     (VLAN 20)",
        "30:C>L/64 20:L>M/63 10:M>S/62,  10:S>M/64 20:M>L/63,           (VLAN 30)",
        "30:C>L/64 20:L>M/63 10:M>S/62,  10:S>M/64,                     (VLAN 30)",
        "C>M/64 N>S/64,                  S>N/64,                        (02:00:00:00:00:43 to 02:00:00:00:00:4d)",
        "20:C>M/64 N>S/64,               S>N/64,                        (VLAN 20)",
        "R>M/62 N>S/62,                  S>N/64,                        (02:00:00:00:00:52 to 02:00:00:00:00:4d)",
    })
    void isNotForwardedWhereRtcpIsSeenOnTheMediaServersSideAlone(String rtp, String rtcp, String missing)
            throws Exception {
        flow(0, SECONDS, rtp, rtcp);

        assertNotForwarded(missing);
    }

    @ParameterizedTest(name = "RTP {0}, RTCP {1}")
    @CsvSource({
        "20:C>M/64 10:M>S/63,            10:S>M/64 20:M>C/63", // both sides
        "20:C>S/64 10:C>S/64,            10:S>C/64 20:S>C/64",
        "C>M/64 M>S/63,                  S>M/64 M>C/63",
        "C>V/64 M>S/63,                  S>V/64 M>C/63",
        "C>V/64 M>S/63,                  S>V/64 N>C/63",
        "30:C>L/64 20:L>M/63 10:M>S/62,  10:S>M/64 20:M>L/63 30:L>C/62",
        "20:C>M/64 10:M>S/63,            S>M/64 M>C/63",
        "20:C>M/64 10:M>S/63,            20:M>C/63", // the camera's side alone
        "20:C>S/64 10:C>S/64,            20:S>C/64",
        "C>M/64 M>S/63,                  M>C/63",
        "C>M/64 N>S/64,                  S>N/64 M>C/64", // a firewall that takes none of the hop limit
        "C>M/64 M>S/63,                  S>C/64", // another way back
        "20:R>M/61 10:M>S/60,            10:S>N/64 20:N>R/63",
        "20:R>M/61 10:M>S/60,            10:S>N/64",
        "C>S/64 C>S/64,                  S>C/64", // copies of one frame
        "C>S/64 C>S/64,                  S>C/64 S>C/64",
        "10:C>S/64 10:C>S/64,            10:S>C/64",
        "C>S/64 10:C>S/64,               10:S>C/64",
        "C>S/64 10:C>S/64,               S>C/64",
        "M>S/63 M>S/63,                  S>M/64",
    })
    void isDeliveredWhereItIsSeenNearestToTheCameraOrThereIsNoSecondLink(String rtp, String rtcp) throws Exception {
        flow(0, SECONDS, rtp, rtcp);

        CameraVerdict camera = camera();
        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(Verdict.DELIVERED);
        assertThat(camera.history()).isEmpty();
    }

    @Test
    void isNotForwardedOnceItIsSeenThereNoMore() throws Exception {
        flow(0, 8, "20:C>M/64 10:M>S/63", "10:S>M/64 20:M>C/63");
        flow(8, 21, "20:C>M/64 10:M>S/63", "10:S>M/64");

        assertNotForwarded("(VLAN 20)");
    }

    @Test
    void isDeliveredOnceItIsSeenThere() throws Exception {
        flow(0, 8, "20:C>M/64 10:M>S/63", "10:S>M/64");
        flow(8, 12, "20:C>M/64 10:M>S/63", "10:S>M/64 20:M>C/63");

        CameraVerdict camera = camera();
        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(Verdict.DELIVERED);
    }

    @Test
    void isCountedOnceThoughItIsSeenOnBothLinks() throws Exception {
        flow(0, SECONDS, "20:C>M/64 10:M>S/63", "10:S>M/64 20:M>C/63");

        assertThat(camera().finding().reason()).startsWith("24 RTCP datagrams (REMB 24, RR 24, SDES 24) left by");
    }

    /** Quoting ports alone it is believed only where it answers no more than was sent. */
    @Test
    void isUnreachableWhereItsRefusalIsSeenOnBothLinks() throws Exception {
        for (int packet = 0; packet < 10 * SECONDS; packet++) {
            send(packet, "20:C>M/64 10:M>S/63", CAMERA, SERVER, TestPackets.rtp(SSRC, packet));
            if (packet % 5 == 0) {
                send(packet, "10:S>M/64 20:M>C/63", REPORTING, EXPECTING, TestPackets.feedback(SSRC));
                refuses(packet, "20:C>M/64 10:M>S/63");
            }
        }

        CameraVerdict camera = camera();
        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(Verdict.UNREACHABLE);
    }

    /** The other way is used no more: nothing has to be seen there. */
    @Test
    void isDeliveredAfterTheRtpHasLeftTheOtherLink() throws Exception {
        flow(0, 8, "20:C>M/64 10:M>S/63", "10:S>M/64 20:M>C/63");
        flow(8, 24, "10:M>S/63", "10:S>M/64");

        CameraVerdict camera = camera();
        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(Verdict.DELIVERED);
    }

    private void flow(int from, int to, String rtp, String rtcp) {
        for (int packet = 10 * from; packet < 10 * to; packet++) {
            send(packet, rtp, CAMERA, SERVER, TestPackets.rtp(SSRC, packet));
            if (packet % 5 == 0) {
                send(packet, rtcp, REPORTING, EXPECTING, TestPackets.feedback(SSRC));
            }
        }
    }

    /** Each of the links sees it a little later than the one before. */
    private void send(int packet, String links, InetSocketAddress from, InetSocketAddress to, byte[] payload) {
        int micros = packet % 10 * 100_000;
        for (String link : links.strip().split(" +", -1)) {
            capture.record(packet / 10, micros++, frame(link, from, to, payload));
        }
    }

    /** The camera's host, of its RTCP port. */
    private void refuses(int packet, String links) {
        byte[] quoted = Arrays.copyOf(TestPackets.ip(REPORTING, EXPECTING, new byte[8]), 28);
        byte[] error = ByteBuffer.allocate(8 + quoted.length)
                .put(new byte[] {3, 3, 0, 0, 0, 0, 0, 0})
                .put(quoted)
                .array();
        byte[] ip = TestPackets.ip(CAMERA, SERVER, new byte[error.length - 8]);
        ip[9] = 1;
        System.arraycopy(error, 0, ip, 20, error.length);
        int micros = packet % 10 * 100_000 + 10;
        for (String link : links.split(" ", -1)) {
            capture.record(packet / 10, micros++, frame(link, ip));
        }
    }

    private static byte[] frame(String link, InetSocketAddress from, InetSocketAddress to, byte[] payload) {
        return frame(link, TestPackets.ip(from, to, payload));
    }

    private static byte[] frame(String link, byte[] packet) {
        int vlan = link.contains(":") ? Integer.parseInt(link.substring(0, link.indexOf(':'))) : 0;
        String path = link.substring(link.indexOf(':') + 1);
        packet[8] = Byte.parseByte(path.substring(4));
        ByteBuffer frame = ByteBuffer.allocate(18 + packet.length);
        frame.put(station(path.charAt(2))).put(station(path.charAt(0)));
        if (vlan != 0) {
            frame.putShort((short) 0x8100).putShort((short) vlan);
        }
        frame.putShort((short) 0x0800).put(packet).flip();
        byte[] octets = new byte[frame.remaining()];
        frame.get(octets);
        return octets;
    }

    private static byte[] station(char name) {
        return name == 'V' ? new byte[] {0, 0, 0x5e, 0, 1, 7} : new byte[] {2, 0, 0, 0, 0, (byte) name};
    }

    private void assertNotForwarded(String missing) throws Exception {
        CameraVerdict camera = camera();
        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(Verdict.UNPROVEN);
        assertThat(camera.finding().causes()).containsExactly(Cause.NOT_FORWARDED);
        assertThat(camera.finding().reason())
                .contains("none is seen on link of trunk.pcap " + missing + ", by which its RTP comes");
    }

    private CameraVerdict camera() throws Exception {
        Path file = Files.write(directory.resolve("trunk.pcap"), capture.toBytes());
        List<CameraVerdict> cameras = Analysis.of(new AnalysisOptions(List.of(CaptureInput.of(file)), List.of()))
                .cameras();
        assertThat(cameras).hasSize(1);
        return cameras.get(0);
    }
}
