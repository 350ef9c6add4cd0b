package dev.sightline.probe.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The order of interfaces where there are too many")
class CaptureOrderTest {
    @TempDir
    Path kernel;

    private final List<CaptureInterface> interfaces = new ArrayList<>();

    /** Containers on a bridge, others that are routed, a camera's VLAN on a card of its own, and cards without a use. */
    @BeforeEach
    void aHostOfContainers() throws IOException {
        Files.writeString(kernel.resolve("route"), """
                Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
                tun0	00000000	0102000A	0003	0	0	0	00000000	0	0	0
                eth1	00000A0A	00000000	0001	0	0	0	00FFFFFF	0	0	0
                """);
        Files.writeString(kernel.resolve("ipv6_route"), """
                fd000000000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000002 00000000 00000001     eth1
                00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe800000000000000000000000000001 00000400 00000003 00000000 00000003     wg0
                """);
        device("lo", 1, "127.0.0.1");
        device("eth0", 2, "fe80::2");
        device("eth1", 3);
        device("eth2", 4, "fe80::4");
        device("docker0", 5, "172.17.0.1");
        device("vlan20", 6, "10.20.0.1");
        device("tun0", 7);
        device("wg0", 8);
        device("cali1", 9, "fe80::ecee:eeff:feee:eeee");
        device("veth2", 12, "fe80::12");
        device("veth1", 11, "fe80::11");
        device("cali0", 10);
        for (String name : List.of("eth0", "eth1", "eth2")) {
            Files.createDirectories(kernel.resolve(name + "/device"));
        }
        for (String link : List.of(
                "vlan20/lower_eth2",
                "eth2/upper_vlan20",
                "docker0/lower_veth1",
                "docker0/lower_veth2",
                "veth1/upper_docker0",
                "veth2/upper_docker0")) {
            Files.createDirectories(kernel.resolve(link));
        }
    }

    private void device(String name, int number, String... addresses) throws IOException {
        Files.createDirectories(kernel.resolve(name));
        Files.writeString(kernel.resolve(name + "/ifindex"), number + "\n");
        interfaces.add(new CaptureInterface(
                name,
                name.equals("lo"),
                /* up= */ true,
                Arrays.stream(addresses).map(CaptureOrderTest::address).toList(),
                List.of()));
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private List<String> order(Set<String> named, Set<String> captured, Set<String> carrying) {
        KernelLinks links = new KernelLinks(kernel, kernel.resolve("route"), kernel.resolve("ipv6_route"));
        return new CaptureOrder(named, captured, carrying, links)
                .of(interfaces).stream().map(CaptureInterface::name).toList();
    }

    @Test
    void beginsWithWhatLeadsSomewhereAndEndsWithThePortsOfContainers() {
        assertThat(order(Set.of(), Set.of(), Set.of()))
                .containsExactly(
                        "lo", "eth2", "tun0", "wg0", "docker0", "vlan20", "eth0", "eth1", "veth1", "veth2", "cali1",
                        "cali0");
    }

    @Test
    void doesNotDependOnTheOrderInWhichTheyAreListed() {
        List<String> expected = order(Set.of(), Set.of(), Set.of());
        Collections.shuffle(interfaces, new Random(7));

        assertThat(order(Set.of(), Set.of(), Set.of())).isEqualTo(expected);
    }

    @Test
    void putsThoseThatAreNamedBehindTheLoopback() {
        assertThat(order(Set.of("cali0", "veth2"), Set.of(), Set.of())).startsWith("lo", "cali0", "veth2", "eth2");
    }

    @Test
    void keepsWhatCarriesMediaBeforeAllThatIsNotNamed() {
        assertThat(order(Set.of("cali0"), Set.of("veth1", "veth2"), Set.of("veth2")))
                .startsWith("lo", "cali0", "veth2", "eth2")
                .endsWith("veth1", "cali1");
    }

    @Test
    void keepsWhatIsCapturedBeforeItsEquals() {
        assertThat(order(Set.of(), Set.of("veth2", "cali0"), Set.of()))
                .endsWith("eth0", "eth1", "veth2", "veth1", "cali0", "cali1");
    }

    @Test
    void isByNameWhereTheKernelTellsNothing() throws IOException {
        KernelLinks nothing = new KernelLinks(kernel.resolve("none"), kernel.resolve("none"), kernel.resolve("none"));

        assertThat(new CaptureOrder(Set.of(), Set.of(), Set.of(), nothing)
                        .of(interfaces).stream().map(CaptureInterface::name))
                .containsExactly(
                        "lo", "docker0", "vlan20", "cali0", "cali1", "eth0", "eth1", "eth2", "tun0", "veth1", "veth2",
                        "wg0");
    }
}
