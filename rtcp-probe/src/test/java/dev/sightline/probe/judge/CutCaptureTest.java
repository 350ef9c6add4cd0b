package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Coverage;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.judge.seen.WatchRules;
import dev.sightline.probe.packet.Datagram;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Captures made with a short snap length: what was cut off proves nothing by being absent. */
class CutCaptureTest {
    private static final Map<Integer, String> NAMES = Map.of(1, "lo");

    @ParameterizedTest(name = "{0}, {1} octets of each datagram: {2}")
    @CsvSource({
        "c_camera_ip, 12, DELIVERED",
        "c_camera_ip, 20, DELIVERED",
        "c_camera_ip, 48, DELIVERED",
        "a_zero_ip_discard_port, 12, TRAPPED",
        "a_zero_ip_discard_port, 20, TRAPPED",
    })
    void isJudgedByWhatItHolds(String recording, int octets, Verdict verdict) throws IOException {
        CameraVerdict camera = judged(recording, octets);

        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(verdict);
        assertThat(camera.finding().causes()).doesNotContain(Cause.REMB_MISSING, Cause.NEVER_LEARNT, Cause.WRONG_SSRC);
        assertThat(camera.evidence().rtcpIn())
                .singleElement()
                .satisfies(flow -> assertThat(flow.types()).containsEntry("SR", 3L));
    }

    @ParameterizedTest(name = "{0} octets")
    @CsvSource({"12", "20", "48"})
    void saysThatItWasCut(int octets) throws IOException {
        CameraVerdict camera = judged("c_camera_ip", octets);

        assertThat(camera.finding().causes()).contains(Cause.CAPTURE_CUT);
        assertThat(camera.finding().cure())
                .hasValueSatisfying(cure -> assertThat(cure).contains("-s 0"));
    }

    private static CameraVerdict judged(String recording, int octets) throws IOException {
        List<Datagram> datagrams = PcapFile.read("/captures/" + recording + ".pcap", NAMES);
        Instant last = datagrams.get(datagrams.size() - 1).at();
        Verdicts verdicts = new Verdicts(
                WatchRules.DEFAULT,
                new PortRange(1_024, 65_535),
                List.of(),
                datagrams.get(0).at().minusSeconds(2));
        datagrams.stream().map(datagram -> cut(datagram, octets)).forEach(verdicts::seen);
        return verdicts.judge(last, Coverage.all(), TestHost.unknown()).get(0);
    }

    private static Datagram cut(Datagram whole, int octets) {
        int kept = Math.min(octets, whole.payload().readableBytes());
        return new Datagram(
                whole.at(),
                whole.interfaceName(),
                whole.direction(),
                whole.source(),
                whole.destination(),
                whole.payload().slice(whole.payload().readerIndex(), kept),
                whole.truncated() || kept < whole.payload().readableBytes());
    }
}
