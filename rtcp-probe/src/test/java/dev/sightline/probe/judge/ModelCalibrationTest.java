package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.judge.model.Fault;
import dev.sightline.probe.judge.model.Habit;
import dev.sightline.probe.judge.model.Offer;
import dev.sightline.probe.judge.model.Topology;
import dev.sightline.probe.judge.model.World;
import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.rtp.MalformedPacketException;
import dev.sightline.rtp.Remb;
import dev.sightline.rtp.RtcpCompound;
import dev.sightline.rtp.RtpPackets;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds the model of {@link MatrixTest} against the recordings of a real media server. */
@DisplayName("The model of a media server")
class ModelCalibrationTest {
    private static final double RECORDED_SECONDS = 13.9;
    private static final double RECORDED_RTP = 111.4;
    private static final int RUNS = 60;

    /**
     * What can be counted of a camera and its media server; RTP by its numbers, for the recordings hold a part of it; times in
     * milliseconds since the first RTP.
     */
    private record Figures(long rtp, long reports, long feedback, long remb, long firstFeedback, long longestGap) {
        static Figures of(List<Datagram> datagrams) throws MalformedPacketException {
            Instant start = datagrams.stream()
                    .filter(datagram -> RtpPackets.isRtp(datagram.payload()))
                    .findFirst()
                    .map(Datagram::at)
                    .orElseThrow();
            int firstSequence = -1;
            long rtp = 0;
            long reports = 0;
            long feedback = 0;
            long remb = 0;
            long first = -1;
            long gap = 0;
            Instant last = start;
            for (Datagram datagram : datagrams) {
                if (!RtpPackets.isRtcp(datagram.payload())) {
                    int sequence = RtpPackets.sequenceNumber(datagram.payload());
                    firstSequence = firstSequence < 0 ? sequence : firstSequence;
                    rtp = ((sequence - firstSequence) & 0xffff) + 1L;
                } else if (datagram.direction() == Direction.IN) {
                    reports++;
                } else {
                    feedback++;
                    remb += RtcpCompound.read(datagram.payload()).stream()
                            .filter(Remb.class::isInstance)
                            .count();
                    gap = first < 0
                            ? 0
                            : Math.max(
                                    gap, Duration.between(last, datagram.at()).toMillis());
                    first = first < 0 ? Duration.between(start, datagram.at()).toMillis() : first;
                    last = datagram.at();
                }
            }
            return new Figures(rtp, reports, feedback, remb, first, gap);
        }
    }

    @ParameterizedTest(name = "does with {1} what was recorded in {0}")
    @CsvSource({
        "a_zero_ip_discard_port, ZERO_DISCARD",
        "c_camera_ip, CAMERA_ADDRESS",
        "d_zero_ip_comedia, COMEDIA",
        "f_camera_ip_no_remb, CAMERA_NO_REMB",
    })
    void reproducesTheRecordings(String recording, Offer offer) throws Exception {
        Figures recorded = Figures.of(recorded(recording));
        List<Figures> model = LongStream.range(0, RUNS)
                .mapToObj(seed -> new World(
                        Topology.LINK, offer, Habit.USUAL, Fault.NONE, RECORDED_SECONDS, RECORDED_RTP, false, seed))
                .map(ModelCalibrationTest::figures)
                .toList();

        assertThat(recorded.rtp()).isCloseTo(model.get(0).rtp(), within(2));
        assertThat(model).allSatisfy(run -> assertThat(run.reports()).isEqualTo(recorded.reports()));
        assertWithin("RTCP", model, Figures::feedback, recorded, 0);
        assertWithin("REMB", model, Figures::remb, recorded, 1);
        assertWithin("ms to the first feedback", model, Figures::firstFeedback, recorded, 30);
        assertWithin("ms of the longest gap", model, Figures::longestGap, recorded, 200);
        assertThat(model).allSatisfy(run -> assertThat(run.feedback()).isCloseTo(recorded.feedback(), within(35)));
    }

    private static Percentage within(int percent) {
        return Percentage.withPercentage(percent);
    }

    /** The recorded figure lies among those of the model's runs, give or take a little. */
    private static void assertWithin(
            String what, List<Figures> model, ToLongFunction<Figures> figure, Figures recorded, long slack) {
        LongSummaryStatistics runs = model.stream().mapToLong(figure).summaryStatistics();
        assertThat(figure.applyAsLong(recorded)).as(what).isBetween(runs.getMin() - slack, runs.getMax() + slack);
    }

    private static List<Datagram> recorded(String name) throws IOException {
        return PcapFile.read("/captures/" + name + ".pcap", Map.of(1, "lo"));
    }

    private static Figures figures(World world) {
        try {
            return Figures.of(world.seen().stream()
                    .map(World.Seen::datagram)
                    .flatMap(Optional::stream)
                    .toList());
        } catch (MalformedPacketException e) {
            throw new AssertionError(e);
        }
    }
}
