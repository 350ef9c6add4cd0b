package dev.sightline.probe.judge;

import static dev.sightline.probe.judge.Traffic.CAMERA;
import static dev.sightline.probe.judge.Traffic.SERVER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Coverage;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Negotiation;
import dev.sightline.probe.StreamVerdict;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.TestPackets;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A camera's audio beside its video")
class SecondStreamTest {
    private static final long AUDIO = 0xa0d1_0000L;
    private static final String OFFER = """
            v=0
            o=- 1 1 IN IP4 10.77.0.2
            s=Camera
            c=IN IP4 10.77.0.2
            t=0 0
            m=video 5006 RTP/AVPF 103
            a=rtpmap:103 H264/90000
            a=rtcp-fb:103 goog-remb
            a=sendonly
            m=audio 5008 RTP/AVPF 0
            a=sendonly
            """;
    private static final String ANSWER = """
            v=0
            o=- 2 2 IN IP4 10.77.0.1
            s=Kurento Media Server
            c=IN IP4 10.77.0.1
            t=0 0
            m=video 40000 RTP/AVPF 103
            a=recvonly
            a=rtcp:40001
            a=rtpmap:103 H264/90000
            m=audio 40002 RTP/AVPF 0
            a=recvonly
            a=rtcp:40003
            """;

    private final Traffic traffic = new Traffic();
    private int audioPort = 5_008;
    private int sequence;

    SecondStreamTest() {
        traffic.verdicts.negotiated(new Negotiation("gate", 1, Optional.empty(), OFFER, ANSWER));
    }

    private void video() {
        traffic.delivered();
    }

    private void videoAndAudio() {
        traffic.delivered();
        traffic.datagram(
                "eth0",
                Direction.IN,
                CAMERA,
                audioPort,
                SERVER,
                40_002,
                Unpooled.wrappedBuffer(TestPackets.rtp(AUDIO, sequence++)));
    }

    private void videoAndServedAudio() {
        videoAndAudio();
        traffic.feedback("eth0", 40_003, CAMERA, audioPort + 1, AUDIO, Optional.empty());
    }

    private Finding judged() {
        return traffic.judgeNegotiated("gate").finding();
    }

    private List<Verdict> judgedEverySecond(int seconds, Runnable with) {
        List<Verdict> verdicts = new ArrayList<>();
        for (int second = 0; second < seconds; second++) {
            traffic.flow(1, with);
            verdicts.add(judged().verdict());
        }
        return verdicts;
    }

    @Test
    void thatBeginsLaterLeavesTheVerdictUntilItsFeedbackIsDue() {
        traffic.flow(3, this::video);
        assertThat(judged().verdict()).isEqualTo(Verdict.DELIVERED);

        assertThat(judgedEverySecond(5, this::videoAndAudio)).containsOnly(Verdict.DELIVERED);
        assertThat(judged().causes()).isEmpty();
        assertThat(judged().reason()).contains("besides, RTP from 10.77.0.2:5008", "no RTCP for it yet");
        assertThat(traffic.judgeNegotiated("gate").streams())
                .extracting(StreamVerdict::finding)
                .extracting(Finding::verdict)
                .containsExactly(Verdict.DELIVERED, Verdict.UNPROVEN);
    }

    @Test
    void isShownOnceItsFeedbackIsDueAndDidNotCome() {
        traffic.flow(3, this::video);
        judged();

        assertThat(judgedEverySecond(8, this::videoAndAudio))
                .startsWith(Verdict.DELIVERED)
                .endsWith(Verdict.SILENT)
                .doesNotContain(Verdict.UNPROVEN);
    }

    @Test
    void thatGetsNoneIsToldFromTheVideoThatIsServed() {
        traffic.flow(9, this::videoAndAudio);

        assertThat(judged().verdict()).isEqualTo(Verdict.SILENT);
        assertThat(judged().reason())
                .endsWith("; this is of audio (port 40002), while feedback for video (port 40000) is DELIVERED");
        assertThat(traffic.judgeNegotiated("gate").streams())
                .extracting(StreamVerdict::finding)
                .extracting(Finding::verdict)
                .containsExactly(Verdict.DELIVERED, Verdict.SILENT);
    }

    @Test
    void thatGivesUpWithoutFeedbackIsNotForgotten() {
        traffic.flow(12, this::videoAndAudio);

        assertThat(judgedEverySecond(20, this::video)).containsOnly(Verdict.SILENT);
        assertThat(traffic.judge().finding().verdict()).isEqualTo(Verdict.SILENT);
        assertThat(judged().causes()).contains(Cause.CAMERA_STOPPED);
    }

