package dev.sightline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an account that owns the directory of access control can make root do, and what not. */
@Tag("root")
class AccessDirectoryTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private ServiceUser user;
    private Path access;
    private Path roots;

    @BeforeEach
    void prepare() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        user = new ServiceUser("access");
        access = Files.createDirectory(directory.resolve("access"));
        Host.run("chown", user.name, access.toString());
        roots = Files.createDirectory(directory.resolve("roots"));
        Files.setPosixFilePermissions(roots, PosixFilePermissions.fromString("rwx------"));
    }

    @AfterEach
    void tidy() throws Exception {
        user.close();
    }

    @Test
    void rootMakesUsersForTheService() throws Exception {
        try (Child added = addUser()) {
            assertThat(added.awaitEnd(PATIENCE)).as(added.output()).isZero();
        }
        for (String name : new String[] {"users.json", "audit.ndjson", ".lock"}) {
            assertThat(Files.getOwner(access.resolve(name)).getName()).isEqualTo(user.name);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"users.json", ".lock", "audit.ndjson"})
    void rootFollowsNoLinkOfTheAccount(String name) throws Exception {
        Path target = roots.resolve("nologin");
        Host.run(
                asTheAccount("ln", "-s", target.toString(), access.resolve(name).toString()));

        try (Child added = addUser()) {
            added.awaitEnd(PATIENCE);
            assertThat(added.output()).contains(access.resolve(name) + " is a symbolic link of " + user.name);
        }
        assertThat(target).doesNotExist();
    }

    @Test
    void aGatewayOfRootsTakesNoUsersFromADirectoryOfAnAccount() throws Exception {
        Path config = Files.writeString(directory.resolve("gateway.yaml"), """
                listeners:
                  config: {address: 127.0.0.1, port: 0}
                  dashboard: {address: 127.0.0.1, port: 0}
                  signaling: {address: 127.0.0.1, port: 0}
                  management: {port: 0}
                access: {directory: %s}
                media: {relay: {mediaAddress: 127.0.0.1}}
                returnPath: {winnersFile: none}
                """.formatted(access));

        try (Child refused = Child.start(Child.sightline("serve", "--config", config.toString()))) {
            assertThat(refused.awaitEnd(PATIENCE)).isEqualTo(1);
            assertThat(refused.output())
                    .contains("access.directory: " + access + " belongs to " + user.name)
                    .contains("chown root " + access);
        }
    }

    private Child addUser() throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "echo 'a long enough password' | \"$@\"", "sh"));
        command.addAll(Child.sightline("user", "add", "eve", "--directory", access.toString()));
        return Child.start(command);
    }

    private String[] asTheAccount(String... command) {
        return user.command(List.of(command)).toArray(String[]::new);
    }
}
