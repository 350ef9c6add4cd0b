package dev.sightline.gateway;

import static dev.sightline.gateway.GuardedGateway.PASSWORD;
import static dev.sightline.gateway.GuardedGateway.json;
import static dev.sightline.gateway.GuardedGateway.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sightline.gateway.GuardedGateway.Browser;
import dev.sightline.gateway.access.Permission;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attacks on the page's sign-in and on what stands behind it, one each. */
class SignInTest {
    private static final String MANY_TRIES = "limits: {rates: {logins: {count: 1000}}}\n";

    @TempDir
    private static Path directory;

    private static GuardedGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = GuardedGateway.with(directory, MANY_TRIES);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest(name = "{0} {1} → {2}")
    @CsvSource({
        "GET,    /api/cameras,              401 sign-in",
        "GET,    /api/session,              401 sign-in",
        "DELETE, /api/session,              401 sign-in",
        "GET,    /api/users,                401 sign-in",
        "POST,   /api/users,                401 sign-in",
        "PUT,    /api/users/admin,          401 sign-in",
        "DELETE, /api/users/admin,          401 sign-in",
        "POST,   /api/password,             401 sign-in",
        "POST,   /api/cameras/door/tickets, 401 sign-in",
        "POST,   /api/setup,                403 bad-link",
        "GET,    /api/users/../cameras,     404 not-found",
        "GET,    /api/users%2f..%2fcameras, 404 not-found",
        "GET,    //api/users,               404 not-found",
        "GET,    /api/users/,               401 sign-in",
        "GET,    /api/unknown,              404 not-found",
    })
    void whoHasShownNothingGetsNothing(String method, String path, String expected) throws Exception {
        String body = path.equals("/api/setup")
                ? "{\"link\":\"guessed\",\"name\":\"eve\",\"password\":\"" + PASSWORD + "\"}"
                : "{}";
        HttpResponse<String> answer = gateway.send(method, path, Browser.NOBODY, body);

        assertThat(type(answer)).isEqualTo(expected);
        assertThat(answer.body()).doesNotContain("door");
    }

    @Test
    void theFilesOfThePageAreForEveryone() throws Exception {
        assertThat(gateway.get("/").statusCode()).isEqualTo(200);
        assertThat(gateway.get("/access.js").statusCode()).isEqualTo(200);
    }

    @Test
    void theCookieIsForThisHostAndItsServerOnly() throws Exception {
        HttpResponse<String> answer = gateway.send(
                "POST", "/api/session", Browser.NOBODY, "{\"name\":\"Admin\",\"password\":\"" + PASSWORD + "\"}");

        assertThat(answer.headers().firstValue("set-cookie").orElseThrow())
                .matches("__Host-sightline=[\\w-]{43}; Path=/; Secure; HttpOnly; SameSite=Lax");
        assertThat(json(answer).path("role").asText()).isEqualTo("admin");
    }

    @Test
    void whetherThereIsSuchAUserIsNotTold() throws Exception {
        HttpResponse<String> wrong = signIn("admin", "not the password");
        HttpResponse<String> unknown = signIn("nobody-of-that-name", "not the password");

        assertThat(type(wrong)).isEqualTo("401 bad-credentials");
        assertThat(unknown.body()).isEqualTo(wrong.body());
        assertThat(unknown.headers().map().keySet())
                .isEqualTo(wrong.headers().map().keySet());
    }

    @Test
    void whoSignsInGetsAnotherSessionThanBefore() throws Exception {
        Browser before = gateway.signIn("viewer");
        HttpResponse<String> again =
                gateway.send("POST", "/api/session", before, "{\"name\":\"viewer\",\"password\":\"" + PASSWORD + "\"}");
        Browser after = GuardedGateway.browser(again);

        assertThat(after.cookie()).isNotEqualTo(before.cookie());
        assertThat(gateway.get("/api/cameras", before).statusCode()).isEqualTo(401);
        assertThat(gateway.get("/api/cameras", after).statusCode()).isEqualTo(200);
    }

