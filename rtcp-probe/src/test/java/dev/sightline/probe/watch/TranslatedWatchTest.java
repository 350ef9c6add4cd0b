package dev.sightline.probe.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.BufferedReader;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("A watch on the host of a media server in a container")
class TranslatedWatchTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> EXPECTED = Map.of(
            "10.91.0.2", "DELIVERED []",
            "10.91.0.3", "SILENT [BEHIND_TRANSLATION, NO_FEEDBACK]",
            "10.91.0.4", "TRAPPED [LOOPED_BACK]",
            "10.91.0.5", "BLOCKED [DROPPED_OUT]",
            "10.91.0.6", "DELIVERED []",
            "10.91.0.7", "DELIVERED []");

    @Test
    @Tag("root")
    void tellsWhatLeavesTheHostAndWhereTheRestIsToBeLookedFor() throws Exception {
        try (NetworkNamespaces network = network()) {
            Process cameras = network.javaOnCamera(
                    CameraSide.class,
                    "10.91.0.2,5006,5007,10.91.0.1,40020",
                    "10.91.0.3,5006,5007,10.91.0.1,40030",
                    "10.91.0.4,5006,5007,10.91.0.1,40040",
                    "10.91.0.5,5006,5007,10.91.0.1,40050",
                    "10.91.0.6,5006,5007,10.91.0.1,40060,quiet",
                    "10.91.0.7,5006,5007,10.91.0.1,40070,quiet");
            Process container = network.javaInContainer(
                    Feedback.class,
                    "40021,10.91.0.2,5007",
                    "40031,127.0.0.1,5007",
                    "40041,10.91.0.1,5007",
                    "40051,10.91.0.5,5007",
                    "40061,10.91.0.6,5007",
                    "40071,10.91.0.7,5007");
            Process watch = network.javaOnServer(ServerSide.class, "60", "10.91.0.2");
            try (BufferedReader reports = watch.inputReader()) {
                JsonNode report = MissingNode.getInstance();
                for (String line = reports.readLine(); line != null; line = reports.readLine()) {
                    report = JSON.readTree(line);
                    if (ReportedVerdicts.of(report).equals(EXPECTED)) {
                        break;
                    }
                }

                assertThat(ReportedVerdicts.of(report)).isEqualTo(EXPECTED);
                assertThat(find(report, "10.91.0.3").path("reason").asText())
                        .contains("behind a translation to 172.18.0.2:40030 by box0");
                assertThat(find(report, "10.91.0.3").path("cure").asText()).contains("nsenter -t PID -n");
            } finally {
                cameras.destroyForcibly().waitFor();
                container.destroyForcibly().waitFor();
                watch.destroyForcibly().waitFor();
            }
        }
    }

    /** As Docker does it: the ports are translated on the way in, addresses masked on the way out. */
    private static NetworkNamespaces network() throws Exception {
        NetworkNamespaces network = new NetworkNamespaces();
        try {
            network.link("srv0", "cam0");
            network.container("box0", "eth0");
            network.onServer("address add 10.91.0.1/24 dev srv0");
            network.onServer("address add 172.18.0.1/24 dev box0");
            network.inContainer("address add 172.18.0.2/24 dev eth0");
            network.inContainer("route add default via 172.18.0.1");
            for (int camera = 2; camera <= 7; camera++) {
                network.onCamera("address add 10.91.0." + camera + "/24 dev cam0");
            }
            network.shellOnServer("sysctl -qw net.ipv4.ip_forward=1; nft add table ip nat;"
                    + "nft 'add chain ip nat in { type nat hook prerouting priority -100; }';"
                    + "nft 'add chain ip nat out { type nat hook postrouting priority 100; }';"
                    + "nft add rule ip nat in iifname srv0 udp dport 40000-40999 dnat to 172.18.0.2;"
                    + "nft add rule ip nat out ip saddr 172.18.0.0/24 udp sport 40061 masquerade to :40500-40599;"
                    + "nft add rule ip nat out ip saddr 172.18.0.0/24 udp sport 40071 masquerade to :61000-61999;"
                    + "nft add rule ip nat out ip saddr 172.18.0.0/24 oifname srv0 masquerade; nft add table inet fw;"
                    + "nft 'add chain inet fw forward { type filter hook forward priority 0; }';"
                    + "nft add rule inet fw forward ip daddr 10.91.0.5 udp sport 40051 counter drop");
            return network;
        } catch (Exception e) {
            network.close();
            throw e;
        }
    }

    private static JsonNode find(JsonNode report, String address) {
        for (JsonNode camera : report.path("cameras")) {
            if (camera.path("camera").asText().equals(address)) {
                return camera;
            }
        }
        throw new AssertionError("no " + address + " in " + report);
    }
}
