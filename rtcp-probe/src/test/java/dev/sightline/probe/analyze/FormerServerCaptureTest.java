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
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("In a capture, a camera whose RTP went on to another address")
class FormerServerCaptureTest {
    private static final int ETHERNET = 1;
    private static final long SSRC = 0x1234;
    private static final int FIRST_HOST = 0xa1;
    private static final int SECOND_HOST = 0xa2;
    private static final int CAMERA_HOST = 0xc;
    private static final int VIRTUAL_ROUTER = 0x5e;
    private static final InetSocketAddress CAMERA = new InetSocketAddress("10.77.0.2", 5_006);
    private static final InetSocketAddress EXPECTING = new InetSocketAddress("10.77.0.2", 5_007);
    private static final InetSocketAddress FIRST = new InetSocketAddress("10.77.0.1", 5_000);
    private static final InetSocketAddress SECOND = new InetSocketAddress("10.77.0.9", 5_000);
    private static final InetSocketAddress REPORTING = new InetSocketAddress("10.77.0.1", 5_001);

    private final CaptureBytes capture = CaptureBytes.pcap(true, false, ETHERNET);
    private int packet;
    private int received = Integer.MAX_VALUE;
    private long source = SSRC;

    /** Of so many datagrams of RTCP one names a source. */
    private int naming = 1;

    private int reportEach = 5;
    private boolean empty;

    @TempDir
    private Path directory;

    /** The first address sends RTCP all the time, from the first host. */
    private void flow(int seconds, InetSocketAddress to, int host) {
        for (int end = packet + 10 * seconds; packet < end; packet++) {
            int micros = packet % 10 * 100_000;
            capture.record(
                    packet / 10,
                    micros,
                    frame(CAMERA_HOST, host, TestPackets.ip(CAMERA, to, TestPackets.rtp(source, packet))));
            report(micros + 1);
        }
    }

    private void report(int micros) {
        if (packet % reportEach == 0) {
            capture.record(
                    packet / 10,
                    micros,
                    frame(FIRST_HOST, CAMERA_HOST, TestPackets.ip(REPORTING, EXPECTING, feedback())));
        }
    }

    /** No RTP comes, and RTCP goes on. */
    private void pause(int seconds) {
        for (int end = packet + 10 * seconds; packet < end; packet++) {
            report(packet % 10 * 100_000);
        }
    }

    private byte[] feedback() {
        if (empty) {
            return TestPackets.bitrateAlone(source);
        }
        return packet / reportEach % naming == 0
                ? TestPackets.feedback(source, Math.min(packet, received))
                : TestPackets.emptyReport();
    }

    private static byte[] frame(int from, int to, byte[] ip) {
        return ByteBuffer.allocate(14 + ip.length)
                .put(station(to))
                .put(station(from))
                .putShort((short) 0x0800)
                .put(ip)
                .array();
    }

    private static byte[] station(int host) {
        return host == VIRTUAL_ROUTER ? new byte[] {0, 0, 0x5e, 0, 1, 9} : new byte[] {2, 0, 0, 0, 0, (byte) host};
    }

    private CameraVerdict camera() throws Exception {
        Path file = Files.write(directory.resolve("moved.pcap"), capture.toBytes());
        return Analysis.of(new AnalysisOptions(List.of(CaptureInput.of(file)), List.of()))
                .cameras()
                .get(0);
    }

    @Test
    void isServedFromTheFormerOneOfTheSameHost() throws Exception {
        flow(10, FIRST, FIRST_HOST);
        flow(20, SECOND, FIRST_HOST);

        assertThat(camera().verdict()).as(camera().finding().reason()).isEqualTo(Verdict.DELIVERED);
        assertThat(camera().finding().causes()).contains(Cause.OTHER_SOURCE);
    }

    /** As where the media server has another endpoint for it by now, and the first is left over. */
    @ParameterizedTest(name = "what came until {0} s after it went on")
    @ValueSource(ints = {0, 3})
    void isNotServedByOneThatGetsNothingSince(int seconds) throws Exception {
        flow(10, FIRST, FIRST_HOST);
        received = packet + 10 * seconds;
        flow(20, SECOND, FIRST_HOST);

        assertThat(camera().verdict()).as(camera().finding().reason()).isEqualTo(Verdict.UNPROVEN);
        assertThat(camera().finding().causes()).containsExactly(Cause.OTHER_SOURCE);
    }

