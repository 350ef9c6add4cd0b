package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Coverage;
import dev.sightline.probe.Finding;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.judge.model.Fault;
import dev.sightline.probe.judge.model.Habit;
import dev.sightline.probe.judge.model.Offer;
import dev.sightline.probe.judge.model.Topology;
import dev.sightline.probe.judge.model.World;
import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.rtp.RtpPackets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The verdict on a whole capture")
class CaptureTimelineTest {
    private static final PortRange ANY = new PortRange(1, 65_535);

    @ParameterizedTest(name = "{0}: {1}, {2}")
    @CsvSource(delimiter = '|', textBlock = """
            a_zero_ip_discard_port | TRAPPED   | LOOPED_BACK  | left by lo for 127.0.0.1:10
            c_camera_ip            | DELIVERED |              | left by #7 for 10.77.0.2:5007
            d_zero_ip_comedia      | DELIVERED | LEARNT_LATE  | the first 5.1 s after its RTP was first seen
            f_camera_ip_no_remb    | DELIVERED | REMB_MISSING | probably for want of goog-remb or AVPF in the offer
            """)
    void isThatOfTheRecording(String name, Verdict verdict, Cause cause, String reason) throws IOException {
        CaptureTimeline timeline = new CaptureTimeline(ANY, List.of(), Coverage.all());
        PcapFile.read("/captures/" + name + ".pcap", Map.of(1, "lo")).forEach(timeline::seen);

        List<CameraVerdict> cameras = timeline.finish(Instant.EPOCH, Instant.EPOCH);

        assertThat(cameras).singleElement().satisfies(camera -> {
            assertThat(camera.verdict()).isEqualTo(verdict);
            assertThat(camera.finding().causes()).isEqualTo(cause == null ? List.of() : List.of(cause));
            assertThat(camera.finding().reason()).contains(reason);
            assertThat(camera.history()).as("waiting is no verdict").isEmpty();
            assertThat(camera.evidence().sample())
                    .hasValueSatisfying(
                            sample -> assertThat(sample.packets()).anyMatch(text -> text.startsWith("RR from 0x")));
        });
    }

    @Test
    void missesNoRembThatItCountsWhereTheClockJumps() {
        CaptureTimeline timeline = new CaptureTimeline(ANY, List.of(), Coverage.all());
        Traffic traffic = new Traffic();
        traffic.tap = Optional.of(timeline::seen);
        for (int run = 0; run < 2; run++) {
            for (int second = 0; second < 6; second++) {
                traffic.flow(0.5, () -> {});
                traffic.delivered();
                traffic.flow(0.5, () -> {});
            }
            traffic.pass(Duration.ofDays(73_000));
        }

        assertThat(timeline.finish(traffic.start, traffic.now)).singleElement().satisfies(camera -> {
            assertThat(camera.verdict()).isEqualTo(Verdict.DELIVERED);
            assertThat(camera.finding().causes()).isEmpty();
            assertThat(camera.finding().reason()).contains("REMB 12").doesNotContain("no REMB");
        });
    }

    @ParameterizedTest(name = "{0}, {1}, {2}: {3}, before it {4}")
    @CsvSource({
        "CAMERA_ADDRESS, USUAL,     SERVER_DIES, SILENT,    [DELIVERED]",
        "CAMERA_ADDRESS, NEW_PORTS, NONE,        SILENT,    [DELIVERED]",
        "COMEDIA,        USUAL,     NONE,        DELIVERED, []",
        "ZERO_DISCARD,   GIVES_UP,  NONE,        TRAPPED,   []",
        "WRONG_PORT,     GIVES_UP,  NONE,        SILENT,    []",
        "COMEDIA,        NO_MEDIA,  NONE,        NO_MEDIA,  []",
    })
    void hasTheEarlierOnesAsItsHistory(Offer offer, Habit habit, Fault fault, Verdict verdict, String history) {
        World world = new World(Topology.LINK, offer, habit, fault, 24, 25, false, 5);
        CaptureTimeline timeline = new CaptureTimeline(ANY, List.of(world.camera()), Coverage.all());
        world.seen().forEach(seen -> {
            seen.datagram().ifPresent(timeline::seen);
            seen.error().ifPresent(timeline::seen);
        });

        CameraVerdict camera = timeline.finish(World.START, World.START).get(0);

        if (habit != Habit.NO_MEDIA) {
            assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(verdict);
        }
        assertThat(camera.history().stream().map(Finding::verdict).toList()).hasToString(history);
    }

