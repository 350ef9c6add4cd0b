package dev.sightline.probe.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("A watch on a host with more interfaces than are captured")
class ManyInterfacesWatchTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NAMED = "10.92.0.2";

    /** One camera is on a link with an address; the other's has none at first, so that the kernel's route is all there is of it. */
    @Test
    @Tag("root")
    void seesTheLinksOfTheHostAndProvesNothingOfThoseLeftOut() throws Exception {
        try (NetworkNamespaces network = network()) {
            Process cameras = network.javaOnCamera(
                    CameraSide.class, "10.91.0.2,5006,5007,10.91.0.1,40020", NAMED + ",5006,5007,10.91.0.1,40030");
            Process watch = network.javaOnServer(
                    ServerSide.class, "60", NAMED, "40021,10.91.0.2,5007", "40031," + NAMED + ",5007");
            try (BufferedReader reports = watch.inputReader()) {
                JsonNode report = await(
                        reports,
                        now -> verdict(now, "10.91.0.2").equals("DELIVERED")
                                && camera(now, NAMED).at("/causes/0").asText().equals("NOT_CAPTURED")
                                && camera(now, NAMED).path("cure").asText().contains("--interface srv1;"));
                assertThat(verdict(report, "10.91.0.2")).isEqualTo("DELIVERED");
                assertThat(verdict(report, NAMED)).isEqualTo("UNPROVEN");
                assertThat(camera(report, NAMED).path("cure").asText()).contains("--interface srv1;");
                assertThat(state(report, "srv0")).isEqualTo("CAPTURED");
                assertThat(state(report, "srv1")).isEqualTo("LEFT_OUT");
                assertThat(count(report, "CAPTURED")).isEqualTo(64);
                assertThat(count(report, "LEFT_OUT")).isEqualTo(19);

                network.onServer("address add 10.92.0.1/24 dev srv1");
                report = await(
                        reports,
                        now -> verdict(now, NAMED).equals("DELIVERED")
                                && verdict(now, "10.91.0.2").equals("DELIVERED")
                                && state(now, "srv1").equals("CAPTURED")
                                && count(now, "CAPTURED") == 64);
                assertThat(verdict(report, NAMED)).isEqualTo("DELIVERED");
                assertThat(verdict(report, "10.91.0.2")).isEqualTo("DELIVERED");
                assertThat(state(report, "srv1")).isEqualTo("CAPTURED");
                assertThat(count(report, "CAPTURED")).isEqualTo(64);
            } finally {
                cameras.destroyForcibly().waitFor();
                watch.destroyForcibly().waitFor();
            }
        }
    }

    /** The links come after eighty others, as on a host of containers where the probe is installed later. */
    private static NetworkNamespaces network() throws Exception {
        NetworkNamespaces network = new NetworkNamespaces();
        try {
            network.shellOnServer("for i in $(seq 40); do echo link add veth$i type veth peer name peer$i;"
                    + " echo link set veth$i up; echo link set peer$i up; done | ip -batch -");
            network.link("srv0", "cam0");
            network.link("srv1", "cam1");
            network.onServer("address add 10.91.0.1/24 dev srv0");
            network.onCamera("address add 10.91.0.2/24 dev cam0");
            network.onCamera("address add " + NAMED + "/24 dev cam1");
            network.onServer("route add " + NAMED + " dev srv1");
            network.onCamera("rule add from " + NAMED + " lookup 92");
            network.onCamera("route add 10.91.0.1 dev cam1 src " + NAMED + " table 92");
            return network;
        } catch (Exception e) {
            network.close();
            throw e;
        }
    }

    private static JsonNode await(BufferedReader reports, Predicate<JsonNode> fits) throws IOException {
        JsonNode report = MissingNode.getInstance();
        for (String line = reports.readLine(); line != null; line = reports.readLine()) {
            report = JSON.readTree(line);
            if (fits.test(report)) {
                break;
            }
        }
        return report;
    }

    private static String verdict(JsonNode report, String camera) {
        return camera(report, camera).path("verdict").asText();
    }

    private static JsonNode camera(JsonNode report, String camera) {
        return find(report.path("cameras"), "camera", camera);
    }

    private static String state(JsonNode report, String name) {
        return find(report.path("interfaces"), "name", name).path("state").asText();
    }

    private static JsonNode find(JsonNode list, String field, String value) {
        for (JsonNode node : list) {
            if (node.path(field).asText().equals(value)) {
                return node;
            }
        }
        return MissingNode.getInstance();
    }

    private static long count(JsonNode report, String state) {
        return report.path("interfaces").findValuesAsText("state").stream()
                .filter(state::equals)
                .count();
    }
}
