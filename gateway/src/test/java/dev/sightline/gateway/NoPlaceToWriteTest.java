package dev.sightline.gateway;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.DatagramSocket;
import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoPlaceToWriteTest {
    /** The embedded relay cannot start either, which would be said first if it was tried. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "access: {directory: /proc/sightline/access} | /proc/sightline/access/ticket-key.json cannot be made"
                        + " (name another directory with access.directory)",
                "probe: {socket: /proc/sightline/probe.sock} | probe.socket: /proc/sightline/probe.sock cannot be made"
            })
    void isSaidBeforeTheMediaServerIsStarted(String setting, String expected) throws Exception {
        try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            String relay = "media: {relay: {mediaAddress: 127.0.0.1, candidateAddresses: [127.0.0.1], webRtcPort: "
                    + taken.getLocalPort() + "}}\n";

            assertThatThrownBy(() -> RunningGateway.with(relay + "\n" + setting + "\n"))
                    .isInstanceOf(GatewayException.class)
                    .hasMessageContaining(expected);
        }
    }
}
