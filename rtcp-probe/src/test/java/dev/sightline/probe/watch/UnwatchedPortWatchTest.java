package dev.sightline.probe.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.BufferedReader;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("A watch of a few ports, on a host where RTCP leaves by others")
class UnwatchedPortWatchTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> EXPECTED = Map.of(
            "10.91.0.2", "UNPROVEN [PORT_IN_DOUBT]",
            "10.91.0.3", "UNPROVEN [PORT_IN_DOUBT]",
            "10.91.0.4", "UNPROVEN [PORT_IN_DOUBT]",
            "10.91.0.5", "SILENT [NO_FEEDBACK]",
            "10.91.0.6", "TRAPPED [LOOPED_BACK]",
            "10.91.0.7", "DELIVERED []",
            "10.91.0.8", "TRAPPED [LOOPED_BACK]");

    /** The last camera's RTP goes to the last of the ports, so its RTCP leaves from the one above. */
    @Test
    @Tag("root")
    void callsNoCameraSilentThatGetsFeedback() throws Exception {
        try (NetworkNamespaces network = network()) {
            Process server = network.javaOnServer(
                    Feedback.class,
                    "40021,10.91.0.2,5007,10.91.0.2",
                    "40031,10.91.0.3,5007,10.91.0.3",
                    "40040",
                    "61500,10.91.0.4,5007,10.91.0.4",
                    "40050",
                    "61600,10.91.0.5,6123,10.91.0.5",
                    "40061,127.0.0.1,5007,10.91.0.6",
                    "40071,10.91.0.7,5007,10.91.0.7",
                    "41000,127.0.0.1,5007,10.91.0.8");
            assertThat(server.inputReader().readLine()).isEqualTo("begun");
            Process cameras = network.javaOnCamera(
                    CameraSide.class,
                    "10.91.0.2,5006,5007,10.91.0.1,40020",
                    "10.91.0.3,5006,5007,10.91.0.1,40030,quiet",
                    "10.91.0.4,5006,5007,10.91.0.1,40040",
                    "10.91.0.5,5006,5007,10.91.0.1,40050",
                    "10.91.0.6,5006,5007,10.91.0.1,40060",
                    "10.91.0.7,5006,5007,10.91.0.1,40070",
                    "10.91.0.8,5006,5007,10.91.0.1,40999");
            Process watch = network.javaOnServer(ServerSide.class, "60", "10.91.0.2");
            try (BufferedReader reports = watch.inputReader();
                    BufferedReader counts = cameras.inputReader()) {
                JsonNode report = MissingNode.getInstance();
                for (String line = reports.readLine(); line != null; line = reports.readLine()) {
                    report = JSON.readTree(line);
                    if (ReportedVerdicts.of(report).equals(EXPECTED)) {
                        break;
                    }
                }
                cameras.getOutputStream().write('\n');
                cameras.getOutputStream().close();
                Map<String, Boolean> got = new TreeMap<>();
                counts.lines()
                        .map(line -> line.split(" ", -1))
                        .forEach(words -> got.put(words[0], !words[1].equals("0")));

                assertThat(ReportedVerdicts.of(report)).isEqualTo(EXPECTED);
                assertThat(got)
                        .containsExactlyInAnyOrderEntriesOf(Map.of(
                                "10.91.0.2", true,
                                "10.91.0.3", true,
                                "10.91.0.4", true,
                                "10.91.0.5", false,
                                "10.91.0.6", false,
                                "10.91.0.7", true,
                                "10.91.0.8", false));
            } finally {
                cameras.destroyForcibly().waitFor();
                server.destroyForcibly().waitFor();
                watch.destroyForcibly().waitFor();
            }
        }
    }

    /** Who has reported is answered from the port to which it did: only what the media server begins is translated. */
    private static NetworkNamespaces network() throws Exception {
        NetworkNamespaces network = new NetworkNamespaces();
        try {
            network.link("srv0", "cam0");
            network.onServer("address add 10.91.0.1/24 dev srv0");
            for (int camera = 2; camera <= 8; camera++) {
                network.onCamera("address add 10.91.0." + camera + "/24 dev cam0");
            }
            network.shellOnServer("nft add table ip nat;"
                    + "nft 'add chain ip nat out { type nat hook postrouting priority 100; }';"
                    + "nft add rule ip nat out udp sport 40021 masquerade to :61000-61099;"
                    + "nft add rule ip nat out udp sport 40031 snat to 10.91.0.1:61100-61199");
            return network;
        } catch (Exception e) {
            network.close();
            throw e;
        }
    }
}
