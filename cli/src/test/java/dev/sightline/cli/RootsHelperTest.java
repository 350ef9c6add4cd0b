package dev.sightline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sightline.gateway.security.tls.LetsEncryptTree;
import dev.sightline.gateway.security.tls.TestAuthority;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the account of {@code serve --user} gets of root, and what not. */
@Tag("root")
class RootsHelperTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String HOST = "cam.example";
    private static final String SECRET = "a-secret-of-roots";
    private static final TestAuthority AUTHORITY = new TestAuthority();

    @TempDir
    Path directory;

    private LetsEncryptTree tree;
    private ServiceUser user;
    private InstalledProgram program;
    private Path secret;

    @BeforeEach
    void prepare() throws Exception {
        mode(directory, "rwxr-xr-x");
        tree = new LetsEncryptTree(directory.resolve("letsencrypt"), HOST, AUTHORITY.issue(HOST));
        secret = Files.writeString(directory.resolve("secret"), SECRET);
        mode(secret, "rw-------");
        user = new ServiceUser("helper");
        program = new InstalledProgram();
    }

    @AfterEach
    void tidy() throws Exception {
        user.close();
        program.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"certificate", "key"})
    void rootFollowsNoLinkThatTheAccountMade(String which) throws Exception {
        Path own = ofTheAccount(Files.createDirectory(directory.resolve("own")));
        Path link = ofTheAccount(Files.createSymbolicLink(own.resolve("file.pem"), secret));
        Path config = which.equals("key") ? config(tree.certificate(), link) : config(link, tree.key());

        try (Child refused = Child.start(serving(config))) {
            assertThat(refused.awaitEnd(PATIENCE)).isEqualTo(1);
            assertThat(refused.output())
                    .contains("tls." + which + ": " + own + ", on the way to " + link + ", belongs to " + user.name)
                    .contains("chown root " + own)
                    .doesNotContain(SECRET);
        }
    }

    @Test
    void aKeyOfTheAccountIsNotReadByRootEvenWhereTheConfigurationAllowsInsecureOnes() throws Exception {
        ofTheAccount(tree.archived("privkey"));
        Path config = config(tree.certificate(), tree.key());
        Files.writeString(
                config, Files.readString(config).replace("tls: {", "tls: {allowInsecureKeyPermissions: true, "));

        try (Child refused = Child.start(serving(config))) {
            assertThat(refused.awaitEnd(PATIENCE)).isEqualTo(1);
            assertThat(refused.output())
                    .contains("belongs to " + user.name + ", not to root")
                    .contains("chown root " + tree.archived("privkey"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"its own", "in its own directory", "writable by its group"})
    void aConfigurationThatTheAccountMayWriteTellsRootNothing(String how) throws Exception {
        Path config = config(tree.certificate(), tree.key());
        switch (how) {
            case "its own" -> ofTheAccount(config);
            case "in its own directory" -> {
                Path own = ofTheAccount(Files.createDirectory(directory.resolve("own")));
                config = Files.move(config, own.resolve("gateway.yaml"));
            }
            default -> {
                Host.run("chgrp", user.name, config.toString());
                mode(config, "rw-rw----");
            }
        }

        try (Child refused = Child.start(serving(config))) {
            assertThat(refused.awaitEnd(PATIENCE)).isEqualTo(1);
            assertThat(refused.output())
                    .startsWith("sightline: --config: ")
                    .contains("Mend it with:")
                    .contains("chown root ");
        }
    }

    /** As root types it: in a terminal, with Ctrl-C at the end. */
    @Test
    void theGatewayHasNeitherRootsTerminalNorItsEnvironmentAndEndsWithCtrlC() throws Exception {
        Path config = config(tree.certificate(), tree.key());
        String command = "exec env --default-signal=INT SIGHTLINE_TEST_SECRET=" + SECRET + " '"
                + String.join("' '", serving(config)) + "'";
        Path output = directory.resolve("terminal");
        Process terminal = new ProcessBuilder(
                        "script", "--quiet", "--flush", "--return", "--command", command, "/dev/null")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            await().atMost(PATIENCE).until(() -> Files.readString(output).contains("Page: "));
            ProcessHandle helper = child(terminal.toHandle());
            ProcessHandle gateway = child(helper);

            String[] stat = Files.readString(Path.of("/proc/" + gateway.pid() + "/stat"))
                    .replaceFirst("^.*\\) ", "")
                    .split(" ", -1);
            assertThat(stat[3]).as("session").isEqualTo(Long.toString(gateway.pid()));
            assertThat(stat[4]).as("terminal").isEqualTo("0");
            assertThat(openFiles(helper)).anyMatch(file -> file.startsWith("/dev/pts/"));
            assertThat(openFiles(gateway)).noneMatch(file -> file.startsWith("/dev/pts/") || file.equals("/dev/tty"));
            assertThat(environment(helper)).anyMatch(line -> line.contains(SECRET));
            assertThat(environment(gateway))
                    .noneMatch(line -> line.contains(SECRET))
                    .contains("USER=" + user.name);

            try (OutputStream keyboard = terminal.getOutputStream()) {
                keyboard.write(3);
                keyboard.flush();
                await().atMost(PATIENCE).until(() -> !helper.isAlive() && !gateway.isAlive());
            }
        } finally {
            terminal.descendants().forEach(ProcessHandle::destroyForcibly);
            terminal.destroyForcibly();
        }
    }

    private List<String> serving(Path config) {
        return program.command("serve", "--config", config.toString(), "--user", user.name);
    }

    private Path ofTheAccount(Path path) {
        Host.run("chown", "--no-dereference", user.name, path.toString());
        return path;
    }

    private Path config(Path certificate, Path key) throws IOException {
        Path state = ofTheAccount(Files.createDirectory(directory.resolve("state")));
        Path file = Files.writeString(directory.resolve("gateway.yaml"), """
            listeners:
              config: {address: 127.0.0.1, port: 0}
              dashboard: {port: 0}
              signaling: {port: 0}
              management: {port: 0}
            access: {required: false, directory: %s}
            media: {relay: {mediaAddress: 127.0.0.1}}
            returnPath: {winnersFile: none}
            tls: {certificate: '%s', key: '%s'}
            """.formatted(state, certificate, key));
        mode(file, "rw-r--r--");
        return file;
    }

    private static ProcessHandle child(ProcessHandle parent) {
        return parent.children().findFirst().orElseThrow();
    }

    private static List<String> openFiles(ProcessHandle process) throws IOException {
        List<String> files = new ArrayList<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                try {
                    files.add(Files.readSymbolicLink(descriptor).toString());
                } catch (NoSuchFileException closed) {
                    // It was open when it was listed: the process runs.
                }
            }
        }
        return files;
    }

    private static List<String> environment(ProcessHandle process) throws IOException {
        byte[] bytes = Files.readAllBytes(Path.of("/proc/" + process.pid() + "/environ"));
        return List.of(new String(bytes, StandardCharsets.UTF_8).split("\0", -1));
    }

    private static void mode(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
}
