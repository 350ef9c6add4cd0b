package dev.sightline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sightline.bench.browser.Chromium;
import dev.sightline.gateway.Gateway;
import dev.sightline.gateway.access.Cameras;
import dev.sightline.gateway.access.Role;
import dev.sightline.gateway.access.store.PasswordHash;
import dev.sightline.gateway.access.store.User;
import dev.sightline.gateway.access.store.UserStore;
import dev.sightline.gateway.config.GatewayConfig;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person who signs in sees, in a real browser: also why they have to, where they did not ask for it. */
class SignInPageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Path PICTURES = Path.of("target", "pictures");
    private static final String PASSWORD = "correct horse battery";

    @TempDir
    private Path directory;

    private Path access;
    private UserStore users;
    private Gateway gateway;
    private Chromium browser;

    @BeforeEach
    void start() throws Exception {
        access = directory.resolve("access");
        users = new UserStore(access);
        PasswordHash password = PasswordHash.of(PASSWORD);
        users.add(new User("ada", password, Role.ADMIN, Cameras.every()));
        users.add(new User("wall", password, Role.VIEWER, Cameras.every()));
        gateway = gateway(0);
        browser = Chromium.start(900, 640);
        Files.createDirectories(PICTURES);
    }

    @AfterEach
    void stop() {
        if (browser != null) {
            browser.close();
        }
        gateway.close();
    }

    @Test
    void whoTriesTooOftenIsToldWhenToTryAgain() throws Exception {
        open("/");
        for (int i = 0; i < 3; i++) {
            signIn("ada", "not the password");
            awaitText("form .refused", "name or password is wrong");
            browser.evaluate("document.querySelector('form .refused').textContent = ''");
        }
        signIn("ada", PASSWORD);

        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(text("form .refused")).matches("Too many tries\\. Try again in [1-9][0-9]* s\\."));
        assertThat(browser.evaluate("return document.querySelector('input[type=password]').value"))
                .as("the password is not left there")
                .hasValue("");
        Files.write(PICTURES.resolve("sign-in-too-often.png"), browser.screenshot());
    }

    @Test
    void whoIsSignedInStaysSoWhileTheGatewayIsStartedAgain() throws Exception {
        open("/");
        signIn("wall", PASSWORD);
        awaitText("#account", "wall");
        browser.evaluate("window.neverLoadedAnew = true");

        restart();
        await().atMost(PATIENCE).until(() -> text("#live").equals("Live"));

        assertThat(text("#account")).contains("wall");
        assertThat(browser.evaluate("return window.neverLoadedAnew")).hasValue("true");
        browser.evaluate("document.querySelector('#account button').click()");
        awaitText("form h2", "Sign in");
        assertThat(text("form")).as("who signs out knows why").doesNotContain("signed out");
        assertThat(Files.readString(access.resolve("sessions.json"))).doesNotContain("hash");
    }

    @Test
    void whatTheGatewayAnswersToASessionThatIsBeingEndedIsNoNews() throws Exception {
        open("/");
        signIn("wall", PASSWORD);
        awaitText("#account", "wall");
        browser.evaluate("""
            const real = window.fetch;
            const gone = new Promise((done) => { window.ended = done; });
            const answered = new Promise((done) => { window.told = done; });
            window.fetch = async (path, options) => {
              if (options?.method === 'DELETE') {
                const confirmation = await real(path, options);
                window.ended();
                await answered;
                return confirmation;
              }
              window.asks = true;
              await gone;
              const answer = await real(path, { ...options, signal: undefined }); // held longer than the page would wait
              setTimeout(() => window.told(answer.status), 200);
              window.answers = answer.status;
              return answer;
            };
            """);
        await().atMost(PATIENCE)
                .until(() -> browser.evaluate("return window.asks").equals(Optional.of("true")));

        browser.evaluate("document.querySelector('#account button').click()");

        awaitText("form h2", "Sign in");
        assertThat(browser.evaluate("return window.answers")).hasValue("401");
        assertThat(text("form")).as("who signs out knows why").doesNotContain("signed out");
    }

    @Test
    void theFormThatAppearsByItselfSaysWhy() throws Exception {
        open("/");
        assertThat(text("form")).as("nobody was signed in").doesNotContain("signed");

        signIn("wall", PASSWORD);
        awaitText("#account", "wall");
        users.remove("wall");
        awaitText("form", "You were signed out: an administrator has removed this user.");
        Files.write(PICTURES.resolve("signed-out.png"), browser.screenshot());

        signIn("ada", PASSWORD);
        awaitText("#account", "ada");
        users.change("ada", all -> {}, now -> now.withPassword(PasswordHash.of("another horse battery")));
        awaitText("form", "You were signed out: your password was changed.");

        signIn("ada", "another horse battery");
        await().atMost(PATIENCE).until(() -> text("form").isEmpty()); // her name was shown all the while
        Files.delete(stopped().resolve("sessions.json"));
        restartStopped();
        awaitText("form", "You are not signed in any more");
        Files.write(PICTURES.resolve("sessions-lost.png"), browser.screenshot());

        open("/#/enter/usedbefore");
        awaitText("form", "The link does not sign you in: it was used before, is over, or never was one.");
    }

    private int port;

    private Path stopped() {
        port = gateway.dashboardPort();
        gateway.close();
        return access;
    }

    private void restart() throws Exception {
        stopped();
        restartStopped();
    }

    private void restartStopped() throws Exception {
        // Another socket of this machine may have the port for a moment.
        gateway = await().atMost(PATIENCE).ignoreExceptions().until(() -> gateway(port), started -> true);
    }

    private Gateway gateway(int dashboard) throws Exception {
        return Gateway.start(GatewayConfig.parse("""
            listeners:
              config: {address: 127.0.0.1, port: 0}
              dashboard: {address: 127.0.0.1, port: %s}
              signaling: {address: 127.0.0.1, port: 0}
              management: {port: 0}
            access: {directory: '%s'}
            tls: {selfSignedDirectory: '%s'}
            returnPath: {winnersFile: none}
            limits: {rates: {logins: {count: 3, seconds: 600}}}
            media: {relay: {mediaAddress: 127.0.0.1}}
            """.formatted(dashboard, access, directory), "test.yaml"));
    }

    private void open(String path) {
        browser.open(URI.create("about:blank"));
        browser.open(URI.create("https://127.0.0.1:" + gateway.dashboardPort() + path));
        await().atMost(PATIENCE)
                .until(() -> browser.evaluate("return document.querySelector('input[name=username]') !== null")
                        .equals(Optional.of("true")));
    }

    private void signIn(String name, String password) {
        await().atMost(PATIENCE)
                .until(() -> browser.evaluate("return document.querySelector('form button')?.disabled")
                        .equals(Optional.of("false")));
        browser.evaluate("""
            document.querySelector('input[name=username]').value = '%s';
            document.querySelector('input[type=password]').value = '%s';
            document.querySelector('form button').click();
            """.formatted(name, password));
    }

    private void awaitText(String selector, String expected) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(text(selector)).contains(expected));
    }

    private String text(String selector) {
        return browser.evaluate("return document.querySelector('" + selector + "')?.innerText.trim() ?? ''")
                .orElse("");
    }
}
