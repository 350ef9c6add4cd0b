package dev.sightline.probe.judge;

import static dev.sightline.probe.judge.Traffic.CAMERA;
import static dev.sightline.probe.judge.Traffic.SERVER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Coverage;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Negotiation;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.rtp.Nack;
import dev.sightline.rtp.ReceiverReport;
import dev.sightline.rtp.ReportBlock;
import dev.sightline.rtp.RtpPackets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A source between the same sockets as another")
class UnnamedSourceTest {
    private static final long AUDIO = 0xaaaa;
    private static final long VIDEO = 0xbbbb;
    private static final long ANOTHER = 0xcccc;
    private static final int AUDIO_FORMAT = 111;
    private static final int VIDEO_FORMAT = 96;
    private static final String SDP = """
            v=0
            o=- 1 1 IN IP4 %1$s
            s=-
            c=IN IP4 %1$s
            t=0 0
            a=group:BUNDLE a v
            m=audio %2$d RTP/AVPF 111
            a=rtpmap:111 opus/48000/2
            a=mid:a
            a=rtcp:%3$d
            m=video %2$d RTP/AVPF 103 96
            a=rtpmap:103 H264/90000
            a=rtpmap:96 %4$s/90000
            a=rtcp-fb:103 goog-remb
            a=mid:v
            a=rtcp:%3$d
            """;

    private final Traffic traffic = new Traffic();
    private final Map<Long, Integer> sequences = new HashMap<>();
    private int ticks;

    private void rtp(long ssrc, int format, int step) {
        int sequence = sequences.merge(ssrc, step, Integer::sum);
        ByteBuf out = Unpooled.buffer();
        RtpPackets.writeHeader(out, false, format, sequence & 0xffff, 0, ssrc).writeZero(40);
        traffic.datagram("eth0", Direction.IN, CAMERA, 5_006, SERVER, 40_000, out);
    }

    private void rtp(long ssrc, int format) {
        rtp(ssrc, format, 1);
    }

    private void reports(long... ssrcs) {
        traffic.sends(new ReceiverReport(
                1,
                LongStream.of(ssrcs)
                        .mapToObj(ssrc -> new ReportBlock(ssrc, 0, 0, ticks, 0, 0, 0))
                        .toList()));
    }

    /** Ten times a second. */
    private void pass(double seconds, Runnable tick) {
        for (int end = ticks + (int) (10 * seconds); ticks < end; ticks++) {
            tick.run();
            traffic.now = traffic.now.plusMillis(100);
        }
    }

    private void both(double seconds, Runnable tick) {
        pass(seconds, () -> {
            rtp(AUDIO, AUDIO_FORMAT);
            rtp(VIDEO, VIDEO_FORMAT);
            tick.run();
        });
    }

    private void each(int ticksApart, Runnable happens) {
        if (ticks % ticksApart == 0) {
            happens.run();
        }
    }

    private Finding found() {
        return traffic.judge().finding();
    }

    private Verdict verdict() {
        return found().verdict();
    }

