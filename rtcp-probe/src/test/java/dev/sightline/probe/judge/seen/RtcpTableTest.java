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

@DisplayName("RTCP that was seen")
class RtcpTableTest {
    private static final InetSocketAddress SERVER = new InetSocketAddress("10.77.0.1", 40_001);
    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");

    private final RtcpTable table = new RtcpTable(WatchRules.DEFAULT);

    @Test
    void isForgottenOfStrangersWhoHavePausedButNotOfCameras() {
        seen(START, "10.9.0.1", /* fromCamera= */ false);
        seen(START, "10.77.0.2", /* fromCamera= */ true);
        seen(START.plusSeconds(20), "10.9.0.2", /* fromCamera= */ false);
        table.forgetStrangers(START.plusSeconds(40));

        assertThat(table.tallies())
                .extracting(tally -> tally.source().getHostString())
                .containsExactlyInAnyOrder("10.77.0.2", "10.9.0.2");
    }

    @Test
    void holdsFewFlowsOfThoseWhoAreNoCameraHoweverManySend() {
        for (int i = 0; i < 5_000; i++) {
            seen(START.plus(Duration.ofMillis(i)), "10.9." + (i >> 8) + "." + (i & 255), /* fromCamera= */ false);
        }

        assertThat(table.size()).isEqualTo(WatchRules.DEFAULT.maxFlows() / 16);
    }

    private void seen(Instant at, String from, boolean fromCamera) {
        table.seen(
                new Datagram(
                        at,
                        "eth0",
                        Direction.IN,
                        new InetSocketAddress(from, 5_007),
                        SERVER,
                        Unpooled.wrappedBuffer(TestPackets.senderReport(5)),
                        /* truncated= */ false),
                fromCamera);
    }
}
