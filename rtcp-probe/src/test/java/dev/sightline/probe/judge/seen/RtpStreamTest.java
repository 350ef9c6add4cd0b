package dev.sightline.probe.judge.seen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.TestPackets;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A stream of RTP")
class RtpStreamTest {
    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");

    private final RtpStream stream =
            new RtpStream(packet(1, 0, START), WatchRules.DEFAULT.mediaGone(), /* oneClock= */ true);
    private int sequence;

    private static Datagram packet(long ssrc, int sequence, Instant at) {
        return new Datagram(
                at,
                "eth0",
                Direction.IN,
                new InetSocketAddress("10.77.0.2", 5_006),
                new InetSocketAddress("10.77.0.1", 40_000),
                Unpooled.wrappedBuffer(TestPackets.rtp(ssrc, sequence)),
                false);
    }

    private static Instant at(int second) {
        return START.plusSeconds(second);
    }

    /** Eleven packets, 1 s from the first to the last. */
    private void burst(long ssrc, int second) {
        for (int tenth = 0; tenth <= 10; tenth++) {
            stream.received(packet(ssrc, sequence++, at(second).plusMillis(100L * tenth)));
        }
    }

    @Test
    void thatPausesCountsTheFirstPacketAfterwardsToWhatFlowsNow() {
        burst(1, 0);
        burst(1, 10);
        stream.received(packet(1, sequence++, at(30)));

        assertThat(stream.packets()).isEqualTo(23);
        assertThat(stream.packetsOfRun()).isEqualTo(1);
        assertThat(stream.came(at(0), at(20))).isEqualTo(22);
        assertThat(stream.runSince()).isEqualTo(at(30));
    }

    @Test
    void ofAnotherSourceBeginsItsBurstsAnewAndCountsTheFirstOfThem() {
        burst(1, 0);
        burst(2, 10);
        assertThat(stream.burstsSince()).isEqualTo(at(10));
        assertThat(stream.unanswered()).isZero();

        burst(2, 20);
        assertThat(stream.burstsSince()).isEqualTo(at(10));
        assertThat(stream.unanswered()).isEqualTo(Duration.ofSeconds(1));
    }
}
