package dev.sightline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sightline.gateway.security.tls.LetsEncryptTree;
import dev.sightline.gateway.security.tls.TestAuthority;
import dev.sightline.gateway.security.tls.TestAuthority.Issued;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The three ways by which a gateway that is not root holds a key that Let's Encrypt's client keeps for root, each through a renewal. */
@Tag("root")
class KeysInThreeWaysTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String HOST = "cam.example";
    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final Path CONFIG =
            Path.of(System.getProperty("basedir", "."), "..", "config", "tls").normalize();

    @TempDir
    Path directory;

    private Issued first;
    private LetsEncryptTree tree;
    private ServiceUser user;
    private InstalledProgram program;

    @BeforeEach
    void prepare() throws Exception {
        open(directory, "rwxr-xr-x");
        first = AUTHORITY.issue(HOST);
        tree = new LetsEncryptTree(directory.resolve("letsencrypt"), HOST, first);
        user = new ServiceUser("tls");
        program = new InstalledProgram();
    }

    @AfterEach
    void tidy() throws Exception {
        user.close();
        program.close();
    }

    @Test
    void byAGroupThatTheScriptMakesAndTheDeployHookKeeps() throws Exception {
        Path config = config(tree.certificate(), tree.key());
        try (Child refused = Child.start(user.command(program.command("serve", "--config", config.toString())))) {
            assertThat(refused.awaitEnd(PATIENCE)).isEqualTo(1);
            assertThat(refused.output())
                    .contains(
                            "tls.key: " + directory.resolve("letsencrypt/live").toRealPath())
                    .contains("cannot be entered by " + user.name)
                    .contains("mode 0700, root:root")
                    .contains("usermod --append --groups ssl-certs " + user.name);
        }

        String changes = share();
        assertThat(changes).contains("chmod 640 ").contains("installed ");
        assertThat(share()).as("a second time there is nothing to do").isEmpty();
        assertThat(Host.output(program.command("doctor", "tls", "--user", user.name, config.toString())
                        .toArray(String[]::new)))
                .contains("through the group " + user.sharedGroup)
                .contains("All is well.");

        try (Child gateway = Child.start(user.command(program.command("serve", "--config", config.toString())))) {
            int port = port(gateway);
            assertThat(shown(port)).isEqualTo(first.certificate());
            Issued second = AUTHORITY.issue(HOST);
            tree.renew(second);
            run(
                    Map.of("RENEWED_LINEAGE", tree.live().toString()),
                    directory
                            .resolve("letsencrypt/renewal-hooks/deploy/sightline-share-key")
                            .toString());

            await().atMost(PATIENCE).untilAsserted(() -> assertThat(shown(port)).isEqualTo(second.certificate()));
        }
    }

    @Test
    void byRootWhoHandsItOverAndStaysForRenewals() throws Exception {
        Path config = config(tree.certificate(), tree.key());
        List<String> command = new ArrayList<>(limited());
        command.addAll(program.command("serve", "--config", config.toString(), "--user", user.name));
        try (Child root = Child.start(command)) {
            int port = port(root);
            assertThat(Files.readString(Path.of("/proc/" + root.pid() + "/status")))
                    .as("of root's rights: to read a key, to start the gateway as its user, and to end it")
                    .containsPattern("CapEff:\\s+00000000000005e4\n")
                    .containsPattern("CapBnd:\\s+00000000000005e4\n")
                    .containsPattern("NoNewPrivs:\\s+1\n");
            ProcessHandle gateway = ProcessHandle.of(root.pid())
                    .orElseThrow()
                    .children()
                    .findFirst()
                    .orElseThrow();
            assertThat(shown(port)).isEqualTo(first.certificate());
            assertThat(Files.readString(Path.of("/proc/" + gateway.pid() + "/status")))
                    .containsPattern("CapEff:\\s+0000000000000400\n")
                    .containsPattern("CapBnd:\\s+0000000000000400\n")
                    .containsPattern("NoNewPrivs:\\s+1\n")
                    .doesNotContainPattern("Uid:.*\\b0\\b");
            assertThat(shown(port)).isEqualTo(first.certificate());

            Issued second = AUTHORITY.issue(HOST);
            tree.renew(second);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(shown(port)).isEqualTo(second.certificate()));

            Host.run("kill", "-KILL", Long.toString(root.pid()));
            await().atMost(PATIENCE).until(() -> !gateway.isAlive());
        }
    }

    @Test
    void byACredentialThatIsCopiedAtEachStart() throws Exception {
        Path credentials = Files.createDirectory(directory.resolve("credentials"));
        Path config = config(credentials.resolve("tls.crt"), credentials.resolve("tls.key"));
        load(credentials);
        try (Child gateway = Child.start(user.command(program.command("serve", "--config", config.toString())))) {
            assertThat(shown(port(gateway))).isEqualTo(first.certificate());
        }
        Issued second = AUTHORITY.issue(HOST);
        tree.renew(second);
        Path told = directory.resolve("told");
        Path systemctl = Files.writeString(directory.resolve("systemctl"), "#!/bin/sh\necho \"$@\" >" + told + "\n");
        open(systemctl, "rwxr-xr-x");
        run(
                Map.of("PATH", directory + ":" + System.getenv("PATH")),
                CONFIG.resolve("deploy-hook-restart").toString());
        assertThat(told).hasContent("try-restart sightline.service");

        load(credentials);
        try (Child gateway = Child.start(user.command(program.command("serve", "--config", config.toString())))) {
            assertThat(shown(port(gateway))).isEqualTo(second.certificate());
        }
    }

    /** As {@code LoadCredential=} does where it has no access control lists: copies that belong to the unit's user. */
    private void load(Path credentials) throws IOException {
        for (Map.Entry<Path, String> file :
                Map.of(tree.certificate(), "tls.crt", tree.key(), "tls.key").entrySet()) {
            Path copy = credentials.resolve(file.getValue());
            Files.copy(file.getKey(), copy, StandardCopyOption.REPLACE_EXISTING);
            open(copy, "r--------");
            Host.run("chown", user.name, copy.toString());
        }
        Host.run("chown", user.name, credentials.toString());
        open(credentials, "r-x------");
    }

    private String share() throws Exception {
        return run(
                Map.of(),
                CONFIG.resolve("share-key").toString(),
                "--name",
                HOST,
                "--letsencrypt",
                directory.resolve("letsencrypt").toString(),
                "--user",
                user.name,
                "--group",
                user.sharedGroup);
    }

    private Path config(Path certificate, Path key) throws IOException {
        Path file =
                Files.writeString(directory.resolve("gateway.yaml"), """
            listeners:
              config: {address: 127.0.0.1, port: 0}
              dashboard: {port: 0}
              signaling: {port: 0}
              management: {port: 0}
            access: {required: false, directory: %s}
            dashboard: {hostNames: [%s]}
            media: {relay: {mediaAddress: 127.0.0.1}}
            returnPath: {winnersFile: none}
            tls: {certificate: '%s', key: '%s', lookSeconds: 0.2}
            """.formatted(state(), HOST, certificate, key));
        open(file, "rw-r--r--");
        return file;
    }

    /** What bin/sightline puts before Java where root hands the key over. */
    private static List<String> limited() throws IOException {
        Matcher line = Pattern.compile("limited=\\((setpriv .*)\\)")
                .matcher(Files.readString(CONFIG.resolve("../../bin/sightline")));
        assertThat(line.find()).isTrue();
        return List.of(line.group(1).replace("\"", "").split(" "));
    }

    /** What the gateway keeps lies where its user may write. */
    private Path state() throws IOException {
        Path state = Files.createDirectory(directory.resolve("state"));
        open(state, "rwx------");
        Host.run("chown", user.name, state.toString());
        return state;
    }

    private static int port(Child gateway) throws Exception {
        return Integer.parseInt(
                gateway.awaitOutput("Page: +https://\\S+:(\\d+)", PATIENCE).group(1));
    }

    private static X509Certificate shown(int port) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustEveryone()}, new SecureRandom());
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    private static String run(Map<String, String> environment, String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(List.of(command)).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private static void open(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
}
