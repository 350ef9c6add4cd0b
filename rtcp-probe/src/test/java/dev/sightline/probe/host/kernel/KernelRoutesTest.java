package dev.sightline.probe.host.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.watch.NetworkNamespaces;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("The kernel's route")
class KernelRoutesTest {
    private static final String SETUP =
            "ip route add default dev srv1 table 77; ip route add default dev srv1 table 78;"
                    + "ip route add default dev srv1 table 79;"
                    + "ip -6 route add default dev srv1 table 77;"
                    + "ip rule add from 10.91.0.9 lookup 77 pref 100;";

    @Test
    @Tag("root")
    void isTheOneForTheSourceWhereRulesHeedIt() throws Exception {
        assertThat(said(
                        SETUP,
                        Map.of(
                                "10.91.0.2,5007,10.91.0.1,40001", "UNICAST srv0 -",
                                "10.91.0.2,5007,10.91.0.9,40001", "UNICAST srv1 100: from 10.91.0.9 lookup 77",
                                "10.91.0.2,5007,0.0.0.0,40001", "UNICAST srv0 -",
                                "10.91.0.2,5007,172.17.0.2,40001", "UNICAST srv0 -",
                                "10.91.0.1,5007,10.91.0.1,40001", "LOCAL lo -")))
                .isEmpty();
    }

    @Test
    @Tag("root")
    void isTheOneForThePortsWhereRulesHeedThem() throws Exception {
        String rules = SETUP
                + "ip rule add ipproto udp dport 5007 lookup 78 pref 101;"
                + "ip rule add ipproto udp sport 40100-40199 lookup 79 pref 102;"
                + "ip rule add ipproto udp dport 5009 prohibit pref 103;"
                + "ip rule add ipproto tcp dport 5010 lookup 78 pref 104;"
                + "ip -6 rule add ipproto udp dport 5007 lookup 77 pref 105";
        assertThat(said(
                        rules,
                        Map.of(
                                "10.91.0.2,5007,10.91.0.1,40001",
                                        "UNICAST srv1 101: from all ipproto udp dport 5007 lookup 78",
                                "10.91.0.2,5007,0.0.0.0,40001",
                                        "UNICAST srv1 101: from all ipproto udp dport 5007 lookup 78",
                                "10.91.0.2,5008,10.91.0.1,40001", "UNICAST srv0 -",
                                "10.91.0.2,5008,10.91.0.1,40101",
                                        "UNICAST srv1 102: from all ipproto udp sport 40100-40199 lookup 79",
                                "10.91.0.2,5009,10.91.0.1,40001",
                                        "PROHIBIT - 103: from all ipproto udp dport 5009 prohibit",
                                "10.91.0.2,5010,10.91.0.1,40001", "UNICAST srv0 -",
                                "fd91::2,5007,fd91::1,40001",
                                        "UNICAST srv1 105: from all ipproto udp dport 5007 lookup 77",
                                "fd91::2,5008,fd91::1,40001", "UNICAST srv0 -")))
                .isEmpty();
    }

    /** Lines that differ from what is expected. */
    private static List<String> said(String setup, Map<String, String> expected) throws Exception {
        try (NetworkNamespaces network = new NetworkNamespaces()) {
            network.link("srv0", "cam0");
            network.link("srv1", "cam1");
            network.onServer("address add 10.91.0.1/24 dev srv0");
            network.onServer("address add 10.91.0.9/24 dev srv0");
            network.onServer("address add fd91::1/64 dev srv0 nodad");
            network.onServer("address add 10.92.0.1/24 dev srv1");
            network.shellOnServer(setup);
            Process process =
                    network.javaOnServer(RouteSide.class, expected.keySet().toArray(String[]::new));
            List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            assertThat(lines).hasSameSizeAs(expected.keySet());
            return lines.stream()
                    .filter(line -> !line.substring(line.indexOf(' ') + 1)
                            .equals(expected.get(line.substring(0, line.indexOf(' ')))))
                    .toList();
        }
    }
}
