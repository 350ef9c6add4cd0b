package dev.sightline.gateway.access.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sightline.gateway.config.AccessConfig.Audit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
    private static final AuditEvent EVENT = new AuditEvent("ann", "sign-in", "", "192.0.2.1", AuditEvent.DONE);

    @TempDir
    Path directory;

    @Test
    void aLineThatAFullDiskHasBrokenOffSpoilsNoOther() throws Exception {
        Path file = directory.resolve("audit.ndjson");
        Files.writeString(file, "{\"at\":\"2026-11-28T15:2");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

        try (AuditLog audit = opened()) {
            audit.record(EVENT);
            audit.record(EVENT);
        }

        assertThat(Files.readAllLines(file)).hasSize(3).element(0).isEqualTo("{\"at\":\"2026-11-28T15:2");
        for (String line : Files.readAllLines(file).subList(1, 3)) {
            assertThat(who(line)).isEqualTo("ann");
        }
    }

    @Test
    void whatCannotBeWrittenIsCountedAndNamedUntilItCanBeEachTime() throws Exception {
        Path file = directory.resolve("audit.ndjson");
        try (AuditLog audit = opened()) {
            for (long lost = 1; lost < 3; lost++) {
                Files.createDirectory(file);
                audit.record(EVENT);
                await().until(() -> audit.trouble().isPresent());
                assertThat(audit.trouble())
                        .hasValueSatisfying(why -> assertThat(why).startsWith("The audit log is not written: " + file));
                assertThat(audit.lost()).isEqualTo(lost);

                Files.delete(file);
                audit.record(EVENT);
                await().until(() -> audit.trouble().isEmpty());
                assertThat(audit.lost()).isEqualTo(lost);
                Files.delete(file);
            }
        }
    }

    @Test
    void whatAnybodyCanCausePushesOutNothingThatMatters() throws Exception {
        AuditEvent refused = new AuditEvent("bob", "sign-in", "", "192.0.2.2", "refused");
        try (AuditLog audit = new AuditLog(directory, new Audit(1024, 1), (event, line) -> {})) {
            audit.record(EVENT);
            audit.record(new AuditEvent("ann", "user-add", "bob", "192.0.2.1", "refused"));
            for (int i = 0; i < 100; i++) {
                audit.record(refused);
            }
        }

        assertThat(Files.readAllLines(directory.resolve("audit.ndjson"))).hasSize(2);
        assertThat(Files.readAllLines(directory.resolve("refused.ndjson"))).isNotEmpty();
        assertThat(directory.toFile().list((parent, name) -> name.startsWith("refused")))
                .containsExactlyInAnyOrder("refused.ndjson", "refused.ndjson.1");
    }

    private static String who(String line) throws IOException {
        JsonNode json = new ObjectMapper().readTree(line);
        return json.path("who").asText();
    }

    private AuditLog opened() {
        return new AuditLog(directory, new Audit(1 << 20, 2), (event, line) -> {});
    }
}
