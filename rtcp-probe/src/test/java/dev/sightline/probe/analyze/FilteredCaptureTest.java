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
import java.util.ArrayList;
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
    private static final int RAW_IP = 101;
    private static final int ETHERNET = 1;
    private static final int LOOPBACK = 772;
    private static final int OUT = 4;
    private static final List<String> OWN = List.of("127.0.0.1", "10.77.0.1");
    private static final int UDP = 17;
    private static final byte[] CAMERA = {10, 77, 0, 2};
    private static final byte[] SERVER = {10, 77, 0, 1};
    private static final byte[] OTHER = {10, 77, 0, 99};

    @TempDir
    private Path directory;

    @Test
    void byTheCameraIsUnprovenWhereItWasTrapped() throws Exception {
        CameraVerdict camera = analyse(pcap(FilteredCaptureTest::isOfCamera));

        assertThat(camera.verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(camera.finding().causes()).containsExactly(Cause.NOT_CAPTURED);
        assertThat(camera.finding().reason())
                .contains("no two UDP datagrams for port 9 over lo", "perhaps it was captured with a filter");
        assertThat(camera.finding().cure())
                .hasValueSatisfying(cure ->
                        assertThat(cure).contains("tcpdump -i any -s 0", "127.0.0.1 SERVER CAMERA", "> /dev/udp/$a/9"));
    }

    /** What a filter may pass beside the camera's own packets proves nothing: ICMP, a media port's, a resolver's. */
    @ParameterizedTest(name = "over lo {0}: {1}")
    @CsvSource(textBlock = """
            udp 127.0.0.1 9 + udp 10.77.0.1 9,      SILENT
            udp 127.0.0.53 9 + udp 10.77.0.99 9,    SILENT
            udp 127.0.0.1 9,                        UNPROVEN
            udp 10.77.0.1 9,                        UNPROVEN
            icmp 127.0.0.1 0 + icmp 10.77.0.1 0,    UNPROVEN
            udp 127.0.0.1 5000 + udp 10.77.0.1 9,   UNPROVEN
            udp 127.0.0.53 53 + udp 10.77.0.1 9,    UNPROVEN
            tcp 127.0.0.1 9 + tcp 10.77.0.1 9,      UNPROVEN
            """)
    void isTrustedOnceDatagramsShowThatTheLoopbackWasCaptured(String crossed, Verdict verdict) throws Exception {
        CaptureBytes file = pcap(frame -> isOfCamera(frame) && !isFromServer(frame));
        for (String each : crossed.split(" \\+ ", -1)) {
            String[] words = each.split(" ", -1);
            file.record(lastSecond(), 0, datagram(LOOPBACK, 0, protocol(words[0]), words[1], words[1], words[2]));
        }
        file.record(lastSecond(), 0, datagram(1, OUT, UDP, "10.77.0.1", "10.77.0.2", "9"));

        assertThat(analyse(file).verdict()).isEqualTo(verdict);
    }

    @ParameterizedTest(name = "of {0} beside the camera''s packets, marked {1}, {2} for port {3}: {4}")
    @CsvSource({
        "nothing,   0, udp,  9,    UNPROVEN",
        "10.77.0.1, 4, udp,  9,    SILENT",
        "10.77.0.1, 4, udp,  5004, UNPROVEN",
        "10.77.0.1, 4, udp,  53,   UNPROVEN",
        "10.77.0.1, 4, icmp, 0,    UNPROVEN",
        "10.77.0.1, 4, tcp,  9,    UNPROVEN",
        "10.77.0.2, 4, udp,  9,    UNPROVEN",
        "10.77.0.9, 0, udp,  9,    UNPROVEN",
    })
    void isTrustedOnceADatagramShowsThatWhatLeavesWasCaptured(
            String sender, int mark, String protocol, String port, Verdict verdict) throws Exception {
        CaptureBytes file = pcap(frame -> isOfCamera(frame) && !isFromServer(frame));
        discardOverLoopback(file);
        if (!sender.equals("nothing")) {
            file.record(lastSecond(), 0, datagram(1, mark, protocol(protocol), sender, "10.77.0.99", port));
        }

        CameraVerdict camera = analyse(file);
        assertThat(camera.verdict()).isEqualTo(verdict);
        if (verdict == Verdict.UNPROVEN) {
            assertThat(camera.finding().causes()).containsExactly(Cause.NOT_CAPTURED);
            assertThat(camera.finding().reason()).contains("that leaves the media server's host", "in one direction");
            assertThat(camera.finding().cure())
                    .hasValueSatisfying(cure -> assertThat(cure).contains("127.0.0.1 SERVER CAMERA"));
        }
    }

    /** As of {@code tcpdump -G}: each has a filter of its own, and the three datagrams are in one of them alone. */
    @Test
    void namesTheFileOfSeveralThatShowsNothingOfWhatLeaves() throws Exception {
        int half = lastSecond() - 7;
        Predicate<Frame> silent = frame -> isOfCamera(frame) && !isFromServer(frame);
        CaptureBytes first = pcap(silent.and(frame -> frame.at().getEpochSecond() < half));
        CaptureBytes second = pcap(silent.and(frame -> frame.at().getEpochSecond() >= half));
        discardOverLoopback(second);
        second.record(lastSecond(), 0, datagram(1, OUT, UDP, "10.77.0.1", "10.77.0.2", "9"));

        CameraVerdict camera = analyse(first, second);
        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(Verdict.UNPROVEN);
        assertThat(camera.finding().reason())
                .contains("0.pcap holds no UDP datagram for port 9", "(each file is looked at by itself)")
                .doesNotContain("the capture holds");
        assertThat(camera.finding().cure())
                .hasValueSatisfying(cure -> assertThat(cure).contains("while each file is written"));
    }

    /** The trap of the recording is on lo, which none of these filters passes. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"host CAMERA or icmp", "udp dst portrange MEDIA or icmp", "host CAMERA or host 127.0.0.1"})
    void isNotTrustedForWhatTheFilterPassesBesides(String filter) throws Exception {
        CaptureBytes file = pcap(frame -> isOfCamera(frame) && !isFromServer(frame));
        int second = lastSecond();
        if (filter.endsWith("icmp")) {
            file.record(second, 0, datagram(LOOPBACK, 0, 1, "127.0.0.1", "127.0.0.1", "0"));
            file.record(second, 0, datagram(1, OUT, 1, "10.77.0.1", "10.77.0.2", "0"));
        } else {
            file.record(second, 0, datagram(LOOPBACK, 0, UDP, "127.0.0.1", "127.0.0.1", "9"));
            file.record(second, 0, datagram(1, OUT, UDP, "10.77.0.1", "10.77.0.2", "9"));
        }
        if (filter.startsWith("udp dst")) {
            file.record(second, 0, datagram(1, OUT, UDP, "10.77.0.1", "10.77.0.99", "5004"));
            file.record(second, 0, datagram(LOOPBACK, 0, UDP, "127.0.0.1", "127.0.0.1", "5004"));
        }

        CameraVerdict camera = analyse(file);
        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(Verdict.UNPROVEN);
        assertThat(camera.finding().causes()).containsExactly(Cause.NOT_CAPTURED);
    }

    @ParameterizedTest(name = "link filtered by {0}, something leaves {1}, counters {2}: {3}")
    @CsvSource(nullValues = "none", textBlock = """
            none,               false, true,  SILENT
            none,               false, false, UNPROVEN
            none,               true,  false, SILENT
            udp or icmp,        false, true,  SILENT
            dst host 10.77.0.1, false, true,  UNPROVEN
            dst host 10.77.0.1, true,  true,  UNPROVEN
            """)
    void isTrustedWhereTheLinkOfTheCameraShowsWhatLeaves(
            String filter, boolean leaves, boolean counted, Verdict verdict) throws Exception {
        CaptureBytes file = new CaptureBytes(false).section();
        CaptureBytes link = file.body().option(2, "eth0".getBytes(StandardCharsets.UTF_8));
        if (filter != null) {
            link.option(11, ("\0" + filter).getBytes(StandardCharsets.UTF_8));
        }
        file.description(RAW_IP, link);
        file.description(ETHERNET, file.body().option(2, "lo".getBytes(StandardCharsets.UTF_8)));
        each(frame -> {
            if (isOfCamera(frame) && !isFromServer(frame)) {
                file.enhanced(0, micros(frame), rawIp(octets(frame)), file.body());
            }
        });
        long end = 1_000_000L * lastSecond();
        for (String own : OWN) {
            file.enhanced(1, end, fromAndToNoAddress(datagram(LOOPBACK, 0, UDP, own, own, "9")), file.body());
        }
        if (leaves) {
            file.enhanced(0, end, rawIp(datagram(1, 0, UDP, "10.77.0.1", "10.77.0.2", "9")), file.body());
        }
        if (counted) {
            file.block(5, file.body().i32(0).i32(0).i32(0));
            file.block(5, file.body().i32(1).i32(0).i32(0));
        }

        CameraVerdict camera = analyse(file);
        assertThat(camera.verdict()).isEqualTo(verdict);
        if (filter != null && verdict == Verdict.UNPROVEN) {
            assertThat(camera.finding().reason()).contains("the filter \"" + filter + "\"", "hide what leaves");
        }
    }

    /** Each of them passes some filter; all together pass none that anybody would write. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(textBlock = """
            lo arp udp tcp,    SILENT
            lo6 arp udp tcp,   SILENT
            lo arp tcp,        UNPROVEN
            lo udp tcp,        UNPROVEN
            arp udp tcp,       UNPROVEN
            lo arp udp,        UNPROVEN
            own arp udp tcp,   UNPROVEN
            lo arp camera tcp, UNPROVEN
            lo arp media tcp,  UNPROVEN
            """)
    void isTrustedWhereNoFilterWouldPassAllThatItHolds(String holds, Verdict verdict) throws Exception {
        CaptureBytes file = pcap(frame -> isOfCamera(frame) && !isFromServer(frame));
        for (String kind : holds.split(" ", -1)) {
            file.record(
                    lastSecond(),
                    0,
                    switch (kind) {
                        case "lo" -> onLoopback(0, 6, new byte[] {127, 0, 0, 1});
                        case "lo6" -> onLoopback6();
                        case "own" -> onLoopback(0, 6, SERVER);
                        case "arp" -> cooked(0x0806, 1, new byte[28]);
                        case "tcp" -> packet(4, 6, SERVER, OTHER);
                        case "udp" -> udp("10.77.0.7", 5_353, "224.0.0.251", 5_353);
                        case "camera" -> udp("10.77.0.2", 5_353, "224.0.0.251", 5_353);
                        default -> udp("10.77.0.7", 40_100, "10.77.0.1", serverPort());
                    });
        }

        assertThat(analyse(file).verdict()).isEqualTo(verdict);
    }

    /** Of the frames after the first hundred thousand not every one is looked at. */
    @Test
    void isTrustedByFewDatagramsAmongManyThatAreNotLookedAt() throws Exception {
        CaptureBytes file = pcap(frame -> isOfCamera(frame) && !isFromServer(frame));
        byte[] filler = cooked(0x88cc, 1, new byte[2]);
        int[] before = {0};
        each(frame -> before[0] += isOfCamera(frame) && !isFromServer(frame) ? 1 : 0);
        int second = lastSecond();
        for (int i = before[0]; i < 100_001; i++) {
            file.record(second, 0, filler);
        }
        discardOverLoopback(file);
        file.record(second, 0, datagram(1, OUT, UDP, "10.77.0.1", "10.77.0.2", "9"));

        assertThat(analyse(file).verdict()).isEqualTo(Verdict.SILENT);
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
                file.enhanced(0, micros(frame), octets(frame), file.body());
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

    /** Of other ports a watch captures RTCP alone, so that another receiver of the same RTP would not be seen. */
    @ParameterizedTest(name = "filter {0}: {1}")
    @CsvSource(nullValues = "none", textBlock = """
            none,                    DELIVERED
            udp or icmp or icmp6,    DELIVERED
            of a watch of its ports, UNPROVEN
            """)
    void isNoProofWhereAWatchDidNotWatchThePortOfTheFeedback(String filter, Verdict verdict) throws Exception {
        recording = "c_camera_ip";
        int port = serverPort();
        CaptureBytes file = new CaptureBytes(false).section();
        CaptureBytes options = file.body().option(2, "any".getBytes(StandardCharsets.UTF_8));
        if (filter != null) {
            String text =
                    filter.startsWith("of") ? "udp portrange " + port + "-" + (port + 1) + " or icmp or icmp6" : filter;
            options.option(11, ("\0" + text).getBytes(StandardCharsets.UTF_8));
        }
        file.description(COOKED_2, options);
        each(frame -> {
            byte[] octets = octets(frame);
            if (isFromServer(frame)) {
                octets[COOKED_2_HEADER + 20] = (byte) (61_000 >> 8);
                octets[COOKED_2_HEADER + 21] = (byte) 61_000;
            }
            file.enhanced(0, micros(frame), octets, file.body());
        });
        file.block(5, file.body().i32(0).i32(0).i32(0));

        CameraVerdict camera = analyse(file);
        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(verdict);
        if (verdict == Verdict.UNPROVEN) {
            assertThat(camera.finding().causes()).containsExactly(Cause.PORT_IN_DOUBT);
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
        byte[] frame = packet(way, protocol, address, address);
        frame[7] = 1;
        frame[8] = 3; // ARPHRD 772
        frame[9] = 4;
        return frame;
    }

    /** A packet of eight octets on a link. */
    private static byte[] packet(int way, int protocol, byte[] source, byte[] destination) {
        byte[] frame = new byte[COOKED_2_HEADER + 20 + 8];
        frame[0] = 8; // IPv4
        frame[7] = 7;
        frame[9] = 1; // ARPHRD 1
        frame[10] = (byte) way;
        int ip = COOKED_2_HEADER;
        frame[ip] = 0x45;
        frame[ip + 3] = 28;
        frame[ip + 9] = (byte) protocol;
        System.arraycopy(source, 0, frame, ip + 12, 4);
        System.arraycopy(destination, 0, frame, ip + 16, 4);
        frame[ip + 20] = 8; // echo request
        return frame;
    }

    /** To the discard port, over lo: one for a loopback address, and one for the media server's own. */
    private void discardOverLoopback(CaptureBytes file) throws Exception {
        for (String own : OWN) {
            file.record(lastSecond(), 0, datagram(LOOPBACK, 0, UDP, own, own, "9"));
        }
    }

    private static int protocol(String name) {
        return switch (name) {
            case "icmp" -> 1;
            case "tcp" -> 6;
            default -> UDP;
        };
    }

    /** A packet of two octets on a device of this kind, of which the first eight octets are laid out as UDP's. */
    private static byte[] datagram(int device, int way, int protocol, String from, String to, String port)
            throws Exception {
        byte[] packet = new byte[20 + 8 + 2];
        packet[0] = 0x45;
        packet[3] = (byte) packet.length;
        packet[8] = 64;
        packet[9] = (byte) protocol;
        System.arraycopy(InetAddress.getByName(from).getAddress(), 0, packet, 12, 4);
        System.arraycopy(InetAddress.getByName(to).getAddress(), 0, packet, 16, 4);
        packet[20] = (byte) (50_123 >> 8);
        packet[21] = (byte) 50_123;
        packet[22] = (byte) (Integer.parseInt(port) >> 8);
        packet[23] = (byte) Integer.parseInt(port);
        packet[25] = 8 + 2;
        byte[] frame = cooked(0x0800, device, packet);
        frame[10] = (byte) way;
        return frame;
    }

    private static byte[] rawIp(byte[] cooked) {
        return Arrays.copyOfRange(cooked, COOKED_2_HEADER, cooked.length);
    }

    private static byte[] fromAndToNoAddress(byte[] cooked) {
        byte[] frame = new byte[14 + cooked.length - COOKED_2_HEADER];
        frame[12] = 8; // IPv4
        System.arraycopy(cooked, COOKED_2_HEADER, frame, 14, cooked.length - COOKED_2_HEADER);
        return frame;
    }

    private static long micros(Frame frame) {
        return frame.at().getEpochSecond() * 1_000_000 + frame.at().get(ChronoField.MICRO_OF_SECOND);
    }

    private static byte[] onLoopback6() {
        byte[] packet = new byte[40 + 20];
        packet[0] = 0x60;
        packet[5] = 20;
        packet[6] = 6;
        packet[23] = 1;
        packet[39] = 1;
        byte[] frame = cooked(0x86dd, 772, packet);
        frame[11] = 6;
        return frame;
    }

    /** A packet on a device of this kind (ARPHRD), of the second cooked mode. */
    private static byte[] cooked(int protocol, int device, byte[] packet) {
        byte[] frame = new byte[COOKED_2_HEADER + packet.length];
        frame[0] = (byte) (protocol >> 8);
        frame[1] = (byte) protocol;
        frame[7] = (byte) (device == 1 ? 2 : 1);
        frame[8] = (byte) (device >> 8);
        frame[9] = (byte) device;
        System.arraycopy(packet, 0, frame, COOKED_2_HEADER, packet.length);
        return frame;
    }

    private static byte[] udp(String from, int fromPort, String to, int toPort) throws Exception {
        byte[] packet = new byte[20 + 8 + 12];
        packet[0] = 0x45;
        packet[3] = 40;
        packet[8] = 1;
        packet[9] = 17;
        System.arraycopy(InetAddress.getByName(from).getAddress(), 0, packet, 12, 4);
        System.arraycopy(InetAddress.getByName(to).getAddress(), 0, packet, 16, 4);
        packet[20] = (byte) (fromPort >> 8);
        packet[21] = (byte) fromPort;
        packet[22] = (byte) (toPort >> 8);
        packet[23] = (byte) toPort;
        packet[25] = 20;
        return cooked(0x0800, 1, packet);
    }

    /** To which the recorded RTP goes. */
    private int serverPort() throws Exception {
        int[] port = {0};
        each(frame -> {
            int at = frame.offset() + COOKED_2_HEADER + 20;
            if (has(frame, 12, CAMERA)
                    && frame.length() > COOKED_2_HEADER + 40
                    && (frame.octets()[at + 8 + 1] & 0xe0) != 0xc0 // no RTCP
                    && port[0] == 0) {
                port[0] = ((frame.octets()[at + 2] & 0xff) << 8) | (frame.octets()[at + 3] & 0xff);
            }
        });
        return port[0];
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

    private CameraVerdict analyse(CaptureBytes... captures) throws Exception {
        List<CaptureInput> files = new ArrayList<>();
        for (CaptureBytes octets : captures) {
            files.add(
                    CaptureInput.of(Files.write(directory.resolve("sent" + files.size() + ".pcap"), octets.toBytes())));
        }
        List<CameraVerdict> cameras =
                Analysis.of(new AnalysisOptions(files, List.of())).cameras();
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
