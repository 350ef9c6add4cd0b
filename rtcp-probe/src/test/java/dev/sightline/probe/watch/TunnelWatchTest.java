package dev.sightline.probe.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("A watch of cameras behind tunnels")
class TunnelWatchTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The tunnel's number is the third of the camera's address, and what is added to its UDP port. */
    private static final Map<String, String> BLOCKED = Map.of(
            "10.92.0.2", "BLOCKED TUNNEL_DROPS vx0 udp dport 4700",
            "10.92.1.2", "DELIVERED",
            "10.92.2.2", "BLOCKED TUNNEL_DROPS vx2 ip route get 10.91.7.2",
            "10.92.3.2", "BLOCKED TUNNEL_DROPS vx3 udp dport 4703",
            "10.92.4.2", "DELIVERED");

    private static final Map<String, String> OPENED = Map.of(
            "10.92.0.2", "DELIVERED",
            "10.92.1.2", "DELIVERED",
            "10.92.2.2", "BLOCKED TUNNEL_DROPS vx2 ip route get 10.91.7.2",
            "10.92.3.2", "DELIVERED",
            "10.92.4.2", "DELIVERED");

    @Test
    @Tag("root")
    void tellsWhichOfThemThisHostKeepsFromSending() throws Exception {
        try (NetworkNamespaces network = network()) {
            Process cameras = network.javaOnCamera(
                    CameraSide.class,
                    "10.92.0.2,5006,5007,10.92.0.1,40020",
                    "10.92.1.2,5006,5007,10.92.1.1,40030",
                    "10.92.2.2,5006,5007,10.92.2.1,40040",
                    "10.92.3.2,5006,5007,10.92.3.1,40050",
                    "10.92.4.2,5006,5007,10.92.4.1,40060");
            Process watch = network.javaOnServer(
                    ServerSide.class,
                    "60",
                    "10.92.0.2",
                    "40021,10.92.0.2,5007",
                    "40031,10.92.1.2,5007",
                    "40041,10.92.2.2,5007",
                    "40051,10.92.3.2,5007",
                    "40061,10.92.4.2,5007");
            try (BufferedReader reports = watch.inputReader()) {
                assertThat(await(reports, BLOCKED)).isEqualTo(BLOCKED);
                network.shellOnServer("nft delete table inet fw");

                assertThat(await(reports, OPENED)).isEqualTo(OPENED);
            } finally {
                cameras.destroyForcibly().waitFor();
                watch.destroyForcibly().waitFor();
            }
        }
    }

    private static Map<String, String> await(BufferedReader reports, Map<String, String> expected) throws IOException {
        Map<String, String> found = Map.of();
        for (String line = reports.readLine(); line != null && !found.equals(expected); line = reports.readLine()) {
            found = found(JSON.readTree(line), expected);
        }
        return found;
    }

    /** The verdict, and those words that are expected and said; or else the whole reason. */
    private static Map<String, String> found(JsonNode report, Map<String, String> expected) {
        Map<String, String> found = new TreeMap<>();
        report.path("cameras").forEach(camera -> {
            String address = camera.path("camera").asText();
            String verdict = camera.path("verdict").asText();
            String[] words = expected.getOrDefault(address, "").split(" ", 4);
            String said = camera.path("reason").asText() + camera.path("cure").asText();
            boolean asExpected = words.length < 4
                    ? words[0].equals(verdict)
                            && !camera.path("causes").toString().contains("TUNNEL_DROPS")
                    : words[0].equals(verdict)
                            && camera.path("causes").toString().contains(words[1])
                            && said.contains(words[2])
                            && said.contains(words[3]);
            found.put(address, asExpected ? String.join(" ", words) : verdict + " " + said);
        });
        return found;
    }

    /** The fourth is a port of a bridge, which has its address; the fifth stands below a macvlan. */
    private static NetworkNamespaces network() throws Exception {
        NetworkNamespaces network = new NetworkNamespaces();
        try {
            network.link("srv0", "cam0");
            network.onServer("address add 10.91.0.1/24 dev srv0");
            network.onCamera("address add 10.91.0.2/24 dev cam0");
            network.onCamera("address add 10.91.7.2/32 dev cam0");
            network.onServer("link add br0 type bridge");
            network.onServer("link set br0 up");
            for (int number = 0; number <= 4; number++) {
                String camera = number == 2 ? "10.91.7.2" : "10.91.0.2";
                network.onServer(vxlan(number, "10.91.0.1", camera));
                network.onCamera(vxlan(number, camera, "10.91.0.1"));
                if (number == 4) {
                    network.onServer("link add link vx4 name mv4 type macvlan mode bridge");
                    network.onServer("link set mv4 up");
                }
                String upper = number == 3 ? "br0" : number == 4 ? "mv4" : "vx" + number;
                if (number == 3) {
                    network.onServer("link set vx3 master br0");
                }
                network.onServer("link set " + upper + " address 02:00:00:00:92:0" + number);
                network.onServer("address add 10.92." + number + ".1/24 dev " + upper);
                network.onCamera("link set vx" + number + " address 02:00:00:00:93:0" + number);
                network.onCamera("address add 10.92." + number + ".2/24 dev vx" + number);
                network.onServer("link set vx" + number + " up");
                network.onCamera("link set vx" + number + " up");
                network.onServer("neighbour replace 10.92." + number + ".2 lladdr 02:00:00:00:93:0" + number + " dev "
                        + upper + " nud permanent");
                network.onCamera("neighbour replace 10.92." + number + ".1 lladdr 02:00:00:00:92:0" + number + " dev vx"
                        + number + " nud permanent");
            }
            network.shellOnServer("ip route add blackhole 10.91.7.2;"
                    + "nft add table inet fw; nft 'add chain inet fw out { type filter hook output priority 0; }';"
                    + "nft 'add rule inet fw out udp dport { 4700, 4703 } drop'");
            return network;
        } catch (Exception e) {
            network.close();
            throw e;
        }
    }

    private static String vxlan(int number, String from, String to) {
        return "link add vx" + number + " type vxlan id " + (90 + number) + " local " + from + " remote " + to
                + " dstport " + (4_700 + number);
    }
}
