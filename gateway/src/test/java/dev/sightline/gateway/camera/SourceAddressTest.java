package dev.sightline.gateway.camera;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceAddressTest {
    @ParameterizedTest(name = "peer {0}, forwarded for {1}: {2}")
    @CsvSource(nullValues = "none", textBlock = """
            192.0.2.66, 198.51.100.7,                        192.0.2.66
            10.0.0.1,   none,                                10.0.0.1
            10.0.0.1,   198.51.100.7,                        198.51.100.7
            10.0.0.1,   '203.0.113.9, 198.51.100.7',         198.51.100.7
            10.0.0.1,   '203.0.113.9, 10.0.0.2',             203.0.113.9
            10.0.0.1,   '203.0.113.9, 198.51.100.7, 10.0.0.2', 198.51.100.7
            10.0.0.1,   '203.0.113.9|10.0.0.2',              203.0.113.9
            10.0.0.1,   '203.0.113.9, no address',           10.0.0.1
            """)
    void onlyWhatTrustedProxiesSayCounts(String peer, @Nullable String forwarded, String source) throws Exception {
        SourceAddress sources =
                new SourceAddress(List.of(InetAddress.getByName("10.0.0.1"), InetAddress.getByName("10.0.0.2")));
        List<String> headers = forwarded == null ? List.of() : Arrays.asList(forwarded.split("\\|", -1));

        assertThat(sources.of(new InetSocketAddress(InetAddress.getByName(peer), 5000), headers))
                .isEqualTo(InetAddress.getByName(source));
    }
}