    @Test
    void saysHowLongItWaitedAtTheEnd() {
        Traffic traffic = new Traffic();
        CaptureTimeline timeline = new CaptureTimeline(ANY, List.of(), Coverage.all());
        traffic.tap = Optional.of(timeline::seen);

        traffic.flow(5, () -> {});

        assertThat(timeline.finish(traffic.start, traffic.now))
                .singleElement()
                .satisfies(camera -> assertThat(camera.finding().reason()).contains("has been seen for 4.9 s"));
    }

    /** As with a filter for RTCP, or for what leaves: its RTP is not in the file, though the camera sends. */
    @ParameterizedTest(name = "RTCP {0}, counts rise {1}: {2}")
    @CsvSource({
        "of the camera, true, UNPROVEN",
        "of the camera, false, NO_MEDIA",
        "of the server, true, UNPROVEN",
        "of the server, false, NO_MEDIA",
    })
    void isNotNoMediaWhereReportsTellThatRtpFlows(String whose, boolean rising, Verdict expected) {
        Traffic traffic = new Traffic();
        CaptureTimeline timeline = new CaptureTimeline(
                ANY, List.of(new InetSocketAddress(Traffic.CAMERA, 0).getAddress()), Coverage.all());
        traffic.isDeaf = !rising;
        traffic.tap = Optional.of(datagram -> {
            if (RtpPackets.isRtcp(datagram.payload())) {
                timeline.seen(datagram);
            }
        });
        traffic.flow(8, () -> {
            if (whose.equals("of the server")) {
                traffic.delivered();
            } else {
                traffic.report(rising);
            }
        });

        assertThat(timeline.finish(traffic.start, traffic.now)).singleElement().satisfies(camera -> {
            assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(expected);
            assertThat(camera.finding().causes())
                    .isEqualTo(expected == Verdict.UNPROVEN ? List.of(Cause.NOT_CAPTURED) : List.of());
        });
    }

    /** A capture that tells no directions shows as sent whatever names the media server as its sender. */
    @Test
    void isDeliveredHoweverMuchIsForgedInTheMediaServersNameForOthers() {
        Traffic traffic = new Traffic();
        CaptureTimeline timeline = new CaptureTimeline(ANY, List.of(), Coverage.all());
        traffic.tap = Optional.of(datagram -> timeline.seen(new Datagram(
                datagram.at(),
                datagram.interfaceName(),
                Direction.UNKNOWN,
                datagram.source(),
                datagram.destination(),
                datagram.payload(),
                false)));
        int[] others = {0};
        traffic.flow(8, () -> {
            traffic.delivered();
            for (int i = 0; i < 40; i++, others[0]++) {
                String other = "11.0." + others[0] / 250 + "." + (1 + others[0] % 250);
                traffic.feedback("eth0", 40_001, other, 4_023, 0x77, Optional.empty());
            }
        });

        assertThat(timeline.finish(traffic.start, traffic.now))
                .singleElement()
                .satisfies(camera -> assertThat(camera.verdict())
                        .as(camera.finding().reason())
                        .isEqualTo(Verdict.DELIVERED));
    }

    @Test
    void ofNothingIsEmpty() {
        assertThat(new CaptureTimeline(ANY, List.of(), Coverage.all()).finish(Instant.EPOCH, Instant.EPOCH))
                .isEmpty();
    }

    /** A file may go on with other packets for long. */
    @Test
    void isThatOfTheLastPacketOfItAndNotOfItsEnd() {
        Traffic traffic = new Traffic();
        CaptureTimeline timeline = new CaptureTimeline(ANY, List.of(), Coverage.all());
        traffic.tap = Optional.of(timeline::seen);

        traffic.flow(0.8, () -> {});

        assertThat(timeline.finish(traffic.start, traffic.start.plusSeconds(60)))
                .singleElement()
                .satisfies(camera -> {
                    assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(Verdict.UNPROVEN);
                    assertThat(camera.finding().causes()).containsExactly(Cause.TOO_EARLY);
                });
    }
}
