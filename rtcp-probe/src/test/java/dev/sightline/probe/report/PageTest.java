package dev.sightline.probe.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.analyze.Analysis;
import dev.sightline.probe.analyze.AnalysisOptions;
import dev.sightline.probe.file.CaptureInput;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTest {
    private static final Path CAPTURE = Path.of("src/test/resources/captures/a_zero_ip_discard_port.pcap");

    private static AnalysisReport report() throws Exception {
        return Analysis.of(new AnalysisOptions(List.of(CaptureInput.of(CAPTURE)), List.of()));
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 100, 132})
    void aSummaryOnATerminalHasLinesForWhichThereIsRoomAndLosesNoWord(int columns) throws Exception {
        String text = report().toText(new Page(columns));

        assertThat(text.lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(columns))
                .contains("  RTP  if7 from 10.77.0.2                   77 packets")
                .contains("  RTCP if7 10.77.0.2:5007 → 10.77.0.1:37573  3 × SR 3  FROM_CAMERA")
                .anyMatch(line ->
                        line.startsWith("  RTCP lo  127.0.0.1:37573 → 127.0.0.1:10   30 × REMB 29, RR 30, SDES 30"));
        assertThat(text.split("\\s+")).isEqualTo(report().toText().split("\\s+"));
    }

    @Test
    void aFileOrAPipeGetsLinesOfAnyLength() throws Exception {
        assertThat(report().toText())
                .contains("\n  RTP  if7                from 10.77.0.2                                    77 packets\n")
                .contains("and a=rtcp: with the port on which it listens for RTCP\n");
    }

    @Test
    void aLineGoesOnFurtherInAndAWordThatIsTooLongIsWhole() {
        assertThat(new Page(20).fitted("  cure: look whether it is so\n0123456789012345678901234 is long\n"))
                .isEqualTo("""
                          cure: look whether
                              it is so
                        0123456789012345678901234
                            is long
                        """);
    }

    @Test
    void aCommandIsAloneOnItsLine() {
        assertThat(
                        new Page(40)
                                .fitted(
                                        "  cure: do: for a in 127.0.0.1 SERVER; do echo > /dev/udp/$a/9; done (in bash; SERVER is"
                                                + " its own); tcpdump -i any -w FILE.pcap udp or icmp or esp (into one file)\n"))
                .isEqualTo("""
                          cure: do:
                              for a in 127.0.0.1 SERVER; do echo > /dev/udp/$a/9; done
                              (in bash; SERVER is its own);
                              tcpdump -i any -w FILE.pcap udp or icmp or esp
                              (into one file)
                        """);
    }

    @Test
    void aProgramThatIsSpokenOfIsNoCommand() {
        assertThat(new Page(40).fitted("  what you see there is not what tcpdump shows of it, since it looks before\n"))
                .isEqualTo("""
                          what you see there is not what tcpdump
                              shows of it, since it looks before
                        """);
    }

    @Test
    void aCommandIsNotBroken() {
        assertThat(new Page(40)
                        .fitted("  cure: run it as root, or with that one right: sudo setpriv --reuid me --inh-caps"
                                + " +net_raw probe watch …\n"))
                .isEqualTo("""
                          cure: run it as root, or with that one
                              right:
                              sudo setpriv --reuid me --inh-caps +net_raw probe watch …
                        """);
    }
}
