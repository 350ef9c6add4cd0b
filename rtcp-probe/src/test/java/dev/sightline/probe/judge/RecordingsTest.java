package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Coverage;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.RtcpFlow;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.Wording;
import dev.sightline.probe.judge.seen.WatchRules;
import dev.sightline.probe.packet.Datagram;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Recordings of a real Kurento Media Server")
class RecordingsTest {
    private static final Map<Integer, String> NAMES = Map.of(1, "lo");
    private static final PortRange PORTS = new PortRange(1_024, 65_535);

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            a_zero_ip_discard_port | TRAPPED   | 30 | 'REMB=29, RR=30, SDES=30' | 127.0.0.1:10
            c_camera_ip            | DELIVERED | 26 | 'REMB=24, RR=26, SDES=26' | 10.77.0.2:5007
            d_zero_ip_comedia      | DELIVERED | 19 | 'REMB=19, RR=19, SDES=19' | 10.77.0.2:5007
            f_camera_ip_no_remb    | DELIVERED |  4 | 'RR=4, SDES=4'            | 10.77.0.2:5007
            """)
    void areJudgedAsTheyWereMeasured(String name, Verdict verdict, long datagrams, String types, String to)
            throws IOException {
        Replay replay = new Replay(name);

        CameraVerdict camera = replay.atTheEnd();

        assertThat(camera.camera().getHostAddress()).isEqualTo("10.77.0.2");
        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(verdict);
        assertThat(camera.evidence().rtcpOut()).singleElement().satisfies(flow -> {
            assertThat(flow.datagrams()).isEqualTo(datagrams);
            assertThat(flow.types()).hasToString("{" + types + "}");
            assertThat(Wording.socket(flow.destination())).isEqualTo(to);
            assertThat(flow.interfaceName().equals("lo")).isEqualTo(verdict == Verdict.TRAPPED);
        });
        assertThat(camera.evidence().rtcpIn())
                .singleElement()
                .satisfies(flow -> assertThat(flow.types()).containsOnly(Map.entry("SR", 3L)));
    }

    @Test
    void trappedFeedbackNamesTheCure() throws IOException {
        CameraVerdict camera = new Replay("a_zero_ip_discard_port").atTheEnd();

        assertThat(camera.finding().reason()).contains("by lo for 127.0.0.1:10", "from 10.77.0.2:5006");
        assertThat(camera.finding().cure())
                .hasValueSatisfying(cure -> assertThat(cure).contains("camera-address", "10.77.0.2", "5006"));
        assertThat(camera.evidence().rtcpOut()).extracting(RtcpFlow::meaning).containsExactly(Meaning.TRAPPED);
    }

    @Test
    void comediaIsUnprovenUntilItHasLearnt() throws IOException {
        Replay replay = new Replay("d_zero_ip_comedia");

        assertThat(replay.after(Duration.ofSeconds(5)).verdict()).isEqualTo(Verdict.UNPROVEN);

        CameraVerdict learnt = replay.after(Duration.ofSeconds(6));
        assertThat(learnt.verdict()).isEqualTo(Verdict.DELIVERED);
        assertThat(learnt.finding().reason()).contains("5.1 s after its RTP");
        assertThat(Duration.between(replay.start(), learnt.finding().since())).isGreaterThan(Duration.ofSeconds(5));
    }

    @Test
    void gapsOfPlainAvpAreNotLoss() throws IOException {
        Replay replay = new Replay("f_camera_ip_no_remb");

        for (int seconds = 1; seconds <= 13; seconds++) {
            assertThat(replay.after(Duration.ofSeconds(seconds)).verdict())
                    .as("after %d s", seconds)
                    .isEqualTo(Verdict.DELIVERED);
        }
        assertThat(replay.atTheEnd().finding().reason()).contains("no REMB");
    }

    /** A recording that is played into fresh verdicts as far as the clock has come, judged twice a second. */
    private static final class Replay {
        private final List<Datagram> datagrams;
        private final Verdicts verdicts;
        private Instant clock;
        private int next;

        Replay(String name) throws IOException {
            datagrams = PcapFile.read("/captures/" + name + ".pcap", NAMES);
            clock = start();
            verdicts = new Verdicts(WatchRules.DEFAULT, PORTS, List.of(), start().minusSeconds(2));
        }

        Instant start() {
            return datagrams.get(0).at();
        }

        CameraVerdict atTheEnd() {
            return until(datagrams.get(datagrams.size() - 1).at());
        }

        CameraVerdict after(Duration sinceStart) {
            return until(start().plus(sinceStart));
        }

        private CameraVerdict until(Instant end) {
            while (clock.isBefore(end)) {
                clock = clock.plusMillis(500);
                clock = clock.isAfter(end) ? end : clock;
                for (; next < datagrams.size() && !datagrams.get(next).at().isAfter(clock); next++) {
                    verdicts.seen(datagrams.get(next));
                }
                verdicts.judge(clock, Coverage.all(), TestHost.unknown());
            }
            List<CameraVerdict> cameras = verdicts.judge(clock, Coverage.all(), TestHost.unknown());
            assertThat(cameras).hasSize(1);
            return cameras.get(0);
        }
    }
}
