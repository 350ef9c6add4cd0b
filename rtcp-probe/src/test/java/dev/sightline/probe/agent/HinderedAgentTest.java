package dev.sightline.probe.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.agent.message.FromAgent;
import dev.sightline.probe.agent.message.ToAgent;
import dev.sightline.probe.command.ProbeMain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("An agent that cannot capture")
@Timeout(60)
class HinderedAgentTest {
    /** Who started it writes to the same standard error, and says what the agent tells it. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = ';', textBlock = """
            by hand ; '' ; 1
            as a gateway's child ; --until-input-ends ; 0
            """)
    void saysWhyOnceToWhomeverReadsItsLog(String how, String option, int times, @TempDir Path directory)
            throws Exception {
        try (FakeGateway gateway = FakeGateway.at(directory.resolve("agent.sock"))) {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-Dorg.pcap4j.core.pcapLibName=no-such-library",
                    "-cp",
                    System.getProperty("java.class.path"),
                    ProbeMain.class.getName(),
                    "agent",
                    "--socket=" + gateway.socket()));
            if (!option.isEmpty()) {
                command.add(option);
            }
            Path errors = directory.resolve("errors");
            Process agent =
                    new ProcessBuilder(command).redirectError(errors.toFile()).start();
            try (FakeGateway.Caller caller = gateway.accept()) {
                caller.say(new ToAgent.Hello("test", Optional.empty()));
                FromAgent.Alive alive = caller.next(FromAgent.Alive.class);
                while (alive.obstacle().isEmpty()) {
                    alive = caller.next(FromAgent.Alive.class);
                }
            } finally {
                agent.destroy();
                agent.waitFor();
            }
            String said = Files.readString(errors);
            assertThat(said).contains("connected to the gateway");
            assertThat(said.lines().filter(line -> line.contains("libpcap0.8")))
                    .as(said)
                    .hasSize(times);
        }
    }
}
