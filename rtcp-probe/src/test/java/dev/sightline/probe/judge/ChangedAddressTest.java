package dev.sightline.probe.judge;

import static dev.sightline.probe.judge.Traffic.CAMERA;
import static dev.sightline.probe.judge.Traffic.SERVER;
import static dev.sightline.probe.judge.Traffic.SSRC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Negotiation;
import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.TestPackets;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A negotiated camera whose RTP comes from another address than before")
class ChangedAddressTest {
    private static final String NEW = "10.77.0.22";
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
            """;

    private final Traffic traffic = new Traffic();
    private int sequence = 1_000;

    @BeforeEach
    void isNegotiatedAndServed() {
        traffic.verdicts.negotiated(
                new Negotiation("gate", 1, Optional.of(new InetSocketAddress(CAMERA, 0).getAddress()), OFFER, ANSWER));
        traffic.flow(6, () -> {
            traffic.report(CAMERA, 5_007, 40_001, "camera");
            traffic.delivered();
        });
        assertThat(found().verdict()).isEqualTo(Verdict.DELIVERED);
    }

    private Finding found() {
        return traffic.judgeNegotiated("gate").finding();
    }

    private void elsewhere(String from, int port, long ssrc) {
        traffic.datagram(
                "eth0",
                Direction.IN,
                from,
                port,
                SERVER,
                40_000,
                Unpooled.wrappedBuffer(TestPackets.rtp(ssrc, sequence++)));
    }

    /** As an agent does, it is judged all the time. */
    private void goesOn(double seconds, String from, int port, long ssrc) {
        for (int i = 0; i < 10 * seconds; i++) {
            elsewhere(from, port, ssrc);
            traffic.report(from, port + 1, 40_001, ssrc);
            traffic.delivered();
            found();
            traffic.pass(Duration.ofMillis(100));
        }
    }

    @ParameterizedTest(name = "from port {0}")
    @ValueSource(ints = {5_006, 7_006})
    void isSilentAsSoonAsItsFeedbackIsMissed(int port) {
        goesOn(7, NEW, port, SSRC);

        NegotiationVerdict verdict = traffic.judgeNegotiated("gate");
        assertThat(verdict.finding().verdict()).as(verdict.finding().reason()).isEqualTo(Verdict.SILENT);
        assertThat(verdict.finding().causes()).containsExactly(Cause.WRONG_HOST);
        assertThat(verdict.finding().reason())
                .contains("10.77.0.2:5007", "is not the camera 10.77.0.22, about 70 of them since its RTP began")
                .endsWith("its RTP came from 10.77.0.2 before: the camera's address has changed");
        assertThat(verdict.finding().cure())
                .hasValueSatisfying(cure -> assertThat(cure).contains(NEW));
        assertThat(verdict.age()).isGreaterThanOrEqualTo(Duration.ofMillis(6_500));
        assertThat(verdict.streams())
                .extracting(stream -> stream.source().getAddress().getHostAddress())
                .containsExactly(CAMERA, NEW);
    }

    @Test
    void isServedWhereFeedbackFollows() {
        for (int i = 0; i < 120; i++) {
            elsewhere(NEW, 5_006, SSRC);
            traffic.feedback("eth0", 40_001, i < 10 ? CAMERA : NEW, 5_007);
            traffic.pass(Duration.ofMillis(100));
        }

        assertThat(found().verdict()).as(found().reason()).isEqualTo(Verdict.DELIVERED);
    }

    @Test
    void isServedAgainWhereItReturns() {
        goesOn(8, NEW, 5_006, SSRC);
        traffic.flow(10, traffic::delivered);

        assertThat(found().verdict()).as(found().reason()).isEqualTo(Verdict.DELIVERED);
    }

    @ParameterizedTest(name = "from port {0} with source {1}")
    @CsvSource({"5006, 0xcafef00d", "7006, 0xcafef00d", "5006, 0xbadbad"})
    void isNotAStrangerWhoSendsBesideIt(int port, long ssrc) {
        traffic.flow(10, () -> {
            elsewhere(NEW, port, ssrc);
            traffic.delivered();
            assertThat(found().verdict()).isEqualTo(Verdict.DELIVERED);
        });

        assertThat(traffic.judgeNegotiated("gate").streams()).hasSize(1);
    }

    /** He has its source, but was there while the camera sent. */
    @Test
    void isNotAStrangerWhoSentBesideItBeforeItStopped() {
        traffic.flow(4, () -> {
            elsewhere(NEW, 7_006, SSRC);
            traffic.delivered();
        });
        goesOn(10, NEW, 7_006, SSRC);

        assertThat(found().verdict()).as(found().reason()).isEqualTo(Verdict.NO_MEDIA);
    }

    @Test
    void isNotAStrangerWithAnotherSourceAfterItStopped() {
        goesOn(10, NEW, 5_006, 0xbad_badL);

        assertThat(found().causes()).contains(Cause.CAMERA_STOPPED);
    }
}
