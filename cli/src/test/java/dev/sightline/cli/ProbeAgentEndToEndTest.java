package dev.sightline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Gateway, its probe agent and a camera as processes on two hosts: what the agent sees on the wire is on the page. */
@Tag("root")
@Timeout(120)
class ProbeAgentEndToEndTest {
    private static final String SERVER_LINK = "media";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration STARTED = Duration.ofSeconds(30);
    private static final Duration JUDGED = Duration.ofSeconds(15);
    /** Within which the page no longer says what a lost agent said, as is promised. */
    private static final Duration LOST = Duration.ofSeconds(5);

    @TempDir
    private Path directory;

    @Test
    void thePageShowsWhatTheAgentSeesAsLongAsItLives() throws Exception {
        try (Host server = Host.up("server");
                Host field = Host.up("field");
                Child gateway = started(server, field)) {
            String cameras =
                    gateway.awaitOutput("Cameras: +(http://\\S+)", STARTED).group(1);
            String page = gateway.awaitOutput("Page: +(https://\\S+)", STARTED).group(1);
            gateway.awaitOutput("probe agent: watching UDP ports 20000-20100 on .*" + SERVER_LINK, STARTED);
            try (Child camera = Child.start(field.command(Child.sightline(
                    "bench", "camera", "--config-url", cameras + "/cameras/cam/config", "--for", "90s")))) {
                camera.awaitOutput("\"state\":\"streaming\"", STARTED);
                await().atMost(JUDGED)
                        .untilAsserted(() -> assertThat(asked(server, page)).contains("\"DELIVERED\""));
                assertThat(asked(server, page)).contains(SERVER_LINK);

                ProcessHandle agent = agentOf(gateway);
                agent.destroyForcibly();
                await().atMost(LOST)
                        .untilAsserted(() -> assertThat(asked(server, page))
                                .contains("\"UNPROVEN\"")
                                .contains("the probe agent"));
                await().atMost(STARTED)
                        .untilAsserted(() -> assertThat(asked(server, page)).contains("\"DELIVERED\""));

                ProcessHandle next = agentOf(gateway);
                Path socket = socketOf(next);
                assertThat(next.pid()).isNotEqualTo(agent.pid());
                assertThat(socket).exists();
                ProcessHandle.of(gateway.pid()).orElseThrow().destroyForcibly();
                await().atMost(STARTED).until(() -> !next.isAlive());
                assertThat(socket.getParent()).doesNotExist();
            }
        }
    }

    private Child started(Host server, Host field) throws IOException {
        server.link(SERVER_LINK, field, "camera");
        server.ip("address add 10.77.0.1/24 dev " + SERVER_LINK);
        field.ip("address add 10.77.0.2/24 dev camera");
        Path config = Files.writeString(directory.resolve("gateway.yaml"), """
            listeners:
              config: {address: 10.77.0.1, port: 0}
              dashboard: {port: 0}
              signaling: {port: 0}
              management: {port: 0}
            access: {required: false}
            media:
              relay: {mediaAddress: 10.77.0.1, mediaPorts: 20000-20099}
            returnPath: {winnersFile: none}
            cameras:
              list:
                - {id: cam, addresses: [10.77.0.2]}
            """);
        return Child.start(server.command(Child.sightline("serve", "--probe", "--config", config.toString())));
    }

    private static String asked(Host server, String page) throws IOException {
        String answer = Host.output("ip", "netns", "exec", server.name, "curl", "-ksS", page + "/api/cameras");
        JsonNode cameras = JSON.readTree(answer).path("cameras");
        assertThat(cameras).as("%s", answer).hasSize(1);
        return cameras.get(0).path("feedback").toString(); // without the verdicts before the present one
    }

    private static ProcessHandle agentOf(Child gateway) {
        try (Stream<ProcessHandle> children =
                ProcessHandle.of(gateway.pid()).orElseThrow().children()) {
            return children.filter(ProbeAgentEndToEndTest::isAgent).findFirst().orElseThrow();
        }
    }

    private static boolean isAgent(ProcessHandle process) {
        return arguments(process).contains("agent");
    }

    private static Path socketOf(ProcessHandle agent) {
        List<String> arguments = arguments(agent);
        return Path.of(arguments.get(arguments.indexOf("--socket") + 1));
    }

    /** Java itself does not tell long ones. */
    private static List<String> arguments(ProcessHandle process) {
        try {
            return List.of(Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"))
                    .split("\0", -1));
        } catch (IOException ended) {
            return List.of();
        }
    }
}
