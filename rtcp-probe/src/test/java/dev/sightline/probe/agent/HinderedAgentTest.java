package dev.sightline.probe.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.WatchedInterface;
import dev.sightline.probe.agent.message.FromAgent;
import dev.sightline.probe.agent.message.ToAgent;
import dev.sightline.probe.command.ProbeMain;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
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
            List<String> command = agent(List.of(), gateway.socket(), "-Dorg.pcap4j.core.pcapLibName=no-such-library");
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

    @Test
    @Tag("root")
    void namesTheInterfaceThatThereIsNotToItsLogAndToTheGateway(@TempDir Path directory) throws Exception {
        try (FakeGateway gateway = FakeGateway.at(directory.resolve("agent.sock"))) {
            List<String> command = agent(List.of(), gateway.socket());
            command.addAll(List.of("--interface", "no-such0"));
            Process agent = new ProcessBuilder(command).start();
            try (FakeGateway.Caller caller = gateway.accept();
                    BufferedReader errors = agent.errorReader()) {
                caller.say(new ToAgent.Hello("test", Optional.empty()));
                assertThat(caller.next(FromAgent.Alive.class).interfaces())
                        .filteredOn(each -> each.state() == WatchedInterface.State.NOT_OPENED)
                        .singleElement()
                        .satisfies(each -> {
                            assertThat(each.name()).isEqualTo("no-such0");
                            assertThat(each.detail()).contains("no interface of this name (there are: ", "lo");
                        });
                assertThat(errors.lines()
                                .filter(line -> line.startsWith("probe agent: not capturing"))
                                .findFirst())
                        .hasValueSatisfying(line -> assertThat(line)
                                .contains("on no-such0: there is no interface of this name (there are: ")
                                .contains("as soon as there is one", "is not healed"));
            } finally {
                agent.destroy();
                agent.waitFor();
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"its own directory, agent.sock", "one above, deeper/agent.sock"})
    @Tag("root")
    void namesTheDirectoryThatItMayNotEnter(String which, String socket, @TempDir Path directory) throws Exception {
        Path closed = Files.createDirectory(directory.resolve("closed"));
        Files.createDirectory(closed.resolve("deeper"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rw-------"));
        List<String> notAllMighty = List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search");

        Process agent = new ProcessBuilder(agent(notAllMighty, closed.resolve(socket))).start();
        try (BufferedReader errors = agent.errorReader()) {
            assertThat(errors.readLine())
                    .as(which)
                    .startsWith("probe agent: not connected: " + closed.resolve(socket) + ": permission denied")
                    .contains("may not enter " + closed + ". ", "ls -ld " + closed);
        } finally {
            agent.destroy();
        }
        assertThat(agent.waitFor()).isEqualTo(128 + 15);
    }

    private static List<String> agent(List<String> prefix, Path socket, String... options) {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(List.of(options));
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                ProbeMain.class.getName(),
                "agent",
                "--socket=" + socket));
        return command;
    }
}
