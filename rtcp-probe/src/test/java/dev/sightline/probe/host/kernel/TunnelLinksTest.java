package dev.sightline.probe.host.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.sightline.probe.host.Tunnel;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The tunnels among a host's interfaces")
class TunnelLinksTest {
    /** As {@code ip} prints it, without what is not read. */
    private static final String LINKS = """
            [{"ifindex":1,"ifname":"lo"},
             {"ifname":"vx0","master":"br0","linkinfo":{"info_kind":"vxlan",
              "info_data":{"id":5,"remote":"10.1.0.2","local":"10.1.0.1","port":4789}}},
             {"ifname":"br0","linkinfo":{"info_kind":"bridge","info_data":{"forward_delay":1500}}},
             {"link":"br0","ifname":"br0.5","linkinfo":{"info_kind":"vlan"}},
             {"link":"br0.5","ifname":"mv0","linkinfo":{"info_kind":"macvlan"}},
             {"link":"br0","ifname":"v0","linkinfo":{"info_kind":"veth"}},
             {"link":"br0","link_netnsid":0,"ifname":"mv9","linkinfo":{"info_kind":"macvlan"}},
             {"ifname":"eth0","master":"br0"},
             {"ifname":"vx6","linkinfo":{"info_kind":"vxlan","info_data":{"remote6":"fd00::2","port":4790}}},
             {"link":"lo","ifname":"vx7","linkinfo":{"info_kind":"vxlan","info_data":{"external":true,"port":4791}}},
             {"link":"NONE","ifname":"gre0","linkinfo":{"info_kind":"gre","info_data":{"remote":"any"}}},
             {"ifname":"wg0","linkinfo":{"info_kind":"wireguard"}}]
            """;

    private static Tunnel tunnel(String links, String name) throws IOException {
        return Objects.requireNonNull(TunnelLinks.parse(links).get(name));
    }

    @Test
    void areToldByTheirKind() throws IOException {
        assertThat(TunnelLinks.parse(LINKS)).containsOnlyKeys("vx0", "vx6", "vx7", "gre0");
    }

    @Test
    void knowWhatIsAboveThem() throws IOException {
        assertThat(tunnel(LINKS, "vx0").above()).isEqualTo(Set.of("br0", "br0.5", "mv0"));
        assertThat(tunnel(LINKS, "vx6").above()).isEmpty();
    }

    @ParameterizedTest(name = "{0} goes to {1}, port {2}")
    @CsvSource({"vx0, 10.1.0.2, 4789", "vx6, fd00::2, 4790", "vx7, , 4791", "gre0, , "})
    void knowTheirFarEnd(String name, String farEnd, Integer port) throws IOException {
        Tunnel tunnel = tunnel(LINKS, name);

        assertThat(tunnel.farEnd())
                .isEqualTo(farEnd == null ? Optional.empty() : Optional.of(InetAddress.getByName(farEnd)));
        assertThat(tunnel.port()).isEqualTo(port == null ? OptionalInt.empty() : OptionalInt.of(port));
    }

    @Test
    void mayStandOnEachOther() throws IOException {
        String circle = "[{\"ifname\":\"a\",\"link\":\"b\",\"linkinfo\":{\"info_kind\":\"gre\"}},"
                + "{\"ifname\":\"b\",\"link\":\"a\",\"linkinfo\":{\"info_kind\":\"gre\"}}]";

        assertThat(tunnel(circle, "a").above()).isEqualTo(Set.of("b"));
    }

    @ParameterizedTest
    @CsvSource({"'[]'", "'{}'", "'[7]'", "'[{\"linkinfo\":3}]'", "''"})
    void areNoneWhereNoneAreListed(String output) throws IOException {
        assertThat(TunnelLinks.parse(output)).isEmpty();
    }

    @Test
    void areNotReadFromAnythingElse() {
        assertThatIOException().isThrownBy(() -> TunnelLinks.parse("[{"));
    }
}
