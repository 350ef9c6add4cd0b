package dev.sightline.probe.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("A watch on a host with IPsec policies")
class IpsecWatchTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Map<String, String> EXPECTED = Map.of(
            "10.91.0.2", "UNPROVEN [\"IPSEC\"]",
            "10.91.0.3", "DELIVERED",
            "10.91.0.4", "SILENT");

    /** The kernel's policy has no keys yet, so that what it takes is held back: no capture sees it either. */
    @Test
    @Tag("root")
    void tellsWhichCamerasTheyTake() throws Exception {
        try (NetworkNamespaces network = network()) {
            Process cameras = network.javaOnCamera(
                    CameraSide.class,
                    "10.91.0.2,5006,5007,10.91.0.1,40020",
                    "10.91.0.3,5006,5007,10.91.0.1,40030",
                    "10.91.0.4,5006,5007,10.91.0.1,40040");
            Process watch = network.javaOnServer(
                    ServerSide.class, "60", "10.91.0.2", "40021,10.91.0.2,5007", "40031,10.91.0.3,5007");
            try (BufferedReader reports = watch.inputReader()) {
                Map<String, String> found = Map.of();
                for (String line = reports.readLine();
                        line != null && !found.equals(EXPECTED);
                        line = reports.readLine()) {
                    found = found(JSON.readTree(line));
                }

                assertThat(found).isEqualTo(EXPECTED);
            } finally {
                cameras.destroyForcibly().waitFor();
                watch.destroyForcibly().waitFor();
            }
        }
    }

    private static Map<String, String> found(JsonNode report) {
        Map<String, String> found = new TreeMap<>();
        report.path("cameras").forEach(camera -> {
            String verdict = camera.path("verdict").asText();
            found.put(
                    camera.path("camera").asText(),
                    verdict.equals("UNPROVEN") ? verdict + " " + camera.path("causes") : verdict);
        });
        return found;
    }

    private static NetworkNamespaces network() throws Exception {
        NetworkNamespaces network = new NetworkNamespaces();
        try {
            network.link("srv0", "cam0");
            network.onServer("address add 10.91.0.1/24 dev srv0");
            for (int camera = 2; camera <= 4; camera++) {
                network.onCamera("address add 10.91.0." + camera + "/24 dev cam0");
            }
            String template = " tmpl src 10.91.0.1 dst 10.91.0.9 proto esp reqid 1 mode tunnel";
            network.onServer("xfrm policy add src 10.91.0.1/32 dst 10.91.0.2/31 dir out priority 9" + template);
            network.onServer("xfrm policy add src 10.91.0.1/32 dst 10.91.0.3/32 dir out priority 8");
            network.onServer(
                    "xfrm policy add src 10.91.0.1/32 dst 10.91.0.4/32 proto tcp dir out priority 8" + template);
            return network;
        } catch (Exception e) {
            network.close();
            throw e;
        }
    }
}
