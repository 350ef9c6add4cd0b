package dev.sightline.probe.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.file.CaptureBytes;
import dev.sightline.probe.file.CaptureInput;
import dev.sightline.probe.packet.TestPackets;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A capture of Ethernet in the making. A link is {@code 20:C>M/64}: VLAN, stations and hop limit; C is the camera, S the
 * media server, V a virtual router, others are routers.
 */
final class TrunkCapture {
    private static final int ETHERNET = 1;
    static final int SECONDS = 12;
    private static final long SSRC = 0x1234;
    private static final InetSocketAddress CAMERA = new InetSocketAddress("10.9.0.2", 5_006);
    private static final InetSocketAddress EXPECTING = new InetSocketAddress("10.9.0.2", 5_007);
    private static final InetSocketAddress SERVER = new InetSocketAddress("10.0.0.1", 5_000);
    private static final InetSocketAddress REPORTING = new InetSocketAddress("10.0.0.1", 5_001);

    private final CaptureBytes capture = CaptureBytes.pcap(true, false, ETHERNET);

    /** One packet of five is seen first on the link named last. */
    void flowInEitherOrder(String rtp, String rtcp) {
        String[] links = rtp.split(" +", -1);
        for (int packet = 0; packet < 10 * SECONDS; packet++) {
            String order = packet % 5 == 3 ? links[1] + " " + links[0] : rtp;
            send(packet, order, CAMERA, SERVER, TestPackets.rtp(SSRC, packet));
            if (packet % 5 == 0) {
                send(packet, rtcp, REPORTING, EXPECTING, TestPackets.feedback(SSRC));
            }
        }
    }

    void flow(int from, int to, String rtp, String rtcp) {
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

    /** The camera's host refuses each datagram of RTCP. */
    void flowRefused(String rtp, String rtcp) {
        for (int packet = 0; packet < 10 * SECONDS; packet++) {
            send(packet, rtp, CAMERA, SERVER, TestPackets.rtp(SSRC, packet));
            if (packet % 5 == 0) {
                send(packet, rtcp, REPORTING, EXPECTING, TestPackets.feedback(SSRC));
                refuses(packet, rtp);
            }
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

    CameraVerdict camera(Path directory) throws Exception {
        Path file = Files.write(directory.resolve("trunk.pcap"), capture.toBytes());
        List<CameraVerdict> cameras = Analysis.of(new AnalysisOptions(List.of(CaptureInput.of(file)), List.of()))
                .cameras();
        assertThat(cameras).hasSize(1);
        return cameras.get(0);
    }
}
