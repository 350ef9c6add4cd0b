package dev.sightline.gateway.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.gateway.camera.OfferReader.Named;
import dev.sightline.gateway.config.CamerasConfig.CameraConfig;
import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.gateway.config.IpLiteral;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaAddressTest {
    private final MediaAddress addresses = new MediaAddress(new AddressRules(Set.of(ip("10.77.0.1"))));
    private CameraConfig camera;

    @BeforeEach
    void configure() throws Exception {
        camera = GatewayConfig.parse("cameras: {list: [{id: cam, addresses: [198.51.100.7, 127.0.0.1]}]}", "test")
                .cameras()
                .list()
                .values()
                .iterator()
                .next();
    }

    @ParameterizedTest(name = "from {0}, named {1} → {2}")
    @CsvSource({
        "10.77.0.2,    '',                        10.77.0.2",
        "10.77.0.2,    0.0.0.0,                   10.77.0.2",
        "10.77.0.2,    10.77.0.2,                 10.77.0.2",
        "10.77.0.2,    ::,                        10.77.0.2",
        "10.77.0.2,    198.51.100.7,              198.51.100.7",
        "10.77.0.2,    '0.0.0.0 10.77.0.2',       10.77.0.2",
        "127.0.0.1,    '',                        127.0.0.1",
        "2001:db8::2,  '',                        2001:db8::2",
    })
    void theCamerasOwnOrAListedAddressCounts(String source, String named, String expected) {
        assertThat(addresses.of(named(named), ip(source), camera)).isEqualTo(ip(expected));
    }

    @ParameterizedTest(name = "from {0}, named {1}: {2}")
    @CsvSource({
        "10.77.0.2,   10.77.0.3,               the request came from",
        "10.77.0.2,   10.77.0.1,               the request came from",
        "10.77.0.2,   cam.example,             names are never looked up",
        "10.77.0.2,   2130706433,              names are never looked up",
        "10.77.0.1,   '',                      the gateway's own host",
        "127.0.0.2,   '',                      the gateway's own host",
        "224.0.0.1,   '',                      multicast",
        "255.255.255.255, '',                  broadcast",
        "169.254.1.1, '',                      link-local",
        "fe80::1,     '',                      link-local",
        "10.77.0.2,   '10.77.0.2 198.51.100.7', several addresses",
    })
    void everyOtherAddressIsRefused(String source, String named, String reason) {
        assertThatThrownBy(() -> addresses.of(named(named), ip(source), camera))
                .isInstanceOf(RequestRefused.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest(name = "peer {0}, forwarded {1} → {2}")
    @CsvSource({
        "10.0.0.9, 192.0.2.1,            10.0.0.9",
        "10.0.0.5, 192.0.2.1,            192.0.2.1",
        "10.0.0.5, '192.0.2.1, 10.0.0.6', 192.0.2.1",
        "10.0.0.5, '192.0.2.7, 192.0.2.1', 192.0.2.1",
        "10.0.0.5, nonsense,             10.0.0.5",
        "10.0.0.5, '',                   10.0.0.5",
    })
    void aForwardedAddressCountsOnlyFromATrustedProxy(String peer, String forwarded, String expected) {
        SourceAddress sources = new SourceAddress(List.of(ip("10.0.0.5"), ip("10.0.0.6")));

        assertThat(sources.of(new InetSocketAddress(ip(peer), 1), List.of(forwarded)))
                .isEqualTo(ip(expected));
    }

    @Test
    void anOriginOfAStrangerIsRefusedToo() {
        assertThatThrownBy(() -> addresses.of(List.of(new Named("o=", "10.9.9.9")), ip("10.77.0.2"), camera))
                .isInstanceOf(RequestRefused.class);
    }

    private static List<Named> named(String addresses) {
        return Arrays.stream(addresses.split(" ", -1))
                .filter(address -> !address.isEmpty())
                .map(address -> new Named("c=", address))
                .toList();
    }

    private static InetAddress ip(String text) {
        return IpLiteral.parse(text).orElseThrow();
    }
}
