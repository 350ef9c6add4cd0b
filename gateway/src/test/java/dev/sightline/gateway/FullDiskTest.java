package dev.sightline.gateway;

import static dev.sightline.gateway.GuardedGateway.PASSWORD;
import static dev.sightline.gateway.GuardedGateway.json;
import static dev.sightline.gateway.GuardedGateway.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sightline.gateway.GuardedGateway.Browser;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The directory of access control is on a disk without room. */
@Tag("root")
class FullDiskTest {
    private static final String USER = "{\"name\":\"zoe\",\"password\":\"" + PASSWORD + "\",\"role\":\"viewer\"}";

    @Test
    void itIsSaidToWhoeverAsksAndOnThePageUntilThereIsRoomAgain(@TempDir Path above) throws Exception {
        Path directory = Files.createDirectory(above.resolve("access"));
        run("mount", "-t", "tmpfs", "-o", "size=64k,mode=700", "tmpfs", directory.toString());
        try (GuardedGateway gateway = GuardedGateway.with(directory, "")) {
            Browser admin = gateway.signIn("admin");
            Path audit = directory.resolve("audit.ndjson");
            await().until(() -> Files.exists(audit) && Files.size(audit) > 0);
            Path filling = directory.resolve("filling");
            // To the end of its last page: else many more events would find room in it.
            byte[] padding = new byte[(int) (4096 - Files.size(audit) % 4096)];
            padding[padding.length - 1] = '\n';
            Files.write(audit, padding, StandardOpenOption.APPEND);
            fill(filling);

            HttpResponse<String> refused = gateway.send("POST", "/api/users", admin, USER);
            assertThat(type(refused)).isEqualTo("507 not-stored");
            assertThat(json(refused).path("detail").asText())
                    .startsWith(directory.resolve("users.json") + " cannot be written: No space left on device");

            gateway.signIn("operator");
            await().until(() ->
                    gateway.get("/api/cameras", admin).body().contains("The audit log is not written: " + audit));
            assertThat(gateway.metrics()).containsPattern("sightline_audit_lost_total [1-9]");

            Files.delete(filling);
            assertThat(gateway.send("POST", "/api/users", admin, USER).statusCode())
                    .isEqualTo(201);
            await().until(() -> !gateway.get("/api/cameras", admin).body().contains("The audit log"));
        } finally {
            run("umount", directory.toString());
        }
    }

    private static void fill(Path file) throws IOException {
        byte[] block = new byte[4096];
        try (var out = Files.newOutputStream(file)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    private static void run(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor())
                .as("%s", List.of(command))
                .isZero();
    }
}
