package dev.sightline.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sightline.gateway.access.Cameras;
import dev.sightline.gateway.access.Permission;
import dev.sightline.gateway.access.Role;
import dev.sightline.gateway.access.store.PasswordHash;
import dev.sightline.gateway.access.store.TokenStore;
import dev.sightline.gateway.access.store.User;
import dev.sightline.gateway.access.store.UserStore;
import dev.sightline.gateway.config.CameraId;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import javax.net.ssl.SSLContext;

/** A gateway at which people sign in, with a user of each role, and what browsers and programs ask it. */
final class GuardedGateway implements AutoCloseable {
    static final String PASSWORD = "correct horse battery";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final RunningGateway gateway;
    private final Path directory;
    private final HttpClient http;

    /** Who is signed in: what a browser keeps. */
    record Browser(String cookie, String csrf) {
        static final Browser NOBODY = new Browser("", "");
    }

    private GuardedGateway(RunningGateway gateway, Path directory) throws Exception {
        this.gateway = gateway;
        this.directory = directory;
        SSLContext trusting = SSLContext.getInstance("TLS");
        trusting.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), new SecureRandom());
        this.http = HttpClient.newBuilder()
                .sslContext(trusting)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    /** Without any user. */
    static GuardedGateway fresh(Path directory, String more) throws Exception {
        return new GuardedGateway(
                RunningGateway.with(RunningGateway.LOOPBACK_RELAY + """
                        cameras: {list: [{id: yard}, {id: door}]}
                        dashboard: {allowedOrigins: ["https://wall.example"]}
                        access:
                          directory: '%s'
                        """.formatted(directory) + more), directory);
    }

    /** With {@code admin}, {@code operator} and {@code viewer}, the last one for the camera {@code door} only. */
    static GuardedGateway with(Path directory, String more) throws Exception {
        PasswordHash password = PasswordHash.of(PASSWORD);
        UserStore users = new UserStore(directory);
        users.add(new User("admin", password, Role.ADMIN, Cameras.every()));
        users.add(new User("operator", password, Role.OPERATOR, Cameras.every()));
        users.add(new User("viewer", password, Role.VIEWER, Cameras.only(new CameraId("door"))));
        return fresh(directory, more);
    }

    Gateway gateway() {
        return gateway.gateway();
    }

    String metrics() throws Exception {
        return gateway.management("/metrics").body();
    }

    UserStore users() {
        return new UserStore(directory);
    }

    String token(String name, Duration life, Permission... scopes) throws IOException {
        return new TokenStore(directory)
                .add(name, Set.of(scopes), Cameras.every(), Instant.now().plus(life));
    }

    String origin() {
        return "https://127.0.0.1:" + gateway().dashboardPort();
    }

    Browser signIn(String name) throws Exception {
        HttpResponse<String> answer = send(
                "POST",
                "/api/session",
                Browser.NOBODY,
                "{\"name\":\"" + name + "\",\"password\":\"" + PASSWORD + "\"}");
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(answer.statusCode() + " " + answer.body());
        }
        return browser(answer);
    }

    static Browser browser(HttpResponse<String> answer) throws IOException {
        String cookie = answer.headers().firstValue("set-cookie").orElseThrow().split(";", 2)[0];
        return new Browser(cookie, json(answer).path("csrf").asText());
    }

    HttpResponse<String> get(String path, String... headers) throws Exception {
        return http.send(request(path, headers).GET().build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path, Browser browser) throws Exception {
        return get(path, "Cookie", browser.cookie());
    }

    /** As the gateway's own page sends it. */
    HttpResponse<String> send(String method, String path, Browser browser, String body) throws Exception {
        return send(
                method,
                path,
                body,
                "Origin",
                origin(),
                "Cookie",
                browser.cookie(),
                "x-sightline-csrf",
                browser.csrf(),
                "Content-Type",
                "application/json");
    }

    HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        return http.send(
                request(path, headers)
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(origin() + path)).timeout(PATIENCE);
        return headers.length == 0 ? request : request.headers(headers);
    }

    static JsonNode json(HttpResponse<String> answer) throws IOException {
        return JSON.readTree(answer.body());
    }

    static String type(HttpResponse<String> answer) throws IOException {
        return answer.statusCode() + " " + json(answer).path("type").asText();
    }

    @Override
    public void close() {
        gateway.close();
    }
}
