package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Coverage;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Negotiation;
import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.host.Host;
import dev.sightline.probe.judge.seen.WatchRules;
import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.TestPackets;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Where judging one camera fails by a mistake of the probe")
class OneByOneTest {
    private static final String OTHER = "10.77.0.3";

    private final Traffic traffic = new Traffic();
    private final Host mistaken = TestHost.of(address -> {
        if (address.equals(address(OTHER))) {
            throw new IllegalStateException("a mistake");
        }
        return Optional.empty();
    });

    private static InetAddress address(String text) {
        return new InetSocketAddress(text, 0).getAddress();
    }

    /** Both cameras are served. */
    private void flow() {
        traffic.flow(2, () -> {
            traffic.rtp(OTHER, 5_006, 40_002);
            traffic.delivered();
            traffic.feedback("eth0", 40_003, OTHER, 5_007);
        });
    }

    @Test
    void theOthersKeepTheirVerdicts() {
        flow();

        List<CameraVerdict> cameras = traffic.verdicts.judge(traffic.now, Coverage.all(), mistaken);

        assertThat(cameras).extracting(CameraVerdict::verdict).containsExactly(Verdict.DELIVERED, Verdict.UNPROVEN);
    }

    @Test
    void thatOneSaysSo() {
        flow();

        Finding finding = traffic.verdicts
                .judge(traffic.now, Coverage.all(), mistaken)
                .get(1)
                .finding();

        assertThat(finding.causes()).containsExactly(Cause.NOT_JUDGED);
        assertThat(finding.reason()).contains("a mistake of the probe", "IllegalStateException");
        assertThat(finding.cure().orElse("")).contains("log");
    }

    @Test
    void itHoldsNoVerdictFromBefore() {
        flow();
        traffic.judgeAll();
        traffic.pass(Duration.ofMillis(500));
        traffic.verdicts.advance(traffic.now, Coverage.all(), mistaken);

        CameraVerdict other = traffic.judgeAll().get(1);

        assertThat(other.history()).extracting(Finding::verdict).containsExactly(Verdict.DELIVERED, Verdict.UNPROVEN);
    }

    @Test
    void negotiatedOnesKeepTheirVerdictsToo() {
        negotiated("front", 40_000);
        negotiated("back", 40_002);
        flow();

        List<NegotiationVerdict> cameras = traffic.verdicts.judgeNegotiated(traffic.now, Coverage.all(), mistaken);

        assertThat(cameras)
                .extracting(camera -> camera.finding().verdict())
                .containsExactly(Verdict.UNPROVEN, Verdict.DELIVERED);
        assertThat(cameras.get(0).finding().causes()).containsExactly(Cause.NOT_JUDGED);
    }

    /** What is listed of its former stream fails, and nothing of the one that speaks. */
    @Test
    void whatWasFoundIsToldWithoutItsEvidence() {
        negotiated("front", 40_000);
        traffic.flow(3, () -> {});
        traffic.flow(9, 5_016, () -> traffic.feedback("lo", 40_001, "127.0.0.1", 10));
        AtomicBoolean isFound = new AtomicBoolean();
        List<Verdict> asked = new ArrayList<>();

        List<NegotiationVerdict> told =
                traffic.verdicts.judgeNegotiated(traffic.now, Coverage.all(), failing(isFound), found -> {
                    isFound.set(true);
                    return asked.add(found.finding().verdict());
                });

        assertThat(asked).containsExactly(Verdict.TRAPPED);
        assertThat(told)
                .singleElement()
                .satisfies(camera -> assertThat(camera.finding().verdict()).isEqualTo(Verdict.TRAPPED))
                .satisfies(camera -> assertThat(camera.streams()).isEmpty());
    }

    @Test
    void whatWasFoundOfOneWithoutMediaIsToldToo() {
        Traffic watched = new Traffic(OTHER).pass(Duration.ofSeconds(20));
        AtomicBoolean isAsked = new AtomicBoolean();
        Host host = TestHost.of(address -> Optional.empty());
        Host once = new Host(
                host.routes(),
                address -> {
                    if (isAsked.getAndSet(true)) {
                        throw new IllegalStateException("a mistake");
                    }
                    return Optional.empty();
                },
                host.firewall());

        List<CameraVerdict> cameras = watched.verdicts.judge(watched.now, Coverage.all(), once);

        assertThat(cameras).extracting(CameraVerdict::verdict).containsExactly(Verdict.NO_MEDIA);
    }

    private static Host failing(AtomicBoolean from) {
        return TestHost.of(address -> {
            if (from.get()) {
                throw new IllegalStateException("a mistake");
            }
            return Optional.empty();
        });
    }

    private void negotiated(String camera, int port) {
        traffic.verdicts.negotiated(new Negotiation(
                camera,
                1,
                Optional.empty(),
                "v=0\r\ns=-\r\nm=video 5006 RTP/AVPF 96\r\n",
                "v=0\r\ns=-\r\nm=video " + port + " RTP/AVPF 96\r\n"));
    }

    @Test
    void aCaptureThatIsJudgedOnceFails() {
        Verdicts retrospective = new Verdicts(
                WatchRules.DEFAULT, new PortRange(40_000, 40_999), List.of(), traffic.start, /* retrospective= */ true);
        traffic.tap = Optional.of((Datagram datagram) -> retrospective.seen(datagram));
        flow();

        assertThatThrownBy(() -> retrospective.judge(traffic.now, Coverage.all(), mistaken))
                .hasMessage("a mistake");
    }

    /** Whose RTP may be another host's affair is not left out for a mistake. */
    @Test
    void thatOneIsNotLeftOut() {
        traffic.isForAnother = true;
        for (int packet = 0; packet < 30; packet++) {
            traffic.datagram(
                    "eth0",
                    Direction.UNKNOWN,
                    OTHER,
                    5_006,
                    "10.77.0.9",
                    40_002,
                    Unpooled.wrappedBuffer(TestPackets.rtp(7, packet)));
            traffic.pass(Duration.ofMillis(100));
        }
        assertThat(traffic.judgeAll()).isEmpty();

        assertThat(traffic.verdicts.judge(traffic.now, Coverage.all(), mistaken))
                .singleElement()
                .satisfies(camera -> assertThat(camera.finding().causes()).containsExactly(Cause.NOT_JUDGED));
    }
}
