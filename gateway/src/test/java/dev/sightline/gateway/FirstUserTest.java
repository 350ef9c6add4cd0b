package dev.sightline.gateway;

import static dev.sightline.gateway.GuardedGateway.PASSWORD;
import static dev.sightline.gateway.GuardedGateway.type;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.gateway.GuardedGateway.Browser;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first start, when there is nobody yet who could let others in; and guessing. */
class FirstUserTest {
    @TempDir
    private Path directory;

    @Test
    void theLinkOfTheFirstStartMakesOneAdminOnce() throws Exception {
        try (GuardedGateway gateway = GuardedGateway.fresh(directory, "")) {
            String link = gateway.gateway().setUpLink().orElseThrow();
            assertThat(type(gateway.get("/api/session"))).isEqualTo("401 no-user-yet");
            assertThat(type(setUp(gateway, "guessed", PASSWORD))).isEqualTo("403 bad-link");
            assertThat(type(setUp(gateway, link, "short"))).isEqualTo("422 bad-password");

            HttpResponse<String> made = setUp(gateway, link, PASSWORD);
            assertThat(made.statusCode()).isEqualTo(201);
            assertThat(gateway.get("/api/users", GuardedGateway.browser(made)).statusCode())
                    .isEqualTo(200);

            assertThat(type(setUp(gateway, link, PASSWORD))).isEqualTo("403 bad-link");
        }
        try (GuardedGateway again = GuardedGateway.fresh(directory, "")) {
            assertThat(again.gateway().setUpLink()).isEmpty();
        }
    }

    @Test
    void aLinkSignsInOnce() throws Exception {
        try (GuardedGateway gateway = GuardedGateway.with(directory, "")) {
            String link = gateway.gateway().signInLink("viewer").orElseThrow();

            assertThat(enter(gateway, link).statusCode()).isEqualTo(200);
            assertThat(type(enter(gateway, link))).isEqualTo("403 bad-link");
        }
    }

    @Test
    void guessingIsSlowed() throws Exception {
        try (GuardedGateway gateway =
                GuardedGateway.with(directory, "limits: {rates: {logins: {count: 3, seconds: 600}}}\n")) {
            for (int i = 0; i < 3; i++) {
                assertThat(type(guess(gateway, "nobody" + i))).isEqualTo("401 bad-credentials");
            }
            HttpResponse<String> refused = guess(gateway, "admin");

            assertThat(type(refused)).isEqualTo("429 rate-limited");
            assertThat(Integer.parseInt(
                            refused.headers().firstValue("retry-after").orElseThrow()))
                    .isBetween(1, 1200);
        }
    }

    @Test
    void aNameThatNobodyHasCostsAHashLikeAnother() throws Exception {
        try (GuardedGateway gateway = GuardedGateway.with(directory, "")) {
            for (String name : List.of("admin", "nobody", "no name at all")) {
                assertThat(type(guess(gateway, name))).isEqualTo("401 bad-credentials");
            }
            assertThat(gateway.metrics()).contains("sightline_access_hashes_total 3.0");
        }
    }

    @Test
    void guessingThePasswordOfWhoIsSignedInIsSlowedToo() throws Exception {
        try (GuardedGateway gateway =
                GuardedGateway.with(directory, "limits: {rates: {logins: {count: 3, seconds: 600}}}\n")) {
            Browser viewer = gateway.signIn("viewer");
            String change = "{\"old\":\"guessed, and wrong\",\"password\":\"quite another one\"}";
            for (int i = 0; i < 2; i++) {
                assertThat(gateway.send("POST", "/api/password", viewer, change).statusCode())
                        .isNotEqualTo(429);
            }
            assertThat(type(gateway.send("POST", "/api/password", viewer, change)))
                    .isEqualTo("429 rate-limited");
        }
    }

    @Test
    void anotherPageNeitherSignsInNorSetsUp() throws Exception {
        try (GuardedGateway gateway = GuardedGateway.fresh(directory, "")) {
            String link = gateway.gateway().setUpLink().orElseThrow();
            for (String path : List.of("/api/session", "/api/setup")) {
                String body = "{\"link\":\"" + link + "\",\"name\":\"eve\",\"password\":\"" + PASSWORD + "\"}";
                assertThat(type(gateway.send(
                                "POST",
                                path,
                                body,
                                "Origin",
                                "https://evil.example",
                                "Content-Type",
                                "application/json")))
                        .as(path)
                        .isEqualTo("403 foreign-origin");
            }
            assertThat(setUp(gateway, link, PASSWORD).statusCode()).isEqualTo(201);
        }
    }

    private static HttpResponse<String> guess(GuardedGateway gateway, String name) throws Exception {
        return gateway.send(
                "POST", "/api/session", Browser.NOBODY, "{\"name\":\"" + name + "\",\"password\":\"wrong\"}");
    }

    private static HttpResponse<String> setUp(GuardedGateway gateway, String link, String password) throws Exception {
        return gateway.send(
                "POST",
                "/api/setup",
                Browser.NOBODY,
                "{\"link\":\"" + link + "\",\"name\":\"ada\",\"password\":\"" + password + "\"}");
    }

    private static HttpResponse<String> enter(GuardedGateway gateway, String link) throws Exception {
        return gateway.send("POST", "/api/session", Browser.NOBODY, "{\"link\":\"" + link + "\"}");
    }
}
