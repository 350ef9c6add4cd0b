package dev.sightline.probe.host.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("This host's UDP sockets")
class KernelSocketsTest {
    private static final InetSocketAddress ANYBODY = new InetSocketAddress("127.0.0.9", 5_006);
    private static final String HEADING = "  sl  local_address                         remote_address\n";

    @Test
    void areThoseThatTheKernelLists() throws IOException {
        InetAddress local = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        try (KernelSockets sockets = KernelSockets.open();
                DatagramSocket open = new DatagramSocket(0, local);
                DatagramSocket connected = new DatagramSocket(0, local)) {
            connected.connect(new InetSocketAddress("127.0.0.9", 5_007));
            sockets.refresh();
            InetSocketAddress of = new InetSocketAddress(local, open.getLocalPort());
            Optional<Instant> since = sockets.takesSince(ANYBODY, of);
            sockets.refresh();

            assertThat(sockets.areKnown(ANYBODY)).isTrue();
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

    /** As servers of Java, Go and Node.js open theirs. */
    @Test
    void ofAnyAddressOfIpv6TakeIpv4WhereTheKernelSaysSo() throws IOException {
        try (KernelSockets sockets = KernelSockets.open();
                DatagramChannel open = DatagramChannel.open().bind(new InetSocketAddress(0));
                DatagramSocket ipv4 = new DatagramSocket(new InetSocketAddress("0.0.0.0", 0))) {
            sockets.refresh();
            int port = ((InetSocketAddress) open.getLocalAddress()).getPort();
            InetSocketAddress of = new InetSocketAddress("10.77.0.1", port);
            Optional<Instant> since = sockets.takesSince(ANYBODY, of);
            sockets.refresh();

            assertThat(since).isPresent();
            assertThat(sockets.takesSince(ANYBODY, of)).isEqualTo(since);
            assertThat(sockets.areKnown(of)).isTrue();
            assertThat(sockets.takesSince(ANYBODY, new InetSocketAddress("fd77::1", port)))
                    .isPresent();
            assertThat(sockets.takesSince(ANYBODY, new InetSocketAddress("10.77.0.1", ipv4.getLocalPort())))
                    .isPresent();
        }
    }

    @ParameterizedTest(name = "told {0}, for {1}: takes {2}, known {3}")
    @CsvSource({
        "'UNCONN 0 0 *:5000 *:* ino:1 sk:2 cgroup:/ v6only:0 <->', 10.77.0.1, true, true",
        "'UNCONN 0 0 [::]:5000 [::]:* ino:1 sk:2 v6only:1 <->', 10.77.0.1, false, true",
        "'UNCONN 0 0 :::5000 :::* users:((\"a b\",pid=1,fd=3)) v6only:0', 10.77.0.1, true, true",
        "'UNCONN 0 0 *%eth0:5000 *:* v6only:0', 10.77.0.1, true, true",
        "'UNCONN 0 0 [::]:5000 [::]:* v6only:1\nUNCONN 0 0 *:5000 *:* v6only:0', 10.77.0.1, true, true",
        "'UNCONN 0 0 *:5000 *:* ino:1 sk:2', 10.77.0.1, false, false",
        "'UNCONN 0 0 *:5001 *:* v6only:0', 10.77.0.1, false, false",
        "'UNCONN 0 0 [fd77::1]:5000 [::]:* v6only:0', 10.77.0.1, false, false",
        "'UNCONN 0 0 *:99999 *:* v6only:0', 10.77.0.1, false, false",
        "'', 10.77.0.1, false, false",
        "'', fd77::1, true, true",
        "'UNCONN 0 0 [::]:5000 [::]:* v6only:1', fd77::1, true, true",
        "'', 10.77.0.9, true, false",
    })
    void ofAnyAddressOfIpv6AreInDoubtWhereItDoesNot(
            String told, String address, boolean takes, boolean known, @TempDir Path folder) throws IOException {
        Files.writeString(
                folder.resolve("udp6"),
                HEADING + "  7: 00000000000000000000000000000000:1388 00000000000000000000000000000000:0000 07 0:0\n"
                        + "  8: nonsense\n");
        Files.writeString(folder.resolve("udp"), HEADING + "  7: 09004D0A:1388 00000000:0000 07 0:0\n");
        DualStackPorts ports = DualStackPorts.parse(told.replace("\\n", "\n"));
        try (KernelSockets sockets = new KernelSockets(folder, () -> ports)) {
            sockets.refresh();
            InetSocketAddress destination = new InetSocketAddress(address, 5_000);

            assertThat(sockets.takesSince(ANYBODY, destination).isPresent()).isEqualTo(takes);
            assertThat(sockets.areKnown(destination)).isEqualTo(known);
        }
    }

    @Test
    void areNotKnownWhereTheKernelListsNone(@TempDir Path folder) {
        try (KernelSockets sockets = new KernelSockets(folder, () -> DualStackPorts.UNKNOWN)) {
            assertThat(sockets.areKnown(ANYBODY)).isFalse();
        }
    }
}
