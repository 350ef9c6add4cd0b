package dev.sightline.probe.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkTest {
    @ParameterizedTest
    @CsvSource({
        "10.77.0.0/24, 10.77.0.255, true",
        "10.77.0.0/24, 10.77.1.0, false",
        "10.77.0.2, 10.77.0.2, true",
        "172.16.0.0/12, 172.31.255.255, true",
        "0.0.0.0/0, 192.0.2.1, true",
        "fd00::/64, fd00::9, true",
        "fd00::/64, 10.0.0.1, false",
    })
    void holdsTheAddressesOfItsPrefix(String network, String address, boolean held) throws Exception {
        assertThat(Network.parse(network).contains(InetAddress.getByName(address)))
                .isEqualTo(held);
        assertThat(Network.parse(network)).hasToString(network);
    }

    @ParameterizedTest
    @CsvSource({
        "cameras.example, is no network",
        "10.77.0.0/33, expected a prefix of 0 to 32",
        "10.77.0.1/24, expected 10.77.0.0/24",
        "10.77.0.0/24;, is no network",
        "10.77.0.0/, is no network",
    })
    void saysWhatIsNone(String text, String complaint) {
        assertThatThrownBy(() -> Network.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(complaint);
    }
}