    @Test
    void isNotServedByWhatAnotherHostGoesOnToSend() throws Exception {
        flow(10, FIRST, FIRST_HOST);
        flow(20, SECOND, SECOND_HOST);

        assertThat(camera().verdict()).as(camera().finding().reason()).isEqualTo(Verdict.UNPROVEN);
    }

    /** A report that got nothing since the last holds no block (RFC 3550, 6.4.2), and a bitrate may go on with it. */
    @ParameterizedTest(name = "from {0} s after it went on")
    @ValueSource(ints = {0, 3})
    void isNotServedByOneWhoseReportsHoldNothingOfItSince(int seconds) throws Exception {
        flow(10, FIRST, FIRST_HOST);
        flow(seconds, SECOND, FIRST_HOST);
        empty = true;
        flow(20, SECOND, FIRST_HOST);

        assertThat(camera().verdict()).as(camera().finding().reason()).isEqualTo(Verdict.UNPROVEN);
    }

    /** A server that gets nothing reports on nothing. */
    @ParameterizedTest(name = "a pause of {0} s, and {1} s of RTP, a bitrate is told: {2}")
    @CsvSource({"20, 3, true", "60, 3, true", "60, 7, true", "60, 0, true", "20, 3, false", "60, 7, false"})
    void isServedThoughItPausedSince(int pause, int seconds, boolean bitrate) throws Exception {
        flow(10, FIRST, FIRST_HOST);
        flow(20, SECOND, FIRST_HOST);
        empty = bitrate;
        naming = 1_000_000;
        pause(pause);
        flow(seconds, SECOND, FIRST_HOST);

        assertThat(camera().verdict()).as(camera().finding().reason()).isEqualTo(Verdict.DELIVERED);
        assertThat(camera().evidence().rtcpOut()).hasSize(1);
    }

    /** Each is shorter than what is waited for. */
    @Test
    void isNotServedInBurstsByOneThatGetsNothingSince() throws Exception {
        flow(10, FIRST, FIRST_HOST);
        empty = true;
        for (int burst = 0; burst < 9; burst++) {
            pause(19);
            flow(1, SECOND, FIRST_HOST);
        }

        assertThat(camera().verdict()).as(camera().finding().reason()).isEqualTo(Verdict.UNPROVEN);
    }

    /** As of a camera that had only begun, and where keyframes are asked for or a bitrate is told. */
    @Test
    void isNotServedByOneOfWhoseReportsOneHeldSomethingOfIt() throws Exception {
        reportEach = 10;
        empty = true;
        flow(1, FIRST, FIRST_HOST);
        empty = false;
        flow(1, FIRST, FIRST_HOST);
        empty = true;
        flow(2, FIRST, FIRST_HOST);
        flow(30, SECOND, FIRST_HOST);

        assertThat(camera().verdict()).as(camera().finding().reason()).isEqualTo(Verdict.UNPROVEN);
    }

    /** What sends for a virtual router's address has one of its own. */
    @Test
    void isServedThoughAVirtualRouterTakesItsRtp() throws Exception {
        flow(10, FIRST, VIRTUAL_ROUTER);
        flow(20, SECOND, VIRTUAL_ROUTER);

        assertThat(camera().verdict()).as(camera().finding().reason()).isEqualTo(Verdict.DELIVERED);
    }

    /** Another device may have got the address meanwhile. */
    @Test
    void isNotKnownForTheSameWithAnotherSource() throws Exception {
        flow(10, FIRST, FIRST_HOST);
        source = 0x5678;
        flow(20, SECOND, FIRST_HOST);

        assertThat(camera().verdict()).as(camera().finding().reason()).isEqualTo(Verdict.UNPROVEN);
    }

    @ParameterizedTest(name = "of {0} datagrams, {1} tenths of a second apart, one names its source: {2}")
    @CsvSource({"3, 50, DELIVERED", "60, 5, UNPROVEN"})
    void isServedWhereItsSourceIsNamedAtLeastWithinThreeIntervals(int naming, int reportEach, Verdict expected)
            throws Exception {
        this.naming = naming;
        this.reportEach = reportEach;
        flow(12, FIRST, FIRST_HOST);
        flow(30, SECOND, FIRST_HOST);

        assertThat(camera().verdict()).as(camera().finding().reason()).isEqualTo(expected);
    }
}
