package dev.sightline.gateway.access.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StateFileTest {
    private static final byte[] CONTENT = "content".getBytes(StandardCharsets.US_ASCII);
    private static final int SERVICE = 40001;
    private static final int STRANGER = 40002;

    @TempDir
    Path above;

    private Path directory;
    private StateFile file;

    @BeforeEach
    void prepare() throws IOException {
        directory = Files.createDirectory(above.resolve("access"));
        file = new StateFile(directory.resolve("users.json"));
    }

    @Test
    void whatIsWrittenIsReadAndItsOwnersAlone() throws Exception {
        file.alone(() -> {
            file.write(CONTENT);
            return true;
        });
        file.appendLine(CONTENT);

        assertThat(file.read())
                .hasValueSatisfying(bytes -> assertThat(bytes).asString().isEqualTo("content\ncontent"));
        for (String name : new String[] {"users.json", ".lock"}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(name))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void aFileIsHeldAgainstOtherProcessesWhoeverTriesItHere() throws Exception {
        Path running = directory.resolve(".running");
        try (Occupancy held = Occupancy.of(directory).orElseThrow()) {
            assertThat(held).isNotNull();
            assertThat(Occupancy.exists(directory)).isTrue();
            assertThat(Occupancy.of(directory)).isEmpty();

            assertThat(isLockedByThisProcess(running)).isTrue();
        }
        assertThat(isLockedByThisProcess(running)).isFalse();
        assertThat(Occupancy.exists(directory)).isFalse();
    }

    @Test
    void theFilesOfOneDirectoryTakeTurnsWithoutGivingUpTheLockOfEachOther() throws Exception {
        StateFile other = new StateFile(directory.resolve("sessions.json"));
        CountDownLatch tried = new CountDownLatch(1);
        CompletableFuture<Boolean> second = file.alone(() -> {
            CompletableFuture<Boolean> late = CompletableFuture.supplyAsync(() -> {
                try {
                    tried.countDown();
                    return other.alone(() -> isLockedByThisProcess(directory.resolve(".lock")));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            await(tried);
            assertThat(FileHold.tried(directory, ".lock", () -> {
                        throw new IOException("opened");
                    }))
                    .isEmpty();
            assertThat(isLockedByThisProcess(directory.resolve(".lock"))).isTrue();
            assertThat(late).isNotDone();
            return late;
        });

        assertThat(second.join()).isTrue();
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** As the kernel says it. */
    private static boolean isLockedByThisProcess(Path file) throws IOException {
        String lock = " POSIX  ADVISORY  WRITE " + ProcessHandle.current().pid() + " ";
        String inode = ":" + Files.getAttribute(file, "unix:ino") + " ";
        return Files.readAllLines(Path.of("/proc/locks")).stream()
                .anyMatch(line -> line.contains(lock) && line.contains(inode));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw--w----", "rw----r--", "rw-----w-"})
    void aFileThatOthersMayReadOrWriteIsRefused(String mode) throws Exception {
        file.write(CONTENT);
        Files.setPosixFilePermissions(file.path(), PosixFilePermissions.fromString(mode));

        assertThatThrownBy(file::read).hasMessageContaining("chmod 600 " + file.path());
    }

    @ParameterizedTest
    @CsvSource({"rwxrwx---, g-w", "rwxr-xrwx, go-w"})
    void aDirectoryThatOthersMayWriteIsRefused(String mode, String cure) throws Exception {
        file.write(CONTENT);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(mode));

        assertThatThrownBy(file::read).hasMessageContaining("chmod " + cure + " " + directory);
        assertThatThrownBy(() -> file.write(CONTENT)).hasMessageContaining("access.directory: " + directory);
    }

    @ParameterizedTest
    @ValueSource(strings = {"users.json", ".lock"})
    void noLinkIsFollowed(String name) throws Exception {
        Path target = Files.writeString(above.resolve("target"), "a secret");
        Path missing = above.resolve("nologin");
        for (Path to : new Path[] {target, missing}) {
            Path link = Files.createSymbolicLink(directory.resolve(name), to);
            if (name.equals(".lock")) {
                assertThatThrownBy(() -> file.alone(() -> true)).hasMessageContaining(link + " is a symbolic link");
            } else {
                assertThatThrownBy(file::read).hasMessageContaining(link + " is a symbolic link");
                assertThatThrownBy(() -> file.appendLine(CONTENT)).hasMessageContaining("rm " + link);
            }
            Files.delete(link);
        }
        assertThat(target).hasContent("a secret");
        assertThat(missing).doesNotExist();
    }

    @Test
    void aFileThatHasAnotherNameIsNotWritten() throws Exception {
        Path elsewhere = Files.writeString(above.resolve("elsewhere"), "another's");
        Files.createLink(file.path(), elsewhere);

        assertThatThrownBy(() -> file.appendLine(CONTENT)).hasMessageContaining("has another name elsewhere");
        assertThat(elsewhere).hasContent("another's");
    }

    @Test
    void aPipeIsNotOpened() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", directory.resolve(".lock").toString())
                        .start()
                        .waitFor())
                .isZero();

        assertThatThrownBy(() -> file.alone(() -> true)).hasMessageContaining("is no regular file");
    }

    @Test
    @Tag("root")
    void whatRootMakesInTheDirectoryOfAServiceIsTheServices() throws Exception {
        Files.setAttribute(directory, "unix:uid", SERVICE);
        StateFile deeper = new StateFile(directory.resolve("new/users.json"));

        for (StateFile each : new StateFile[] {file, deeper}) {
            each.alone(() -> {
                each.write(CONTENT);
                return true;
            });
            assertThat(owner(each.path())).isEqualTo(SERVICE);
            assertThat(owner(each.path().resolveSibling(".lock"))).isEqualTo(SERVICE);
            assertThat(each.read()).isPresent();
        }
    }

    @Test
    @Tag("root")
    void aStrangersFileOrDirectoryOnTheWayIsRefused() throws Exception {
        Files.setAttribute(directory, "unix:uid", SERVICE);
        file.write(CONTENT);
        Files.setAttribute(file.path(), "unix:uid", STRANGER);

        assertThatThrownBy(file::read)
                .hasMessageContaining(file.path() + " belongs to " + STRANGER)
                .hasMessageContaining("install -m 600 -o " + SERVICE);

        Files.setAttribute(file.path(), "unix:uid", SERVICE);
        assertThat(file.read()).isPresent();
        Files.setAttribute(above, "unix:uid", STRANGER);
        assertThatThrownBy(file::read).hasMessageContaining("belongs to " + STRANGER);
        Files.setAttribute(above, "unix:uid", 0);
    }

    private static int owner(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }
}
