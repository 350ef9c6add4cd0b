package dev.sightline.probe.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Verdict;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A capture of a trunk or a mirror port, on which the same RTP is seen twice on one interface")
class TrunkCaptureTest {
    private final TrunkCapture trunk = new TrunkCapture();

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
        "20:C>M/64 10:M>S/63,            30:S>N/64,                     (VLAN 20)", // by neither
        "20:C>M/64 10:M>S/63,            30:M>N/63,                     (VLAN 20)",
        "20:C>M/64 10:M>S/63,            10:S>M/64 30:M>N/63,           (VLAN 20)",
        "20:C>M/64 10:M>S/63,            30:L>N/64,                     (VLAN 20)",
        "C>M/64 M>S/63,                  L>N/64,                        (02:00:00:00:00:43 to 02:00:00:00:00:4d)",
    })
    void isNotForwardedWhereRtcpIsSeenOnTheMediaServersSideAlone(String rtp, String rtcp, String missing)
            throws Exception {
        trunk.flow(0, TrunkCapture.SECONDS, rtp, rtcp);

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
        "20:R>M/62 10:M>S/61,            30:S>N/64",
        "R>M/62 M>S/61,                  L>N/64",
        "20:C>M/64 10:M>S/63,            30:S>N/64 20:N>C/63",
        "20:C>M/64 10:M>S/63,            30:S>C/64", // each direction has a VLAN of its own
        "20:C>M/64 10:M>S/63,            20:L>N/64",
        "C>M/64 M>S/63,                  M>N/63", // another address of the camera's
        "C>S/64 C>S/64,                  S>C/64", // copies of one frame
        "C>S/64 C>S/64,                  S>C/64 S>C/64",
        "10:C>S/64 10:C>S/64,            10:S>C/64",
        "C>S/64 10:C>S/64,               10:S>C/64",
        "C>S/64 10:C>S/64,               S>C/64",
        "M>S/63 M>S/63,                  S>M/64",
    })
    void isDeliveredWhereItIsSeenNearestToTheCameraOrThereIsNoSecondLink(String rtp, String rtcp) throws Exception {
        trunk.flow(0, TrunkCapture.SECONDS, rtp, rtcp);

        CameraVerdict camera = camera();
        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(Verdict.DELIVERED);
        assertThat(camera.history()).isEmpty();
    }

    @ParameterizedTest(name = "RTP {0}, RTCP {1}: {2}")
    @CsvSource({
        "20:C>S/64 10:C>S/64,            10:S>C/64,                     (VLAN 20)",
        "20:C>S/64 10:C>S/64,            20:S>C/64,                     (VLAN 10)",
        "C>M/64 N>S/64,                  S>N/64,                        (02:00:00:00:00:43 to 02:00:00:00:00:4d)",
        "30:R>M/62 40:N>S/62,            40:S>N/64,                     (VLAN 30)",
    })
    void isNotForwardedWhereItIsSeenOnOneLinkAloneAndTheirOrderIsNotTold(String rtp, String rtcp, String missing)
            throws Exception {
        trunk.flowInEitherOrder(rtp, rtcp);

        assertNotForwarded(missing);
        assertThat(camera().finding().reason()).endsWith("; which of these links is nearer to the camera is not told");
    }

    @ParameterizedTest(name = "RTP {0}, RTCP {1}")
    @CsvSource({
        "20:C>S/64 10:C>S/64,            10:S>C/64 20:S>C/64",
        "20:C>S/64 10:C>S/64,            S>C/64",
        "C>M/64 N>S/64,                  S>N/64 M>C/64",
        "C>S/64 C>S/64,                  S>C/64",
        "R>M/62 N>S/62,                  L>V/64", // by neither
        "30:R>M/62 40:N>S/62,            50:S>V/64",
    })
    void isDeliveredWhereTheOrderIsNotToldAndItIsSeenOnBothOrByNeither(String rtp, String rtcp) throws Exception {
        trunk.flowInEitherOrder(rtp, rtcp);

        CameraVerdict camera = camera();
        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(Verdict.DELIVERED);
        assertThat(camera.history()).isEmpty();
    }

    @Test
    void isNotForwardedOnceItIsSeenThereNoMore() throws Exception {
        trunk.flow(0, 8, "20:C>M/64 10:M>S/63", "10:S>M/64 20:M>C/63");
        trunk.flow(8, 21, "20:C>M/64 10:M>S/63", "10:S>M/64");

        assertNotForwarded("(VLAN 20)");
        Finding finding = camera().finding();
        Instant last = Instant.ofEpochMilli(7_500);
        assertThat(finding.since().truncatedTo(ChronoUnit.MILLIS)).isEqualTo(last);
        assertThat(finding.reason()).contains("42 RTCP datagrams", ", and since " + last + " none is seen on link of");
    }

    @Test
    void namesTheVlansOfRtcpThatLeavesByAThirdOne() throws Exception {
        trunk.flow(0, TrunkCapture.SECONDS, "20:R>M/62 10:M>S/61", "30:S>N/64");

        Finding finding = camera().finding();
        assertThat(finding.reason()).contains("left by link of trunk.pcap (VLAN 30) for 10.9.0.2:5007");
        assertThat(finding.cure().orElse(""))
                .contains(
                        "leaves by link of trunk.pcap (VLAN 30), not by link of trunk.pcap (VLAN 20, 10)",
                        "ip route replace 10.9.0.2 dev INTERFACE")
                .doesNotContain("dev link of");
    }

    @Test
    void isDeliveredOnceItIsSeenThere() throws Exception {
        trunk.flow(0, 8, "20:C>M/64 10:M>S/63", "10:S>M/64");
        trunk.flow(8, 12, "20:C>M/64 10:M>S/63", "10:S>M/64 20:M>C/63");

        CameraVerdict camera = camera();
        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(Verdict.DELIVERED);
    }

    @Test
    void isCountedOnceThoughItIsSeenOnBothLinks() throws Exception {
        trunk.flow(0, TrunkCapture.SECONDS, "20:C>M/64 10:M>S/63", "10:S>M/64 20:M>C/63");

        assertThat(camera().finding().reason()).startsWith("24 RTCP datagrams (REMB 24, RR 24, SDES 24) left by");
    }

    /** Quoting ports alone it is believed only where it answers no more than was sent. */
    @Test
    void isUnreachableWhereItsRefusalIsSeenOnBothLinks() throws Exception {
        trunk.flowRefused("20:C>M/64 10:M>S/63", "10:S>M/64 20:M>C/63");

        CameraVerdict camera = camera();
        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(Verdict.UNREACHABLE);
    }

    /** The other way is used no more: nothing has to be seen there. */
    @Test
    void isDeliveredAfterTheRtpHasLeftTheOtherLink() throws Exception {
        trunk.flow(0, 8, "20:C>M/64 10:M>S/63", "10:S>M/64 20:M>C/63");
        trunk.flow(8, 24, "10:M>S/63", "10:S>M/64");

        CameraVerdict camera = camera();
        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(Verdict.DELIVERED);
    }

    private void assertNotForwarded(String missing) throws Exception {
        CameraVerdict camera = camera();
        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(Verdict.UNPROVEN);
        assertThat(camera.finding().causes()).containsExactly(Cause.NOT_FORWARDED);
        assertThat(camera.finding().reason())
                .contains("none is seen on link of trunk.pcap " + missing + ", by which its RTP comes");
    }

    private CameraVerdict camera() throws Exception {
        return trunk.camera(directory);
    }
}
