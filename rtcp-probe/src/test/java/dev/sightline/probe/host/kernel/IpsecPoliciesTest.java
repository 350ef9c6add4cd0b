package dev.sightline.probe.host.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The policies that ip xfrm policy prints")
class IpsecPoliciesTest {
    /** As iproute2 6.1 prints them; the names of the words changed little since 2.6. */
    private static final String POLICIES = """
            src 10.77.0.0/24 dst 10.78.0.0/16\s
            \tdir out priority 375423 ptype main\s
            \ttmpl src 192.0.2.1 dst 192.0.2.9
            \t\tproto esp spi 0xc5d4a7b3 reqid 1 mode tunnel
            src 10.78.0.0/16 dst 10.77.0.0/24\s
            \tdir fwd priority 375423 ptype main\s
            \ttmpl src 192.0.2.9 dst 192.0.2.1
            \t\tproto esp reqid 1 mode tunnel
            src 10.79.0.0/16 dst 10.77.0.0/24\s
            \tdir in priority 375423 ptype main\s
            \ttmpl src 192.0.2.9 dst 192.0.2.1
            \t\tproto esp reqid 1 mode tunnel
            src 10.77.0.1/32 dst 10.80.0.0/16\s
            \tdir out priority 100000 ptype main\s
            src 0.0.0.0/0 dst 10.80.0.0/15\s
            \tdir out priority 375424\s
            \ttmpl src 192.0.2.1 dst 192.0.2.9
            \t\tproto ah reqid 2 mode tunnel
            src 10.77.0.0/24 dst 10.82.0.0/16 proto udp sport 40001 dport 5007\s
            \tdir out priority 7 ptype main\s
            \ttmpl src 0.0.0.0 dst 0.0.0.0
            \t\tproto esp reqid 3 mode transport
            \t\tlevel use\s
            src 10.77.0.0/24 dst 10.83.0.0/16 proto tcp dport 22\s
            \tdir out priority 7 ptype main\s
            \ttmpl src 0.0.0.0 dst 0.0.0.0
            \t\tproto esp reqid 3 mode transport
            src 0.0.0.0/0 dst 10.84.0.0/16\s
            \tdir out priority 7 ptype main\s
            \tmark 0x2a/0xffffffff\s
            \ttmpl src 192.0.2.1 dst 192.0.2.9
            \t\tproto esp reqid 4 mode tunnel
            src 0.0.0.0/0 dst 10.85.0.0/16\s
            \tdir out priority 7 ptype main\s
            \ttmpl src 192.0.2.1 dst 192.0.2.9
            \t\tproto esp reqid 5 mode tunnel
            \tif_id 0x7
            src 0.0.0.0/0 dst 10.86.0.0/16\s
            \tdir out priority 7 ptype main\s
            \tmark 0/0xff\s
            \ttmpl src 192.0.2.1 dst 192.0.2.9
            \t\tproto esp reqid 6 mode tunnel
            src 10.77.0.0/24 dst 10.87.0.0/16 dev eth1\s
            \tdir out priority 7 ptype main\s
            \ttmpl src 192.0.2.1 dst 192.0.2.9
            \t\tproto esp reqid 7 mode tunnel
            src 10.77.0.0/24 dst 10.88.0.0/16 dev eth1\s
            \tdir out priority 7 ptype main\s
            src 10.77.0.0/24 dst 10.88.0.0/16\s
            \tdir out priority 8 ptype main\s
            \ttmpl src 192.0.2.1 dst 192.0.2.9
            \t\tproto esp reqid 8 mode tunnel
            src 10.77.0.0/24 dst 10.89.0.0/16\s
            \tdir out action block priority 7 ptype main\s
            src 10.77.0.0/24 dst 10.90.0.0/16\s
            \tdir out priority 7 ptype main\s
            src 10.77.0.0/24 dst 10.90.0.0/16\s
            \tdir out priority 7 ptype sub\s
            \ttmpl src 192.0.2.1 dst 192.0.2.9
            \t\tproto esp reqid 9 mode tunnel
            src fd77::/64 dst fd78::/64\s
            \tdir out priority 9 ptype main\s
            \ttmpl src fd00::1 dst fd00::9
            \t\tproto esp reqid 10 mode tunnel
            src 0.0.0.0/0 dst 0.0.0.0/0\s
            \tsocket out priority 0 ptype main\s
            src ::/0 dst ::/0\s
            \tsocket in priority 0 ptype main\s
            """;

