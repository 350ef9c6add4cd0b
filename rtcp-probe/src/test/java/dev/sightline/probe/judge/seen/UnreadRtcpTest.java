package dev.sightline.probe.judge.seen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.Datagram.Direction;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("RTCP that cannot be read")
class UnreadRtcpTest {
    private static final InetSocketAddress SERVER = new InetSocketAddress("10.77.0.1", 40_001);

    private final UnreadRtcp unread = new UnreadRtcp(WatchRules.DEFAULT);

    private void leavesFor(String host, int port) {
        byte[] header = {(byte) 0x81, (byte) 201, 0, 1, 0, 0, 0, 1};
        unread.seen(new Datagram(
                Instant.EPOCH,
                "eth0",
                Direction.OUT,
                SERVER,
                new InetSocketAddress(host, port),
                Unpooled.wrappedBuffer(header),
                /* truncated= */ false));
    }

    /** A camera's judgement does not go through what every viewer gets. */
    @Test
    void isFoundByTheCamerasAddressAmongThatOfManyViewers() {
        IntStream.range(0, 200).forEach(viewer -> leavesFor("10.78.0." + viewer, 50_000 + viewer));
        leavesFor("10.77.0.2", 5_007);

        InetAddress camera = new InetSocketAddress("10.77.0.2", 0).getAddress();
        assertThat(unread.byCamera().to(camera))
                .extracting(flow -> flow.key().destination().getPort())
                .containsExactly(5_007);
        assertThat(unread.byCamera().to(SERVER.getAddress())).isEmpty();
    }
}
