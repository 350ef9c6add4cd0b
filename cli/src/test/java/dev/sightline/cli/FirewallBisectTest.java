package dev.sightline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What {@code firewall bisect} prints. */
@Tag("root")
class FirewallBisectTest {
    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void theDocumentSaysWhatWasTriedAndWhatDrops() throws Exception {
        assertThat(bisect("udp dport 20005 drop", "20000-20011", "--json"))
                .as("%s", err)
                .isEqualTo(1);

        JsonNode streams = new ObjectMapper().readTree(out.toString()).path("streams");
        assertThat(streams.findValuesAsText("stream"))
                .containsExactly("the camera's RTP", "the camera's RTCP", "RTCP for the camera");
        assertThat(streams.findValuesAsText("passes")).containsExactly("true", "false", "true");
        assertThat(streams.findValuesAsText("triedEveryPort")).containsOnly("true");
        assertThat(streams.findValuesAsText("rulesNameMorePorts")).containsOnly("false");
        JsonNode rtcp = streams.path(1);
        assertThat(rtcp.path("triedPorts"))
                .extracting(JsonNode::asInt)
                .containsExactly(20001, 20003, 20005, 20007, 20009, 20011);
        assertThat(rtcp.path("droppedPorts")).extracting(JsonNode::asInt).containsExactly(20005);
        assertThat(rtcp.path("culprits").toString()).contains("udp dport 20005 drop", "\"place\":\"line 3\"");
    }

    @Test
    void theDocumentSaysWhenTheRulesNameMorePortsThanWereTried() throws Exception {
        String many = IntStream.range(0, 400)
                .map(number -> 20_000 + 10 * number)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(", "));

        assertThat(bisect("udp dport { " + many + " } accept", "20000-29999", "--json"))
                .isZero();

        JsonNode streams = new ObjectMapper().readTree(out.toString()).path("streams");
        assertThat(streams.findValuesAsText("triedEveryPort")).containsOnly("false");
        assertThat(streams.findValuesAsText("rulesNameMorePorts")).containsOnly("true");
    }

    @Test
    void aLineThatCannotBeLoadedIsToldByTheFileThatWasGiven() throws Exception {
        assertThat(bisect("udp dport 20005 nonsense", "20000-20011")).isEqualTo(2);

        assertThat(err.toString()).contains(directory.resolve("rules.nft") + " line 3: ");
    }

    private int bisect(String rule, String ports, String... more) throws Exception {
        Path file = Files.writeString(directory.resolve("rules.nft"), """
                table ip filter {
                  chain input { type filter hook input priority 0; policy accept;
                    %s
                  }
                }
                """.formatted(rule));
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(arguments(file, ports, more));
    }

    private static String[] arguments(Path file, String ports, String... more) {
        return Stream.concat(
                        Stream.of(
                                "firewall",
                                "bisect",
                                file.toString(),
                                "--media-ports",
                                ports,
                                "--camera",
                                "10.77.0.2",
                                "--server",
                                "10.77.0.1",
                                "--interface",
                                "eth0"),
                        Stream.of(more))
                .toArray(String[]::new);
    }
}
