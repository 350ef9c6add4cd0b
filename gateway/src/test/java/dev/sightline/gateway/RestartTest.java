package dev.sightline.gateway;

import static dev.sightline.gateway.GuardedGateway.PASSWORD;
import static dev.sightline.gateway.GuardedGateway.json;
import static dev.sightline.gateway.GuardedGateway.type;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.gateway.GuardedGateway.Browser;
import dev.sightline.gateway.access.Cameras;
import dev.sightline.gateway.access.Role;
import dev.sightline.gateway.access.store.PasswordHash;
import dev.sightline.gateway.access.store.User;
import dev.sightline.gateway.access.store.UserStore;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who is signed in stays so when the gateway is started again, and who is not does not come back: the next gateway gets the
 * files as they were at the moment of the answer, as if the one before had been killed.
 */
class RestartTest {
    @TempDir
    private Path above;

    @Test
    void whoIsSignedInStaysSo() throws Exception {
        Path directory = above.resolve("access");
        Browser admin;
        Browser viewer;
        try (GuardedGateway before = GuardedGateway.with(directory, "")) {
            admin = before.signIn("admin");
            viewer = before.signIn("viewer");
        }
        try (GuardedGateway after = GuardedGateway.fresh(directory, "")) {
            assertThat(after.get("/api/cameras", viewer).body())
                    .contains("door")
                    .doesNotContain("yard");
            HttpResponse<String> lowered = after.send("PUT", "/api/users/operator", admin, "{\"role\":\"viewer\"}");
            assertThat(lowered.statusCode())
                    .as("with the token of the page that was open")
                    .isEqualTo(200);
            assertThat(after.metrics()).contains("sightline_access_sessions 2.0");
        }
    }

    @Test
    void whatHasEndedDoesNotComeBack() throws Exception {
        Path directory = above.resolve("access");
        try (GuardedGateway before = GuardedGateway.with(directory, "limits: {rates: {logins: {count: 1000}}}\n")) {
            Browser admin = before.signIn("admin");
            Browser stays = before.signIn("viewer");
            Browser signedOut = before.signIn("operator");
            before.send("DELETE", "/api/session", signedOut, "");
            try (GuardedGateway after = killed(directory)) {
                assertThat(type(after.get("/api/session", signedOut))).isEqualTo("401 session-ended");
                assertThat(after.get("/api/session", stays).statusCode()).isEqualTo(200);
            }

            add(before, admin, "changer");
            Browser changer = before.signIn("changer");
            String change = "{\"old\":\"" + PASSWORD + "\",\"password\":\"another horse battery\"}";
            assertThat(before.send("POST", "/api/password", changer, change).statusCode())
                    .isEqualTo(204);
            add(before, admin, "reset");
            Browser reset = before.signIn("reset");
            before.send("PUT", "/api/users/reset", admin, "{\"password\":\"set by the admin\"}");
            add(before, admin, "leaver");
            Browser leaver = before.signIn("leaver");
            before.send("DELETE", "/api/users/leaver", admin, "");
            add(before, admin, "leaver");
            try (GuardedGateway after = killed(directory)) {
                for (Browser over : List.of(changer, reset, leaver, signedOut)) {
                    assertThat(type(after.get("/api/cameras", over))).isEqualTo("401 session-ended");
                }
                assertThat(after.get("/api/session", stays).statusCode()).isEqualTo(200);
            }
        }
    }

    @Test
    void whatChangedMeanwhileCounts() throws Exception {
        Path directory = above.resolve("access");
        Browser admin;
        Browser operator;
        Browser viewer;
        try (GuardedGateway before = GuardedGateway.with(directory, "")) {
            admin = before.signIn("admin");
            operator = before.signIn("operator");
            viewer = before.signIn("viewer");
        }
        UserStore users = new UserStore(directory);
        users.add(new User("other", PasswordHash.ofNobody(), Role.ADMIN, Cameras.every()));
        users.change("admin", all -> {}, now -> new User("admin", now.password(), Role.VIEWER, now.cameras()));
        users.change("operator", all -> {}, now -> now.withPassword(PasswordHash.of("another horse battery")));
        users.remove("viewer");
        try (GuardedGateway after = GuardedGateway.fresh(directory, "")) {
            assertThat(json(after.get("/api/session", admin)).path("role").asText())
                    .isEqualTo("viewer");
            assertThat(type(after.get("/api/users", admin))).isEqualTo("403 not-allowed");
            assertThat(json(after.get("/api/session", operator)).path("detail").asText())
                    .contains("your password was changed");
            assertThat(json(after.get("/api/session", viewer)).path("detail").asText())
                    .contains("an administrator has removed this user");
        }
    }

    @Test
    void whoSignedInFromHereBeforeIsNotLockedOutByGuessersAfterwards() throws Exception {
        Path directory = above.resolve("access");
        String bounds = "limits: {rates: {logins: {count: 1000}, accountLogins: {count: 2, seconds: 3600}}}\n";
        try (GuardedGateway before = GuardedGateway.with(directory, bounds)) {
            before.signIn("admin");
        }
        try (GuardedGateway after = GuardedGateway.fresh(directory, bounds)) {
            for (int i = 0; i < 5; i++) {
                assertThat(after.signIn("admin").cookie()).isNotEmpty();
            }
        }
    }

    private static void add(GuardedGateway gateway, Browser admin, String name) throws Exception {
        String user = "{\"name\":\"" + name + "\",\"password\":\"" + PASSWORD + "\"}";
        assertThat(gateway.send("POST", "/api/users", admin, user).statusCode()).isEqualTo(201);
    }

    /** The next gateway, after a {@code kill -9} of this one. */
    private GuardedGateway killed(Path directory) throws Exception {
        Path copy = Files.createTempDirectory(above, "after");
        for (String name : List.of("users.json", "sessions.json", "familiar.json")) {
            if (Files.exists(directory.resolve(name))) {
                Files.copy(directory.resolve(name), copy.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return GuardedGateway.fresh(copy, "");
    }
}
