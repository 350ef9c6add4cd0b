package dev.sightline.probe.host.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.watch.NetworkNamespaces;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("A host's kernel")
class KernelHostTest {
    private static final String RTP_FROM_CAMERA =
            "exec 3<>/dev/udp/10.91.0.1/5020; while :; do printf '\\x80\\x60AAAAAAAAAA' >&3; sleep 0.1; done";

    @Test
    @Tag("root")
    void tellsRoutesNeighboursAndTheFirewallsCounters() throws Exception {
        try (NetworkNamespaces network = network()) {
            network.shellOnServer("ip route add blackhole 10.93.1.0/24; ip route add unreachable 10.93.2.0/24; ip"
                    + " route add prohibit 10.93.3.0/24; ip route add 10.93.4.0/24 via 10.91.0.2; ip route add"
                    + " 10.93.5.0/24 via 10.91.0.2 table 77; ip rule add to 10.93.5.0/24 lookup 77 pref 100; ip -6 route"
                    + " add blackhole fd93:1::/64; ip rule add to 10.93.6.0/24 prohibit pref 99");
            network.shellOnServer("nft add table inet fw;"
                    + "nft 'add chain inet fw out { type filter hook output priority 0; }';"
                    + "nft 'add chain inet fw in { type filter hook input priority 0; policy drop; }';"
                    + "nft 'add rule inet fw out ip daddr 10.91.0.2 udp dport 5007 counter drop';"
                    + "nft 'add rule inet fw in ct mark 7 udp dport 5000-5050 counter accept';"
                    + "nft 'add rule inet fw in udp dport 5040 drop';"
                    + "nft 'add rule inet fw in udp dport 5000-5050 counter drop'");

            List<String> expected = List.of(
                    "route 10.91.0.2 UNICAST srv0 - -",
                    "route 10.91.0.1 LOCAL lo - -",
                    "route 0.0.0.0 LOCAL lo - -",
                    "route 10.93.1.1 BLACKHOLE - - -",
                    "route 10.93.2.1 UNREACHABLE - - -",
                    "route 10.93.3.1 PROHIBIT - - -",
                    "route 10.93.4.1 UNICAST srv0 10.91.0.2 -",
                    "route 10.93.5.1 UNICAST srv0 10.91.0.2 100: from all to 10.93.5.0/24 lookup 77",
                    "route 10.93.6.1 PROHIBIT - - 99: from all to 10.93.6.0/24 prohibit",
                    "route 192.0.2.1 NO_ROUTE - - -",
                    "route fd91::2 UNICAST srv0 - -",
                    "route fd91::1 LOCAL lo - -",
                    "route fd93:1::1 BLACKHOLE - - -",
                    "route 2001:db8::1 NO_ROUTE - - -",
                    "drop IN true false inet fw in: udp dport 5000-5050 counter drop",
                    "drop OUT true true inet fw out: ip daddr 10.91.0.2 udp dport 5007 counter drop",
                    "sure IN inet fw in: udp dport 5040 drop",
                    "sure IN inet fw in: policy drop",
                    "blind what is dropped by \"inet fw in: udp dport 5040 drop\" and by 1 more is not counted; write \"counter\""
                            + " before the rule's verdict, or watch with --trace-firewall",
                    "neighbour 10.91.0.2 srv0 RESOLVED",
                    "neighbour 10.91.0.77 srv0 FAILED");
            String routes = "10.91.0.2,10.91.0.1,0.0.0.0,10.93.1.1,10.93.2.1,10.93.3.1,10.93.4.1,10.93.5.1,10.93.6.1,"
                    + "192.0.2.1,fd91::2,fd91::1,fd93:1::1,2001:db8::1";

            assertThat(said(network, "count", routes, "10.91.0.2,10.91.0.77", expected))
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    /** Debian's iptables writes into nftables, whose own program does not tell what a policy dropped. */
    @Test
    @Tag("root")
    void tellsWhatAPolicyOfIptablesDropped() throws Exception {
        try (NetworkNamespaces network = network()) {
            network.shellOnServer("iptables-nft -A INPUT -p tcp --dport 22 -j ACCEPT; iptables-nft -P INPUT DROP;"
                    + "nft add table inet fw; nft 'add chain inet fw out { type filter hook output priority 0; }';"
                    + "nft add rule inet fw out udp sport vmap '{ 5021 : drop, 5023 : accept }'");

            List<String> expected = List.of(
                    "drop IN true false ip filter INPUT: policy drop",
                    "blind what is dropped by \"inet fw out: udp sport vmap { 5021 : drop, 5023 : accept }\" is"
                            + " not counted; let the map jump to a chain with \"counter drop\", or watch with"
                            + " --trace-firewall");

            assertThat(said(network, "count", "10.91.0.2", "10.91.0.2", expected))
                    .containsAll(expected);
        }
    }

    /** What is switched off drops nothing, and neither blinds nor blames. */
    @Test
    @Tag("root")
    void leavesOutTablesThatAreSwitchedOff() throws Exception {
        try (NetworkNamespaces network = network()) {
            network.shellOnServer("nft add table inet fw;"
                    + "nft 'add chain inet fw in { type filter hook input priority 0; policy drop; }';"
                    + "nft 'add chain inet fw out { type filter hook output priority 0; policy drop; }';"
                    + "nft 'add rule inet fw in udp dport 5000 drop';"
                    + "nft 'add table inet fw { flags dormant; }'; nft list ruleset | grep -q 'flags dormant';"
                    + "nft add table inet on; nft 'add chain inet on out { type filter hook output priority 0; }';"
                    + "nft 'add rule inet on out udp dport 5009 drop'");

            List<String> expected = List.of(
                    "blind what is dropped by \"inet on out: udp dport 5009 drop\" is not counted; write \"counter\""
                            + " before the rule's verdict, or watch with --trace-firewall",
                    "sure OUT inet on out: udp dport 5009 drop");

            assertThat(said(network, "count", "10.91.0.2", "10.91.0.2", expected))
                    .containsAll(expected)
                    .noneMatch(line -> line.contains("inet fw"));
        }
    }

    @Test
    @Tag("root")
    void namesByItsTraceTheRuleOrPolicyThatDrops() throws Exception {
        try (NetworkNamespaces network = network()) {
            network.shellOnServer("nft add table inet fw;"
                    + "nft 'add chain inet fw out { type filter hook output priority 0; }';"
                    + "nft 'add chain inet fw in { type filter hook input priority 0; policy drop; }';"
                    + "nft 'add rule inet fw out meta l4proto udp reject';"
                    + "nft add table inet sightline_trace_999999999");

            List<String> expected = List.of(
                    "drop IN true true inet fw in: policy drop",
                    "drop OUT true true inet fw out: meta l4proto udp reject",
                    "blind -");

            assertThat(said(network, "trace", "10.91.0.2", "10.91.0.2", expected))
                    .containsAll(expected);
            network.shellOnServer("test \"$(nft list tables)\" = 'table inet fw'");
        }
    }

    @Test
    @Tag("root")
    void tracesWhileAFormerTraceOfTheSameProcessEnds() throws Exception {
        try (NetworkNamespaces network = network()) {
            network.shellOnServer("nft add table inet fw;"
                    + "nft 'add chain inet fw out { type filter hook output priority 0; policy drop; }'");

            List<String> expected = List.of("drop OUT true true inet fw out: policy drop", "blind -");

            assertThat(said(network, "retrace", "10.91.0.2", "10.91.0.2", expected))
                    .containsAll(expected);
            network.shellOnServer("test \"$(nft list tables)\" = 'table inet fw'");
        }
    }

    private static NetworkNamespaces network() throws Exception {
        NetworkNamespaces network = new NetworkNamespaces();
        try {
            network.link("srv0", "cam0");
            network.onServer("address add 10.91.0.1/24 dev srv0");
            network.onServer("address add fd91::1/64 dev srv0 nodad");
            network.onCamera("address add 10.91.0.2/24 dev cam0");
            return network;
        } catch (Exception e) {
            network.close();
            throw e;
        }
    }

    /** The first block that has all these lines; the last one where none does. */
    private static List<String> said(
            NetworkNamespaces network, String way, String routes, String destinations, List<String> awaited)
            throws Exception {
        Process camera = network.startShellOnCamera(RTP_FROM_CAMERA);
        Process server = network.javaOnServer(HostSide.class, way, routes, destinations);
        try (BufferedReader lines = server.inputReader(StandardCharsets.UTF_8)) {
            List<String> said = block(lines);
            while (!said.containsAll(awaited)) {
                List<String> next = block(lines);
                if (next.isEmpty()) {
                    break;
                }
                said = next;
            }
            server.outputWriter().close();
            assertThat(server.waitFor(20, TimeUnit.SECONDS))
                    .as("it ends, and takes back its traces")
                    .isTrue();
            return said;
        } finally {
            camera.destroyForcibly().waitFor();
            server.destroyForcibly().waitFor();
        }
    }

    private static List<String> block(BufferedReader lines) throws IOException {
        List<String> block = new ArrayList<>();
        for (String line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
            block.add(line);
        }
        return block;
    }
}
