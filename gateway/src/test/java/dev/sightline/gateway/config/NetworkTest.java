package dev.sightline.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
    @ParameterizedTest(name = "{1} is in {0}: {2}")
    @CsvSource({
        "192.0.2.0/24,    192.0.2.255,    true",
        "192.0.2.77/24,   192.0.2.1,      true",
        "192.0.2.0/24,    192.0.3.0,      false",
        "192.0.2.128/25,  192.0.2.127,    false",
        "10.0.0.0/8,      10.255.1.2,     true",
        "192.0.2.7,       192.0.2.7,      true",
        "192.0.2.7,       192.0.2.6,      false",
        "0.0.0.0/0,       203.0.113.9,    true",
        "0.0.0.0/0,       2001:db8::1,    false",
        "2001:db8::/33,   2001:db8:7fff::1, true",
        "2001:db8::/33,   2001:db8:8000::1, false",
    })
    void holdsWhatBeginsAlike(String network, String address, boolean holds) throws Exception {
        assertThat(Network.parse(network).orElseThrow().contains(InetAddress.getByName(address)))
                .isEqualTo(holds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "cameras.example/24", "192.0.2.0/33", "192.0.2.0/-1", "192.0.2.0/", "192.0.2.0/8/8"})
    void whatIsNoNetworkIsNotRead(String text) {
        assertThat(Network.parse(text)).isEmpty();
    }
}