    @Test
    void isInDoubtWhereReportsNameTheOtherAlone() {
        both(8, () -> each(5, () -> reports(AUDIO)));
        assertThat(verdict()).as("feedback may be under way").isEqualTo(Verdict.DELIVERED);

        both(1, () -> each(5, () -> reports(AUDIO)));

        assertThat(found().verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(found().causes()).containsExactly(Cause.STREAM_IN_DOUBT);
        assertThat(found().reason())
                .contains("SSRC 0x0000bbbb (payload type 96, 10 packets/s) came beside that of 0x0000aaaa")
                .contains("named it, while 0x0000aaaa was named");
        assertThat(found().cure()).hasValueSatisfying(cure -> assertThat(cure).contains("0x0000bbbb"));
    }

    @Test
    void isToldBesideTheOtherInTheEvidence() {
        both(2, () -> each(5, () -> reports(AUDIO, VIDEO)));

        CameraVerdict told = traffic.judge();

        assertThat(told.streams()).singleElement().satisfies(stream -> {
            assertThat(stream.ssrc()).isEqualTo(VIDEO);
            assertThat(stream.otherSsrcs()).containsExactly(AUDIO);
        });
    }

    @ParameterizedTest(name = "a report each {0} tenths of a second, of each source in turn")
    @ValueSource(ints = {5, 35, 74})
    void isServedWhereBothAreNamedInDatagramsOfTheirOwn(int apart) {
        int[] turn = {0};
        Runnable reports = () -> each(apart, () -> reports(turn[0]++ % 2 == 0 ? AUDIO : VIDEO));
        for (int half = 0; half < 80; half++) {
            both(0.5, reports);
            assertThat(verdict()).as("after %s s", half / 2.0).isEqualTo(Verdict.DELIVERED);
        }
    }

    /** Of video there are estimates twice a second, of audio a report now and then. */
    @ParameterizedTest(name = "each {0} s")
    @ValueSource(ints = {7, 12, 25})
    void isServedWhereItIsNamedMoreSeldomAllAlong(int apart) {
        both(2 * apart, () -> {
            each(5, () -> reports(VIDEO));
            each(10 * apart, () -> reports(AUDIO));
        });
        for (int second = 0; second < 2 * apart; second++) {
            both(1, () -> {
                each(5, () -> reports(VIDEO));
                each(10 * apart, () -> reports(AUDIO));
            });
            assertThat(verdict()).isEqualTo(Verdict.DELIVERED);
        }
    }

    @Test
    void isInDoubtOnceItIsNamedNoLonger() {
        both(10, () -> each(5, () -> reports(AUDIO, VIDEO)));
        both(7, () -> each(5, () -> reports(AUDIO)));
        assertThat(verdict()).isEqualTo(Verdict.DELIVERED);

        both(2, () -> each(5, () -> reports(AUDIO)));

        assertThat(found().causes()).containsExactly(Cause.STREAM_IN_DOUBT);
        assertThat(found().since()).isBefore(traffic.start.plusSeconds(10));

        both(1, () -> each(5, () -> reports(AUDIO, VIDEO)));

        assertThat(verdict()).isEqualTo(Verdict.DELIVERED);
    }

    @Test
    void isInDoubtWhereWhatNamesItIsTrapped() {
        both(
                10,
                () -> each(5, () -> {
                    reports(AUDIO);
                    traffic.feedback("lo", 40_001, "127.0.0.1", 10, VIDEO, Optional.empty());
                }));

        assertThat(found().causes()).containsExactly(Cause.STREAM_IN_DOUBT);
        assertThat(found().reason()).contains("(what named it went by lo for 127.0.0.1:10)");
    }

    @Test
    void isInDoubtAlsoInASample() {
        traffic.coverage = traffic.coverage.sampling(Set.of("eth0"));
        pass(60, () -> {
            each(16, () -> rtp(AUDIO, AUDIO_FORMAT, 16));
            each(27, () -> rtp(VIDEO, VIDEO_FORMAT, 16));
            each(5, () -> reports(AUDIO));
        });

        assertThat(found().causes()).containsExactly(Cause.STREAM_IN_DOUBT);
    }

    @ParameterizedTest(name = "named: {0}, a packet each {1} s")
    @CsvSource({"true, 0.1", "false, 1"})
    void isServedWhereReportsNameNoneOrItIsNoMedia(boolean named, double apart) {
        pass(30, () -> {
            rtp(AUDIO, AUDIO_FORMAT);
            each((int) (10 * apart), () -> rtp(VIDEO, VIDEO_FORMAT));
            each(5, () -> {
                if (named) {
                    reports();
                } else {
                    reports(AUDIO);
                }
            });
        });

        assertThat(verdict()).isEqualTo(Verdict.DELIVERED);
    }

    @ParameterizedTest(name = "a packet each {0} tenths of a second, lost ones asked for: {1}, so {2}")
    @CsvSource({"5, true, DELIVERED", "5, false, UNPROVEN", "2, true, UNPROVEN"})
    void isServedWhereItMayBeWhatIsSentAgain(int apart, boolean asked, Verdict expected) {
        pass(30, () -> {
            rtp(VIDEO, VIDEO_FORMAT);
            each(apart, () -> rtp(AUDIO, 97));
            each(5, () -> reports(VIDEO));
            if (asked) {
                each(7, () -> traffic.sends(new ReceiverReport(1, List.of()), new Nack(1, VIDEO, List.of(7))));
            }
        });

        assertThat(verdict()).isEqualTo(expected);
    }

    @ParameterizedTest(name = "negotiated, sent again as {0}, with payload type {1}: {2}")
    @CsvSource({"rtx, 96, DELIVERED", "H265, 96, UNPROVEN", "H265, 100, DELIVERED"})
    void isServedWhereItWasNegotiatedForWhatIsSentAgainOrNotAtAll(String encoding, int format, Verdict expected) {
        traffic.verdicts.negotiated(new Negotiation(
                "gate",
                1,
                Optional.empty(),
                SDP.formatted(CAMERA, 5_006, 5_007, encoding),
                SDP.formatted(SERVER, 40_000, 40_001, encoding)));
        pass(30, () -> {
            rtp(AUDIO, AUDIO_FORMAT);
            rtp(VIDEO, format);
            each(5, () -> reports(AUDIO));
        });

        assertThat(traffic.judgeNegotiated("gate").finding().verdict()).isEqualTo(expected);
    }

    @Test
    void isServedWhereItTookTheOthersPlace() {
        pass(20, () -> {
            rtp(AUDIO, VIDEO_FORMAT);
            each(5, () -> reports(AUDIO));
        });
        for (int second = 0; second < 20; second++) {
            boolean isLearnt = second > 5;
            pass(1, () -> {
                rtp(VIDEO, VIDEO_FORMAT);
                each(5, () -> reports(isLearnt ? VIDEO : AUDIO));
            });
            assertThat(verdict()).isEqualTo(Verdict.DELIVERED);
        }
    }

    /** Who forges one costs the camera its verdict for as long as he sends. */
    @Test
    void isServedAgainOnceTheOtherEnds() {
        both(10, () -> each(5, () -> reports(AUDIO)));
        assertThat(verdict()).isEqualTo(Verdict.UNPROVEN);

        pass(5, () -> {
            rtp(AUDIO, AUDIO_FORMAT);
            each(5, () -> reports(AUDIO));
        });

        assertThat(verdict()).isEqualTo(Verdict.DELIVERED);
    }

    @Test
    void isServedWhereItSendsInBurstsThatAreTooShortForAReport() {
        for (int burst = 0; burst < 6; burst++) {
            both(6, () -> each(5, () -> reports(AUDIO)));
            assertThat(verdict()).isEqualTo(Verdict.DELIVERED);
            pass(6, () -> {
                rtp(AUDIO, AUDIO_FORMAT);
                each(5, () -> reports(AUDIO));
            });
        }
    }

    /** To stop is what media without feedback does; who begins anew takes its place. */
    @ParameterizedTest(name = "another began since: {0}, so {1}")
    @CsvSource({"false, UNPROVEN", "true, DELIVERED"})
    void isInDoubtInAWholeCaptureWhereItGaveUp(boolean another, Verdict expected) {
        CaptureTimeline timeline = new CaptureTimeline(new PortRange(1, 65_535), List.of(), Coverage.all());
        traffic.tap = Optional.of(timeline::seen);
        both(10, () -> each(5, () -> reports(AUDIO)));
        pass(10, () -> {
            rtp(AUDIO, AUDIO_FORMAT);
            if (another) {
                rtp(ANOTHER, VIDEO_FORMAT);
            }
            each(5, () -> reports(AUDIO, ANOTHER));
        });

        assertThat(timeline.finish(traffic.start, traffic.now))
                .singleElement()
                .satisfies(camera -> assertThat(camera.verdict())
                        .as(camera.finding().reason())
                        .isEqualTo(expected));
    }
}