    @Test
    void thatGaveUpIsForgottenOnceTheCameraBeginsAnother() {
        traffic.flow(12, this::videoAndAudio);
        traffic.judge();
        traffic.flow(5, this::video);
        assertThat(traffic.judge().finding().verdict()).isEqualTo(Verdict.SILENT);

        traffic.flow(5, () -> {
            traffic.delivered();
            traffic.datagram(
                    "eth0",
                    Direction.IN,
                    CAMERA,
                    5_020,
                    SERVER,
                    40_010,
                    Unpooled.wrappedBuffer(TestPackets.rtp(0x99, sequence++)));
            traffic.feedback("eth0", 40_011, CAMERA, 5_021, 0x99, Optional.empty());
        });

        assertThat(traffic.judge().finding().verdict()).isEqualTo(Verdict.DELIVERED);
    }

    @Test
    void thatGetsNoneLeavesThePortOfTheVideoNamedToWhoAsksWithoutEvidence() {
        traffic.flow(9, this::videoAndAudio);
        List<Integer> served = new ArrayList<>();

        traffic.verdicts.judgeNegotiated(
                traffic.now, Coverage.all(), traffic.host(), found -> !served.addAll(found.served()));

        assertThat(served).containsExactly(40_000);
    }

    /** COMEDIA learns a port from reports, and the camera sends some for its video. */
    @Test
    void thatIsNotReportedOnLeavesTheReportsOnTheVideoUndenied() {
        traffic.verdicts.negotiated(new Negotiation(
                "gate",
                2,
                Optional.empty(),
                OFFER.replace("a=sendonly", "a=direction:active"),
                ANSWER.replace("a=recvonly", "a=direction:passive")));

        traffic.flow(9, this::videoAndAudio);

        assertThat(judged().causes()).containsExactly(Cause.NEVER_LEARNT);
        assertThat(judged().reason()).contains("the camera sends no RTCP for audio, without which COMEDIA");
    }

    private void servedAudioAlone() {
        traffic.datagram(
                "eth0",
                Direction.IN,
                CAMERA,
                audioPort,
                SERVER,
                40_002,
                Unpooled.wrappedBuffer(TestPackets.rtp(AUDIO, sequence++)));
        traffic.feedback("eth0", 40_003, CAMERA, audioPort + 1, AUDIO, Optional.empty());
    }

    @Test
    void hasNoRembAndIsNotBlamedForThatWhileTheVideoPauses() {
        traffic.flow(10, this::videoAndServedAudio);
        assertThat(judged().causes()).isEmpty();

        for (int tenths = 0; tenths < 150; tenths++) {
            servedAudioAlone();
            traffic.pass(Duration.ofMillis(100));
        }

        assertThat(judged().verdict()).isEqualTo(Verdict.DELIVERED);
        assertThat(judged().causes()).isEmpty();
        assertThat(judged().reason()).doesNotContain("REMB is");
    }

    @Test
    void leavesNoTraceInTheHistoryWhereItsFeedbackComes() {
        traffic.flow(3, this::video);
        Finding before = judged();
        judgedEverySecond(3, this::videoAndAudio);
        judgedEverySecond(3, this::videoAndServedAudio);

        assertThat(judged().verdict()).isEqualTo(Verdict.DELIVERED);
        assertThat(judged().since()).isEqualTo(before.since());
        assertThat(judged().reason()).doesNotContain("besides");
        assertThat(traffic.judge().history()).isEmpty();
    }

    @Test
    void isWaitedForBeforeTheFirstVerdict() {
        traffic.flow(3, this::videoAndAudio);

        assertThat(judged().verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(judged().causes()).containsExactly(Cause.TOO_EARLY);
    }

    @Test
    void thatBeginsAnewAllTheTimeIsNotWaitedForEachTime() {
        traffic.flow(3, this::video);
        judged();
        List<Verdict> verdicts = new ArrayList<>();
        for (int second = 0; second < 15; second++) {
            audioPort = 5_008 + second / 5 * 2;
            traffic.flow(1, this::videoAndAudio);
            verdicts.add(judged().verdict());
        }

        assertThat(verdicts.subList(9, 15)).doesNotContain(Verdict.DELIVERED);
    }

    @Test
    void keepsNoVerdictThatTheVideoHasLost() {
        traffic.flow(3, this::video);
        judged();
        traffic.flow(1, this::videoAndAudio);
        assertThat(judged().verdict()).isEqualTo(Verdict.DELIVERED);
        traffic.pass(Duration.ofMillis(1)).flow(3, () -> traffic.feedback("lo", 40_001, "127.0.0.1", 5_007));

        assertThat(judged().verdict()).isNotEqualTo(Verdict.DELIVERED);
    }
}
