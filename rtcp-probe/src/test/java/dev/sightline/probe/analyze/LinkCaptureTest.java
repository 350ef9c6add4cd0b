package dev.sightline.probe.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.file.CaptureBytes;
import dev.sightline.probe.file.CaptureInput;
import dev.sightline.probe.packet.TestPackets;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A capture of one link that notes no directions")
class LinkCaptureTest {
    private static final int ETHERNET = 1;
    private static final int SECONDS = 12;
    private static final long SSRC = 0x1234;
    private static final InetSocketAddress CAMERA = new InetSocketAddress("10.77.0.2", 5_006);
    private static final InetSocketAddress EXPECTING = new InetSocketAddress("10.77.0.2", 5_007);
    private static final InetSocketAddress SERVER = new InetSocketAddress("10.77.0.1", 5_000);
    private static final InetSocketAddress REPORTING = new InetSocketAddress("10.77.0.1", 5_001);

    @TempDir
    private Path directory;

    /** C: the camera, S: the media server, T: its other card, R: a router, X: a stranger in the media server's name. */
    @ParameterizedTest(name = "RTP {0}, RTCP {1}, on lo {2}: {3}")
    @CsvSource({
        "C>S, S>C, -,         DELIVERED, left by link of eth0.pcap",
        "C>S, T>C, -,         DELIVERED, left by link of eth0.pcap",
        "R>S, S>R, -,         DELIVERED, left by link of eth0.pcap",
        "C>S, X>S, -,         UNPROVEN,  lo is not captured",
        "C>S, X>S, 127.0.0.1, UNPROVEN,  that leaves the media server's host",
        "C>S, X>S, 10.77.0.1, TRAPPED,   by lo for 10.77.0.1:5007",
        "C>R, S>R, -,         UNPROVEN,  lo is not captured",
    })
    void believesNoRtcpThatComesInToTheMediaServer(
            String rtp, String rtcp, String onLoopback, Verdict verdict, String reason) throws Exception {
        CaptureBytes link = CaptureBytes.pcap(true, false, ETHERNET);
        CaptureBytes lo = CaptureBytes.pcap(true, false, ETHERNET);
        boolean captured = !onLoopback.equals("-");
        InetSocketAddress itself = new InetSocketAddress(captured ? onLoopback : "10.77.0.1", 5_007);
        for (int packet = 0; packet < 10 * SECONDS; packet++) {
            int second = packet / 10;
            int micros = packet % 10 * 100_000;
            link.record(second, micros, frame(rtp, CAMERA, SERVER, TestPackets.rtp(SSRC, packet)));
            if (packet % 5 == 0) {
                link.record(second, micros, frame(rtcp, REPORTING, EXPECTING, TestPackets.feedback(SSRC)));
                if (onLoopback.startsWith("127")) { // by which nothing is trapped, and all would be seen
                    for (InetAddress own : List.of(itself.getAddress(), REPORTING.getAddress())) {
                        lo.record(second, micros, frame("0>0", REPORTING, new InetSocketAddress(own, 9), new byte[2]));
                    }
                } else {
                    lo.record(second, micros, frame("0>0", REPORTING, itself, TestPackets.feedback(SSRC)));
                }
            }
        }
        List<CaptureInput> files = new ArrayList<>();
        files.add(write("eth0.pcap", link));
        if (captured) {
            files.add(write("lo.pcap", lo));
        }

        List<CameraVerdict> cameras =
                Analysis.of(new AnalysisOptions(files, List.of())).cameras();

        assertThat(cameras).hasSize(1);
        assertThat(cameras.get(0).verdict())
                .as(cameras.get(0).finding().reason())
                .isEqualTo(verdict);
        assertThat(cameras.get(0).finding().reason()).contains(reason);
    }

    private static byte[] frame(String ends, InetSocketAddress from, InetSocketAddress to, byte[] payload) {
        byte[] frame = TestPackets.ethernet(new int[0], from, to, payload);
        station(frame, 0, ends.charAt(2));
        station(frame, 6, ends.charAt(0));
        return frame;
    }

    private static void station(byte[] frame, int at, char name) {
        boolean none = name == '0';
        byte[] address = {(byte) (none ? 0 : 2), 0, 0, 0, 0, (byte) (none ? 0 : name)};
        System.arraycopy(address, 0, frame, at, address.length);
    }

    private CaptureInput write(String name, CaptureBytes octets) throws Exception {
        return CaptureInput.of(Files.write(directory.resolve(name), octets.toBytes()));
    }
}