    @Test
    void aSessionThatWasChosenByAnotherIsNotTaken() throws Exception {
        Browser planted = new Browser("__Host-sightline=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "");
        HttpResponse<String> answer = gateway.send(
                "POST", "/api/session", planted, "{\"name\":\"viewer\",\"password\":\"" + PASSWORD + "\"}");

        assertThat(GuardedGateway.browser(answer).cookie()).isNotEqualTo(planted.cookie());
        assertThat(gateway.get("/api/cameras", planted).statusCode()).isEqualTo(401);
    }

    @Test
    void whoSignsOutIsOut() throws Exception {
        Browser browser = gateway.signIn("viewer");

        assertThat(gateway.send("DELETE", "/api/session", browser, "").statusCode())
                .isEqualTo(204);
        assertThat(gateway.get("/api/cameras", browser).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest(name = "origin {0}")
    @ValueSource(
            strings = {"https://evil.example", "https://127.0.0.1:1", "http://127.0.0.1", "null", "https://wall.example"
            })
    void anotherPageCannotActForWhoIsSignedIn(String origin) throws Exception {
        Browser admin = gateway.signIn("admin");
        String user = "{\"name\":\"eve\",\"password\":\"" + PASSWORD + "\",\"role\":\"admin\"}";
        HttpResponse<String> answer = gateway.send(
                "POST",
                "/api/users",
                user,
                "Origin",
                origin,
                "Cookie",
                admin.cookie(),
                "x-sightline-csrf",
                admin.csrf(),
                "Content-Type",
                "application/json");

        assertThat(type(answer)).isEqualTo("403 foreign-origin");
        assertThat(answer.headers().firstValue("access-control-allow-origin")).isEmpty();
    }

    @Test
    void theCookieAloneChangesNothing() throws Exception {
        Browser admin = gateway.signIn("admin");
        Browser withoutToken = new Browser(admin.cookie(), "guessed");

        assertThat(type(gateway.send("DELETE", "/api/users/viewer", withoutToken, "")))
                .isEqualTo("403 forged-request");
        assertThat(gateway.users().refresh()).isTrue();
    }

    @Test
    void aFormOfAnotherPageIsNotRead() throws Exception {
        HttpResponse<String> answer = gateway.send(
                "POST", "/api/session", "{\"name\":\"a\",\"password\":\"b\"}", "Content-Type", "text/plain");

        assertThat(type(answer)).isEqualTo("415 unsupported-media-type");
    }

    @Test
    void anotherPageMayNotEvenAsk() throws Exception {
        HttpResponse<String> preflight = gateway.send(
                "OPTIONS", "/api/users", "", "Origin", "https://wall.example", "Access-Control-Request-Method", "POST");

        assertThat(preflight.statusCode()).isEqualTo(401);
        assertThat(preflight.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control"));
    }

    @ParameterizedTest(name = "{0}: {1} {2} → {3}")
    @CsvSource({
        "viewer,   GET,  /api/users,                403 not-allowed",
        "viewer,   POST, /api/users,                403 not-allowed",
        "viewer,   POST, /api/cameras/door/tickets, 403 not-allowed",
        "operator, GET,  /api/users,                403 not-allowed",
        "operator, PUT,  /api/users/operator,       403 not-allowed",
        "operator, POST, /api/cameras/none/tickets, 404 unknown-camera",
    })
    void nobodyDoesMoreThanTheirRoleAllows(String name, String method, String path, String expected) throws Exception {
        assertThat(type(gateway.send(method, path, gateway.signIn(name), "{\"role\":\"admin\"}")))
                .isEqualTo(expected);
    }

    @Test
    void nobodySeesOthersCameras() throws Exception {
        assertThat(gateway.get("/api/cameras", gateway.signIn("viewer")).body())
                .contains("\"door\"")
                .doesNotContain("yard");
        assertThat(gateway.get("/api/cameras", gateway.signIn("operator")).body())
                .contains("\"door\"", "\"yard\"");
    }

    @Test
    void aUserWhoIsRemovedIsOutAtOnce() throws Exception {
        Browser admin = gateway.signIn("admin");
        String body = "{\"name\":\"guest\",\"password\":\"" + PASSWORD + "\",\"cameras\":[\"door\"]}";
        assertThat(gateway.send("POST", "/api/users", admin, body).statusCode()).isEqualTo(201);
        Browser guest = gateway.signIn("guest");
        assertThat(gateway.get("/api/cameras", guest).statusCode()).isEqualTo(200);

        assertThat(gateway.send("DELETE", "/api/users/guest", admin, "").statusCode())
                .isEqualTo(204);
        assertThat(gateway.get("/api/cameras", guest).statusCode()).isEqualTo(401);
    }

    @Test
    void whatTheCommandLineChangesCountsWithoutARestart() throws Exception {
        Browser admin = gateway.signIn("admin");
        String body = "{\"name\":\"leaver\",\"password\":\"" + PASSWORD + "\"}";
        gateway.send("POST", "/api/users", admin, body);
        Browser leaver = gateway.signIn("leaver");

        gateway.users().remove("leaver");

        await().untilAsserted(() ->
                assertThat(gateway.get("/api/cameras", leaver).statusCode()).isEqualTo(401));
    }

    @Test
    void theLastAdminStays() throws Exception {
        Browser admin = gateway.signIn("admin");

        assertThat(type(gateway.send("DELETE", "/api/users/admin", admin, ""))).isEqualTo("409 conflict");
        assertThat(type(gateway.send("PUT", "/api/users/admin", admin, "{\"role\":\"viewer\"}")))
                .isEqualTo("409 conflict");
    }

    @Test
    void anotherPasswordNeedsTheOldOneAndEndsAllSessions() throws Exception {
        Browser admin = gateway.signIn("admin");
        String body = "{\"name\":\"changer\",\"password\":\"" + PASSWORD + "\"}";
        gateway.send("POST", "/api/users", admin, body);
        Browser here = gateway.signIn("changer");
        Browser elsewhere = gateway.signIn("changer");
        String other = "another horse battery";

        assertThat(type(change(here, "not the old one", other))).isEqualTo("403 bad-credentials");
        assertThat(type(change(here, PASSWORD, "short"))).isEqualTo("422 bad-password");
        assertThat(change(here, PASSWORD, other).statusCode()).isEqualTo(204);
        assertThat(gateway.get("/api/cameras", elsewhere).statusCode()).isEqualTo(401);
        assertThat(signIn("changer", PASSWORD).statusCode()).isEqualTo(401);
        assertThat(signIn("changer", other).statusCode()).isEqualTo(200);
    }

    @Test
    void aTokenDoesWhatItsScopesSayUntilItExpires() throws Exception {
        String reads = gateway.token("reads", Duration.ofHours(1), Permission.READ);
        String expired = gateway.token("expired", Duration.ofSeconds(-1), Permission.READ);
        await().untilAsserted(() ->
                assertThat(bearer("GET", "/api/cameras", reads).statusCode()).isEqualTo(200));

        assertThat(type(bearer("POST", "/api/cameras/door/tickets", reads))).isEqualTo("403 not-allowed");
        assertThat(type(bearer("GET", "/api/users", reads))).isEqualTo("403 not-allowed");
        assertThat(type(bearer("GET", "/api/cameras", expired))).isEqualTo("401 bad-token");
        assertThat(type(bearer("GET", "/api/cameras", "slt_guessed"))).isEqualTo("401 bad-token");
        assertThat(type(bearer("GET", "/api/cameras", reads + "x"))).isEqualTo("401 bad-token");
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', textBlock = """
                    413 too-large   | {"name":"LONG"}
                    400 bad-request | {"name":[[[[[[1]]]]]]}
                    400 bad-request | {"name":"a","name":"b","password":"c"}
                    400 bad-request | {"name":1,"password":2}
                    400 bad-request | []
                    400 bad-request | {
                    """)
    void whatIsTooLargeOrTooOddIsRefused(String expected, String body) throws Exception {
        String sent = body.replace("LONG", "x".repeat(9000));

        assertThat(type(gateway.send("POST", "/api/session", Browser.NOBODY, sent)))
                .isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "\"cameras\":\"door\"",
                "\"cameras\":null",
                "\"cameras\":[1]",
                "\"camera\":[\"door\"]",
                "\"role\":3",
                "\"rôle\":\"admin\""
            })
    void aFieldThatIsMisspeltOrOfAnotherKindIsNotTakenForLeftOut(String field) throws Exception {
        String body = "{\"name\":\"narrow\",\"password\":\"" + PASSWORD + "\"," + field + "}";

        assertThat(type(gateway.send("POST", "/api/users", gateway.signIn("admin"), body)))
                .isEqualTo("400 bad-request");
        assertThat(gateway.users().find("narrow")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/app.js", "/api/cameras", "/api/session", "/api/users", "/nothing", "/signaling"})
    void everyAnswerSaysThatNothingIsToBeFramedGuessedOrToldOthers(String path) throws Exception {
        HttpResponse<String> answer = gateway.get(path);

        assertThat(answer.headers().firstValue("content-security-policy").orElse(""))
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe", "*");
        assertThat(answer.headers().firstValue("x-content-type-options")).contains("nosniff");
        assertThat(answer.headers().firstValue("referrer-policy")).contains("no-referrer");
        assertThat(answer.headers().firstValue("access-control-allow-origin")).isEmpty();
    }

    @Test
    void filesAreTheirOwnersAndHoldNothingThatLetsAnybodyIn() throws Exception {
        Browser browser = gateway.signIn("viewer");
        String token = gateway.token("kept", Duration.ofHours(1), Permission.READ);
        await().until(() -> Files.readString(directory.resolve("audit.ndjson")).contains("\"sign-in\""));

        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                isItsOwnersWithout(file, PASSWORD, token, browser.cookie().split("=", 2)[1], browser.csrf());
            }
        }
    }

    private static void isItsOwnersWithout(Path file, String... secrets) throws IOException {
        try {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(Files.readString(file)).doesNotContain(secrets);
        } catch (NoSuchFileException renamed) {
            // It was being written when it was listed, and has its own name now.
        }
    }

    private static HttpResponse<String> signIn(String name, String password) throws Exception {
        return gateway.send(
                "POST",
                "/api/session",
                Browser.NOBODY,
                "{\"name\":\"" + name + "\",\"password\":\"" + password + "\"}");
    }

    private static HttpResponse<String> change(Browser browser, String old, String password) throws Exception {
        return gateway.send(
                "POST", "/api/password", browser, "{\"old\":\"" + old + "\",\"password\":\"" + password + "\"}");
    }

    private static HttpResponse<String> bearer(String method, String path, String token) throws Exception {
        return gateway.send(method, path, "", "Authorization", "Bearer " + token);
    }
}
