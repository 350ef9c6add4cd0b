package dev.sightline.gateway.access.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.gateway.access.Cameras;
import dev.sightline.gateway.access.Role;
import dev.sightline.gateway.access.store.Occupancy;
import dev.sightline.gateway.access.store.PasswordHash;
import dev.sightline.gateway.access.store.User;
import dev.sightline.gateway.access.store.UserStore;
import dev.sightline.gateway.config.AccessConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of the files themselves: what is in them when, and whose they are. */
class MemoryTest {
    private static final User ADA = new User("ada", PasswordHash.ofNobody(), Role.VIEWER, Cameras.every());

    @TempDir
    private Path directory;

    private UserStore users;
    private Path file;

    @BeforeEach
    void adaIsAUser() throws IOException {
        users = new UserStore(directory);
        users.add(ADA);
        file = directory.resolve("sessions.json");
    }

    @Test
    void whatBeginsOrIsOverIsOnTheDiskAndWhatWasUsedIsLater() throws Exception {
        try (OneProcess process = new OneProcess()) {
            String one = process.begin();
            String other = process.begin();
            byte[] both = Files.readAllBytes(file);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(new String(both, StandardCharsets.UTF_8))
                    .contains("\"ada\"")
                    .doesNotContain(one, other, "viewer");

            process.sessions.find(one);
            process.memory.write();
            process.memory.tick();
            assertThat(file).as("a use of a moment ago").hasBinaryContent(both);

            process.sessions.close(one, Ending.SIGNED_OUT);
            process.memory.write();
            assertThat(Files.readString(file).split("\"hash\"", -1)).hasSize(2);

            process.sessions.find(other);
            process.close();
            assertThat(Files.readString(file)).contains(process.usedAt(other));
        }
    }

    @Test
    void aSecondGatewayOfTheSameDirectoryBringsNothingBack() throws Exception {
        try (OneProcess first = new OneProcess()) {
            String session = first.begin();
            assertThat(Occupancy.exists(directory)).isTrue();
            try (OneProcess second = new OneProcess()) {
                assertThat(second.sessions.find(session)).isEmpty();
                second.begin();
            }
            assertThat(Files.readString(file)).contains(first.usedAt(session));
        }
        assertThat(Occupancy.exists(directory)).isFalse();
    }

    @Test
    void whoStartedWhileAnotherRanTakesTheDirectoryWhenThatHasEnded() throws Exception {
        InetAddress home = InetAddress.getByName("192.0.2.77");
        OneProcess first = new OneProcess();
        String ofFirst = first.begin();
        first.familiar.add("ada", home);
        String ofSecond;
        try (OneProcess second = new OneProcess()) {
            ofSecond = second.begin();
            second.memory.tick();
            assertThat(second.memory.notices())
                    .singleElement(InstanceOfAssertFactories.STRING)
                    .contains("another gateway runs with " + directory);

            first.close();
            second.memory.tick();

            assertThat(second.memory.notices()).isEmpty();
            assertThat(second.familiar.knows("ada", home)).isTrue();
            assertThat(Files.readString(file)).contains(second.usedAt(ofSecond));
        }
        try (OneProcess third = new OneProcess()) {
            assertThat(third.sessions.find(ofSecond)).isPresent();
            assertThat(third.sessions.find(ofFirst))
                    .as("may have ended meanwhile")
                    .isEmpty();
        }
    }

    @Test
    void oneFileThatCannotBeWrittenKeepsNotTheOtherFromIt() throws Exception {
        try (OneProcess process = new OneProcess()) {
            Files.createDirectories(file.resolve("in the way"));
            process.begin();
            process.familiar.add("ada", InetAddress.getByName("192.0.2.77"));
            process.memory.tick();

            assertThat(process.memory.notices()).hasSize(1);
            assertThat(directory.resolve("familiar.json")).exists();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"sessions\":[{}]}", "{\"sessions\":[{\"hash\":\"x\",\"user\":\"ada\"}]}"})
    void aDamagedFileCostsTheSessionsAndNoMore(String content) throws Exception {
        String old;
        try (OneProcess process = new OneProcess()) {
            old = process.begin();
        }
        Files.writeString(file, content);
        try (OneProcess process = new OneProcess()) {
            assertThat(process.sessions.find(old)).isEmpty();
            process.begin();
        }
        try (OneProcess process = new OneProcess()) {
            assertThat(process.sessions.count()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-rw----", "rw-r--r--"})
    void aFileThatOthersMayReadOrWriteIsNotBelieved(String mode) throws Exception {
        String session;
        try (OneProcess process = new OneProcess()) {
            session = process.begin();
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        try (OneProcess process = new OneProcess()) {
            assertThat(process.sessions.find(session)).isEmpty();
        }
    }

    @Test
    void whereItCannotBeWrittenNothingThatIsOverIsLeftInIt() throws Exception {
        try (OneProcess process = new OneProcess()) {
            String session = process.begin();
            String other = process.begin();
            Files.delete(directory.resolve(".lock"));
            Path inTheWay = Files.createDirectory(directory.resolve(".lock"));

            process.begin();
            assertThat(process.memory.notices())
                    .singleElement(InstanceOfAssertFactories.STRING)
                    .startsWith("Who is signed in is not written down: ")
                    .contains(directory.toString());
            assertThat(file).as("nothing is over").exists();

            process.sessions.close(session, Ending.SIGNED_OUT);
            process.memory.write();
            assertThat(file).doesNotExist();

            Files.delete(inTheWay);
            process.memory.tick();
            assertThat(process.memory.notices()).isEmpty();
            assertThat(Files.readString(file)).contains(process.usedAt(other));
            assertThat(Files.readString(file).split("\"hash\"", -1)).hasSize(3);
        }
    }

    @Test
    void placesHaveNoNamesInTheirFile() throws Exception {
        InetAddress home = InetAddress.getByName("192.0.2.77");
        try (OneProcess process = new OneProcess()) {
            process.familiar.add("ada", home);
            process.memory.tick();
        }
        assertThat(Files.readString(directory.resolve("familiar.json"))).doesNotContain("192.0.2.77", "ada");
        try (OneProcess process = new OneProcess()) {
            assertThat(process.familiar.knows("ada", home)).isTrue();
        }
    }

    /** What one process of the gateway has. */
    private final class OneProcess implements AutoCloseable {
        final Sessions sessions = new Sessions(
                new AccessConfig.Sessions(Duration.ofHours(1), Duration.ofHours(12), 10, 10), Clock.systemUTC());
        final Familiar familiar = new Familiar(Clock.systemUTC());
        final Memory memory = Memory.open(directory, sessions, familiar, users);

        String begin() {
            String name = sessions.open(ADA).name();
            memory.write();
            return name;
        }

        String usedAt(String name) {
            return sessions.look(name).orElseThrow().used().toString();
        }

        @Override
        public void close() throws IOException {
            memory.close();
        }
    }
}
