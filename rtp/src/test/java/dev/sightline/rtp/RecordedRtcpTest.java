package dev.sightline.rtp;

import static dev.sightline.rtp.RtcpAssert.assertThatRtcp;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Packets of a real media server and a real sender: the readers must agree with them, octet by octet. */
class RecordedRtcpTest {
    private static final Map<String, String> RECORDED = load();
    private static final long SERVER = 0xa489cd9aL;
    private static final long CAMERA = 1607797317L;

    @Test
    void aMediaServersCompoundOfReportDescriptionAndRemb() throws Exception {
        String hex = recorded("receiver-report-description-remb");
        assertThat(hex).hasSize(2 * 108);
        assertThatRtcp(hex)
                .isCompoundOf(
                        new ReceiverReport(
                                SERVER, List.of(new ReportBlock(CAMERA, 0, 0, 4093, 89, 0x76b89a1cL, 11_998))),
                        new SourceDescription(List.of(new SourceDescription.Chunk(
                                SERVER,
                                List.of(
                                        new SourceDescription.Item(1, "user2498361731@host-9f3e3f0e"),
                                        new SourceDescription.Item(6, "GStreamer"))))),
                        new Remb(SERVER, 1_701_840, List.of(CAMERA)));
    }

    @Test
    void anExtendedSequenceNumberOfAllOnesIsUnsigned() throws Exception {
        ReceiverReport report = (ReceiverReport)
                RtcpAssert.read(recorded("first-report-before-any-loss")).get(0);
        assertThat(report.reports().get(0).highestSequence()).isEqualTo(0xffff_ffffL);
    }

    @Test
    void aSendersReportTellsItsClock() throws Exception {
        SenderReport report =
                (SenderReport) RtcpAssert.read(recorded("sender-report")).get(0);
        assertThat(report.ssrc()).isEqualTo(CAMERA);
        assertThat(report.packets()).isEqualTo(0x22b);
        assertThat(report.octets()).isEqualTo(0x7c925);
        assertThat(NtpTime.toInstant(report.ntp()))
                .isBetween(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2027-01-01T00:00:00Z"));
    }

    @Test
    void theDelayBetweenReportsReadsAsTime() throws Exception {
        ReceiverReport report = (ReceiverReport)
                RtcpAssert.read(recorded("receiver-report-description-remb")).get(0);
        assertThat(NtpTime.fromShort(report.reports().get(0).delaySinceLastSr()).toMillis())
                .isEqualTo(Duration.ofMillis(183).toMillis());
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyRecordedPacketIsWrittenAsItWasRead(String name) throws Exception {
        assertThatRtcp(recorded(name)).survivesReadingAndWriting();
    }

    static List<String> names() {
        return List.copyOf(RECORDED.keySet());
    }

    static String recorded(String name) {
        String hex = RECORDED.get(name);
        assertThat(hex).as(name).isNotNull();
        return hex == null ? "" : hex;
    }

    private static Map<String, String> load() {
        try (InputStream in = RecordedRtcpTest.class.getResourceAsStream("recorded.hex")) {
            if (in == null) {
                throw new IllegalStateException("recorded.hex is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" ", 2))
                    .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
