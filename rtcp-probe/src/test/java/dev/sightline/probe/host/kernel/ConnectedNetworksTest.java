package dev.sightline.probe.host.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The networks of this host")
class ConnectedNetworksTest {
    private final ConnectedNetworks networks = ConnectedNetworks.now(new ConnectedNetworks(Map.of()));

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"127.9.8.7, true", "192.0.2.1, false", "::2, false"})
    void containWhoIsOnTheLink(String address, boolean contained) throws Exception {
        String loopback = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress())
                .getName();

        assertThat(networks.contain(InetAddress.getByName(address), loopback)).isEqualTo(contained);
    }

    @Test
    void areOfOneInterfaceEach() throws Exception {
        assertThat(networks.contain(InetAddress.getByName("127.9.8.7"), "no-such0"))
                .isFalse();
    }
}
