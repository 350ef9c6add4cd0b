package dev.sightline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the gateway's log holds when nobody asked for more. */
class ServeLogTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String AT = "(?m)^\\d{4}-\\d\\d-\\d\\dT\\S+ INFO {2}";

    @Test
    void whatHappenedIsALineEachAndNothingElseIs(@TempDir Path directory) throws Exception {
        Path config = Files.writeString(directory.resolve("gateway.yaml"), """
                listeners:
                  config: {address: 127.0.0.1, port: 0}
                  dashboard: {address: 127.0.0.1, port: 0}
                  signaling: {address: 127.0.0.1, port: 0}
                  management: {address: 127.0.0.1, port: 0}
                access: {directory: '%s'}
                """.formatted(directory.resolve("access")));
        try (Child gateway = Child.start(Child.sightline("serve", "--config", config.toString()))) {
            gateway.awaitOutput(AT + "events tls: a self-signed certificate is used: ", PATIENCE);
            gateway.awaitOutput(AT + "events media server \\S+ at \\S+ is there", PATIENCE);
            String page = gateway.awaitOutput(
                            AT
                                    + "events started, version .*: cameras on 127\\.0\\.0\\.1:\\d+, page on (\\S+), signaling on",
                            PATIENCE)
                    .group(1);

            refusedSetUp(page);
            gateway.awaitOutput(AT + "audit \\{.*\"what\":\"set-up\".*\"result\":\"refused\"}", PATIENCE);

            Host.run("kill", "-TERM", Long.toString(gateway.pid()));
            gateway.awaitOutput(AT + "events stopping", PATIENCE);
            gateway.awaitOutput(AT + "events stopped", PATIENCE);
            List<String> others = gateway.output()
                    .lines()
                    .filter(line -> line.contains(" INFO "))
                    .filter(line -> !line.matches("\\S+ INFO  (events|audit) .*"))
                    .toList();
            assertThat(others).isEmpty();
        }
    }

    private static void refusedSetUp(String page) throws Exception {
        HttpClient http = HttpClient.newBuilder()
                .sslContext(TrustEveryone.context())
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://" + page + "/api/setup"))
                .header("Content-Type", "application/json")
                .header("Origin", "https://" + page)
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"link\":\"guessed\",\"name\":\"eve\",\"password\":\"correct horse battery\"}"))
                .build();
        assertThat(http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
                .isEqualTo(403);
    }
}
