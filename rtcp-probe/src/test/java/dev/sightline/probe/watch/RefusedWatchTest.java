package dev.sightline.probe.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.BufferedReader;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("A watch on a host that refuses packets itself")
class RefusedWatchTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The verdict, its cause, and what is said of it. */
    private static final Map<String, String> EXPECTED = Map.of(
            "10.91.0.2", "BLOCKED REVERSE_PATH: the route back to it is by srv1, and the reverse path filter of srv0",
            "10.91.0.3", "BLOCKED ROUTE_REFUSED: no RTCP can leave from port 40031 for 10.91.0.3",
            "10.91.0.4", "BLOCKED DROPPED_IN: the camera's RTCP arrives for 10.91.0.1:40041",
            "10.91.0.5", "DELIVERED DROPPED_OUT: inet fw out: udp sport 40051 limit rate over 1/second",
            "10.91.0.6",
                    "BLOCKED DROPPED_IN: RTP from 10.91.0.6:5006 arrives for 10.91.0.1:40060 and is captured, but this host itself refuses it",
            "10.91.0.7",
                    "BLOCKED DROPPED_OUT: none can: this host's firewall drops whatever the media server sends it, by inet fw out: udp sport vmap { 40071 : drop }",
            "10.91.0.8",
                    "BLOCKED DROPPED_IN: drops all of it before the media server gets it, by inet fw in: udp dport vmap { 40080-40081 : drop }");

    @Test
    @Tag("root")
    void tellsWhatRefusesThem() throws Exception {
        try (NetworkNamespaces network = network()) {
            Process cameras = network.javaOnCamera(
                    CameraSide.class,
                    "10.91.0.2,5006,5007,10.91.0.1,40020",
                    "10.91.0.3,5006,5007,10.91.0.1,40030",
                    "10.91.0.4,5006,5007,10.91.0.1,40040",
                    "10.91.0.5,5006,5007,10.91.0.1,40050",
                    "10.91.0.6,5006,5007,10.91.0.1,40060",
                    "10.91.0.7,5006,5007,10.91.0.1,40070",
                    "10.91.0.8,5006,5007,10.91.0.1,40080");
            Process watch = network.javaOnServer(
                    ServerSide.class,
                    "60",
                    "10.91.0.2",
                    "40031,10.91.0.3,5007",
                    "40051,10.91.0.5,5007",
                    "40071,10.91.0.7,5007");
            try (BufferedReader reports = watch.inputReader()) {
                JsonNode report = MissingNode.getInstance();
                for (String line = reports.readLine(); line != null; line = reports.readLine()) {
                    report = JSON.readTree(line);
                    if (found(report).equals(EXPECTED)) {
                        break;
                    }
                }

                assertThat(found(report)).isEqualTo(EXPECTED);
            } finally {
                cameras.destroyForcibly().waitFor();
                watch.destroyForcibly().waitFor();
            }
        }
    }

    /** Somebody else's packets are as many as the camera's, and the last rule counts them. */
    @Test
    @Tag("root")
    void holdsNoCountAgainstACameraThatARuleBeforeLetsThrough() throws Exception {
        try (NetworkNamespaces network = new NetworkNamespaces()) {
            network.link("srv0", "cam0");
            network.onServer("address add 10.91.0.1/24 dev srv0");
            network.onCamera("address add 10.91.0.2/24 dev cam0");
            network.onCamera("address add 10.91.0.3/24 dev cam0");
            network.shellOnServer(
                    "nft add table inet fw; nft 'add chain inet fw in { type filter hook input priority 0; }';"
                            + "nft add rule inet fw in ct state established,related accept;"
                            + "nft add rule inet fw in iifname srv0 udp dport 40000-40999 accept;"
                            + "nft add rule inet fw in ip protocol icmp accept;"
                            + "nft add rule inet fw in counter drop");
            Process cameras = network.javaOnCamera(
                    CameraSide.class, "10.91.0.2,5006,5007,10.91.0.1,40020", "10.91.0.3,5006,5007,10.91.0.1,9000");
            Process watch = network.javaOnServer(ServerSide.class, "60", "10.91.0.2");
            try (BufferedReader reports = watch.inputReader()) {
                JsonNode camera = MissingNode.getInstance();
                for (String line = reports.readLine(); line != null; line = reports.readLine()) {
                    camera = JSON.readTree(line).path("cameras").path(0);
                    if (Set.of("SILENT", "BLOCKED")
                            .contains(camera.path("verdict").asText())) {
                        break;
                    }
                }

                assertThat(camera.path("verdict").asText())
                        .as(camera.toString())
                        .isEqualTo("SILENT");
                assertThat(camera.path("reason").asText()).doesNotContain("counter drop");
            } finally {
                cameras.destroyForcibly().waitFor();
                watch.destroyForcibly().waitFor();
            }
        }
    }

    /** The way back to the first camera is by another link, so the server does not answer when it asks for its address. */
    private static NetworkNamespaces network() throws Exception {
        NetworkNamespaces network = new NetworkNamespaces();
        try {
            network.link("srv0", "cam0");
            network.link("srv1", "cam1");
            network.onServer("address add 10.91.0.1/24 dev srv0");
            network.onServer("link set srv0 address 02:00:00:00:91:01");
            for (int camera = 2; camera <= 8; camera++) {
                network.onCamera("address add 10.91.0." + camera + "/24 dev cam0");
            }
            network.onCamera("neighbour add 10.91.0.1 lladdr 02:00:00:00:91:01 dev cam0 nud permanent");
            network.shellOnServer("sysctl -qw net.ipv4.conf.srv0.rp_filter=1; ip route add 10.91.0.2/32 dev srv1;"
                    + "ip rule add ipproto udp sport 40031 lookup 77; ip route add blackhole default table 77;"
                    + "nft add table inet fw; nft 'add chain inet fw in { type filter hook input priority 0; }';"
                    + "nft 'add chain inet fw out { type filter hook output priority 0; }';"
                    + "nft add rule inet fw in ip saddr 10.91.0.4 udp sport 5007 counter drop;"
                    + "nft add rule inet fw in udp dport 40060 reject with icmpx admin-prohibited;"
                    + "nft 'add rule inet fw in udp dport vmap { 40080-40081 : drop }';"
                    + "nft 'add rule inet fw out udp sport vmap { 40071 : drop }';"
                    + "nft add rule inet fw out udp sport 40051 limit rate over 1/second counter drop");
            return network;
        } catch (Exception e) {
            network.close();
            throw e;
        }
    }

    /** What is found, as {@link #EXPECTED} has it where the words are said. */
    private static Map<String, String> found(JsonNode report) {
        Map<String, String> found = new TreeMap<>();
        report.path("cameras").forEach(camera -> {
            String address = camera.path("camera").asText();
            String expected = EXPECTED.getOrDefault(address, "");
            String words = expected.substring(expected.indexOf(": ") + 2);
            String reason = camera.path("reason").asText();
            StringBuilder causes = new StringBuilder();
            camera.path("causes").forEach(cause -> {
                if (expected.contains(" " + cause.asText() + ":")) { // the test's media server holds no port for RTP
                    causes.append(' ').append(cause.asText());
                }
            });
            found.put(
                    address,
                    camera.path("verdict").asText() + causes + ": " + (reason.contains(words) ? words : reason));
        });
        return found;
    }
}
