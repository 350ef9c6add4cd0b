package dev.sightline.gateway;

import static dev.sightline.gateway.GuardedGateway.PASSWORD;
import static dev.sightline.gateway.GuardedGateway.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sightline.gateway.GuardedGateway.Browser;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnknownCameraOfUserTest {
    @Test
    void itIsWarnedOfAndTheAuditLogSaysWhatWasGiven(@TempDir Path directory) throws Exception {
        try (GuardedGateway gateway = GuardedGateway.with(directory, "")) {
            Browser admin = gateway.signIn("admin");

            HttpResponse<String> added = gateway.send(
                    "POST",
                    "/api/users",
                    admin,
                    "{\"name\":\"zoe\",\"password\":\"" + PASSWORD + "\",\"cameras\":[\"nort\"]}");
            HttpResponse<String> changed = gateway.send("PUT", "/api/users/zoe", admin, "{\"cameras\":[\"*\"]}");

            assertThat(added.statusCode()).isEqualTo(201);
            assertThat(json(added).path("warning").asText()).contains("There is no camera 'nort' now");
            assertThat(json(changed).has("warning")).isFalse();
            Path audit = directory.resolve("audit.ndjson");
            await().untilAsserted(() -> assertThat(Files.readString(audit))
                    .contains("zoe as viewer for nort")
                    .contains("zoe as viewer for all cameras"));
        }
    }
}
