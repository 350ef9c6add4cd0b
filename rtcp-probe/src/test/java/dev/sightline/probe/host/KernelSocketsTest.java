package dev.sightline.probe.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("This host's UDP sockets")
class KernelSocketsTest {
    private static final InetSocketAddress ANYBODY = new InetSocketAddress("127.0.0.9", 5_006);
    private static final Path PROC = Path.of("/proc/net");

    @Test
    void areThoseThatTheKernelLists() throws IOException {
        InetAddress local = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        try (KernelSockets sockets = new KernelSockets(PROC);
                DatagramSocket open = new DatagramSocket(0, local);
                DatagramSocket connected = new DatagramSocket(0, local)) {
            connected.connect(new InetSocketAddress("127.0.0.9", 5_007));
            sockets.refresh();
            InetSocketAddress of = new InetSocketAddress(local, open.getLocalPort());
            Optional<Instant> since = sockets.takesSince(ANYBODY, of);
            sockets.refresh();

            assertThat(sockets.areKnown()).isTrue();
            assertThat(since).isPresent();
            assertThat(sockets.takesSince(ANYBODY, of)).isEqualTo(since);
            assertThat(sockets.takesSince(ANYBODY, new InetSocketAddress("127.0.0.2", open.getLocalPort())))
                    .isEmpty();
            InetSocketAddress ofConnected = new InetSocketAddress(local, connected.getLocalPort());
            assertThat(sockets.takesSince(ANYBODY, ofConnected)).isEmpty();
            assertThat(sockets.takesSince(new InetSocketAddress("127.0.0.9", 5_007), ofConnected))
                    .isPresent();
            open.close();
            sockets.refresh();
            assertThat(sockets.takesSince(ANYBODY, of)).isEmpty();
        }
    }

    @Test
    void ofAnyAddressTakeThatOfTheirFamily(@TempDir Path folder) throws IOException {
        Files.writeString(
                folder.resolve("udp6"),
                "  sl  local_address                         remote_address\n  7: 00000000000000000000000000000000:1388"
                        + " 00000000000000000000000000000000:0000 07 00000000:00000000\n  8: nonsense\n");
        try (KernelSockets sockets = new KernelSockets(folder)) {
            sockets.refresh();

            assertThat(sockets.areKnown()).isFalse();
            assertThat(sockets.takesSince(ANYBODY, new InetSocketAddress("fd77::1", 5_000)))
                    .isPresent();
            assertThat(sockets.takesSince(ANYBODY, new InetSocketAddress("10.77.0.1", 5_000)))
                    .isEmpty();
        }
    }
}