    @ParameterizedTest(name = "from {0}:40001 to {1}:5007 by {2}: {3}")
    @CsvSource({
        "10.77.0.1, 10.78.0.2, eth0, true",
        "10.76.0.1, 10.78.0.2, eth0, false",
        "10.77.0.1, 10.77.0.2, eth0, false",
        "10.77.0.1, 10.79.0.2, eth0, false",
        // a policy that lets it go as it is comes first, for one host
        "10.77.0.1, 10.80.0.2, eth0, false",
        "10.77.0.5, 10.80.0.2, eth0, true",
        "10.77.0.1, 10.81.0.2, eth0, true",
        "10.77.0.1, 10.82.0.2, eth0, true",
        "10.77.0.1, 10.83.0.2, eth0, false",
        // what goes by an interface of its own is captured there
        "10.77.0.1, 10.84.0.2, eth0, false",
        "10.77.0.1, 10.85.0.2, eth0, false",
        "10.77.0.1, 10.86.0.2, eth0, true",
        "10.77.0.1, 10.87.0.2, eth1, true",
        "10.77.0.1, 10.87.0.2, eth0, false",
        "10.77.0.1, 10.87.0.2, '',   true",
        "10.77.0.1, 10.88.0.2, eth1, false",
        "10.77.0.1, 10.88.0.2, eth0, true",
        "10.77.0.1, 10.88.0.2, '',   true",
        "10.77.0.1, 10.89.0.2, eth0, true",
        "10.77.0.1, 10.90.0.2, eth0, true",
        "fd77::1,   fd78::2,   eth0, true",
        "fd77::1,   fd79::2,   eth0, false",
    })
    void tellWhoseUdpLeavesHidden(String from, String to, String by, boolean hidden) {
        assertThat(IpsecPolicies.parse(POLICIES)
                        .hiding(
                                new InetSocketAddress(from, 40_001),
                                new InetSocketAddress(to, 5_007),
                                by.isEmpty() ? Set.of() : Set.of(by))
                        .isPresent())
                .isEqualTo(hidden);
    }

    @ParameterizedTest(name = "from port {0} to port {1}: {2}")
    @CsvSource({"40001, 5007, true", "40000, 5007, false", "40001, 5006, false"})
    void mayBeForOnePort(int from, int to, boolean hidden) {
        assertThat(IpsecPolicies.parse(POLICIES)
                        .hiding(
                                new InetSocketAddress("10.77.0.1", from),
                                new InetSocketAddress("10.82.0.2", to),
                                Set.of("eth0"))
                        .isPresent())
                .isEqualTo(hidden);
    }

    @Test
    void areNamedInOneLine() {
        assertThat(IpsecPolicies.parse(POLICIES)
                        .hiding(
                                new InetSocketAddress("10.77.0.1", 40_001),
                                new InetSocketAddress("10.78.0.2", 5_007),
                                Set.of()))
                .map(IpsecPolicies.Policy::text)
                .contains("src 10.77.0.0/24 dst 10.78.0.0/16 dir out priority 375423 ptype main tmpl src 192.0.2.1 dst"
                        + " 192.0.2.9 proto esp spi 0xc5d4a7b3 reqid 1 mode tunnel");
    }

    @ParameterizedTest
    @CsvSource({
        "''",
        "src",
        "'src a dst b\n\tdir out'",
        "'\tdir out\n\ttmpl x'",
        "'src 10.0.0.0/99 dst ::/0\n\tdir out'"
    })
    void areNoneWhereNoneAreToRead(String output) {
        assertThat(IpsecPolicies.parse(output).leaving()).isEmpty();
    }

    @Test
    void areBoundedInNumber() {
        String many = String.join("", Collections.nCopies(20_000, "src ::/0 dst ::/0 \n\tdir out priority 1 \n"));

        assertThat(IpsecPolicies.parse(many).leaving()).hasSize(16_384);
        assertThat(Arrays.asList(many.split("\n", -1))).hasSizeGreaterThan(40_000);
    }
}
