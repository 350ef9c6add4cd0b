package dev.sightline.probe.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.file.CaptureBytes;
import dev.sightline.probe.file.CaptureInput;
import dev.sightline.probe.packet.TestPackets;
import dev.sightline.probe.report.AnalysisReport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("That no RTP of a camera is in a capture")
class AbsentCameraTest {
    private static final int COOKED_2 = 276;
    private static final int ETHERNET = 1;
    private static final int LOOPBACK_DEVICE = 772;
    private static final int IN = 0;
    private static final int OUT = 4;
    private static final int BEGIN = 1_800_000_000;
    private static final String ABSENT = "10.77.0.9";

    @TempDir
    private Path directory;

    /** What was captured of: datagrams for the discard port over lo show that no filter by host or port was there. */
    @ParameterizedTest(name = "captured on {0}, beside another camera {1}, over lo {2}: {3}")
    @CsvSource(textBlock = """
            one interface, true,  -,      UNPROVEN, it was captured on one interface alone
            one interface, false, -,      UNPROVEN, it was captured on one interface alone
            all,           true,  -,      UNPROVEN, nothing in it shows that it was made without a filter
            all,           false, -,      UNPROVEN, nothing in it shows that it was made without a filter
            all,           true,  in out, NO_MEDIA, ''
            all,           false, in out, NO_MEDIA, ''
            all,           false, out,    UNPROVEN, nothing in it shows that it was made without a filter
            """)
    void isProvenWhereItWouldBe(String where, boolean other, String loopback, Verdict verdict, String doubt)
            throws Exception {
        boolean all = where.equals("all");
        CaptureBytes file = CaptureBytes.pcap(true, false, all ? COOKED_2 : ETHERNET);
        InetSocketAddress camera = new InetSocketAddress("10.77.0.2", 5_006);
        InetSocketAddress server = new InetSocketAddress("10.77.0.1", 40_000);
        InetSocketAddress group = new InetSocketAddress("224.0.0.251", 5_353);
        for (int i = 0; i < 200; i++) {
            InetSocketAddress from = other ? camera : server;
            InetSocketAddress to = other ? server : group;
            byte[] payload = other ? TestPackets.rtp(0xcafe_f00dL, i) : new byte[20];
            byte[] frame = all
                    ? cooked(1, other ? IN : OUT, TestPackets.ip(from, to, payload))
                    : TestPackets.ethernet(new int[0], from, to, payload);
            file.record(BEGIN + i / 10, 100_000 * (i % 10), frame);
        }
        for (String way : loopback.split(" ", -1)) {
            if (!way.equals("-")) {
                for (byte[] ip : discarded()) {
                    file.record(BEGIN + 20, 0, cooked(LOOPBACK_DEVICE, way.equals("in") ? IN : OUT, ip));
                }
            }
        }

        AnalysisReport asked = analyse(file, List.of(InetAddress.getByName(ABSENT)));
        assertThat(asked.cameras())
                .filteredOn(one -> one.camera().getHostAddress().equals(ABSENT))
                .singleElement()
                .satisfies(absent -> {
                    assertThat(absent.verdict()).as(absent.finding().reason()).isEqualTo(verdict);
                    assertThat(absent.finding().reason()).contains(doubt);
                    assertThat(absent.finding().causes().contains(Cause.NOT_CAPTURED))
                            .isEqualTo(verdict == Verdict.UNPROVEN);
                });
        if (!other) {
            AnalysisReport report = analyse(file, List.of());
            assertThat(report.verdict()).isEqualTo(verdict);
            assertThat(report.toText()).contains(doubt, "> /dev/udp/$a/9");
        }
    }

    @Test
    void isNoMatterOf1970WhereNothingIsInIt() throws Exception {
        Instant before = Instant.now();
        AnalysisReport report =
                analyse(CaptureBytes.pcap(true, false, COOKED_2), List.of(InetAddress.getByName(ABSENT)));

        assertThat(report.cameras()).singleElement().satisfies(camera -> {
            assertThat(camera.verdict()).isEqualTo(Verdict.UNPROVEN);
            assertThat(camera.finding().causes()).containsExactly(Cause.NOT_CAPTURED);
            assertThat(camera.finding().reason()).contains("there is no packet in it");
            assertThat(camera.finding().since()).isBetween(before, Instant.now());
        });
    }

    /** To the discard port, of one of the host's own addresses to itself. */
    private static List<byte[]> discarded() {
        return Stream.of("127.0.0.1", "10.77.0.1")
                .map(own ->
                        TestPackets.ip(new InetSocketAddress(own, 50_123), new InetSocketAddress(own, 9), new byte[2]))
                .toList();
    }

    private static byte[] cooked(int device, int way, byte[] ip) {
        byte[] frame = new byte[20 + ip.length];
        frame[0] = 8; // IPv4
        frame[7] = 2;
        frame[8] = (byte) (device >> 8);
        frame[9] = (byte) device;
        frame[10] = (byte) way;
        System.arraycopy(ip, 0, frame, 20, ip.length);
        return frame;
    }

    private AnalysisReport analyse(CaptureBytes file, List<InetAddress> cameras) throws Exception {
        Path path = Files.write(directory.resolve("a.pcap"), file.toBytes());
        return Analysis.of(new AnalysisOptions(List.of(CaptureInput.of(path)), cameras));
    }

    /** Each holds something of lo, so that none has a filter; of one direction is the second alone. */
    @Test
    void isProvenByOneOfSeveralThatHoldsWhatArrives() throws Exception {
        InetSocketAddress server = new InetSocketAddress("10.77.0.1", 40_000);
        InetSocketAddress group = new InetSocketAddress("224.0.0.251", 5_353);
        CaptureBytes both = CaptureBytes.pcap(true, false, COOKED_2);
        CaptureBytes leaving = CaptureBytes.pcap(true, false, COOKED_2);
        for (int i = 0; i < 20; i++) {
            byte[] sent = cooked(1, OUT, TestPackets.ip(server, group, new byte[20]));
            both.record(BEGIN + i, 0, sent);
            leaving.record(BEGIN + i, 0, sent);
            for (byte[] local : discarded()) {
                both.record(BEGIN + i, 1, cooked(LOOPBACK_DEVICE, OUT, local));
                both.record(BEGIN + i, 2, cooked(LOOPBACK_DEVICE, IN, local));
                leaving.record(BEGIN + i, 1, cooked(LOOPBACK_DEVICE, OUT, local));
            }
        }
        Path first = Files.write(directory.resolve("both.pcap"), both.toBytes());
        Path second = Files.write(directory.resolve("leaving.pcap"), leaving.toBytes());

        AnalysisReport report = Analysis.of(new AnalysisOptions(
                List.of(CaptureInput.of(first), CaptureInput.of(second)), List.of(InetAddress.getByName(ABSENT))));

        assertThat(report.cameras())
                .singleElement()
                .satisfies(absent -> assertThat(absent.verdict())
                        .as(absent.finding().reason())
                        .isEqualTo(Verdict.NO_MEDIA));
    }
}
