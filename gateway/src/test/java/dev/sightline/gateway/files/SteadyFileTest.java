package dev.sightline.gateway.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Between the look at a file's way and the end of its reading somebody changes it. */
class SteadyFileTest {
    private static final int MOST = 100;

    @TempDir
    private Path directory;

    private Path link;

    @BeforeEach
    void plant() throws Exception {
        Files.writeString(directory.resolve("first"), "first");
        Files.writeString(directory.resolve("second"), "second");
        link = Files.createSymbolicLink(directory.resolve("link"), Path.of("first"));
    }

    @Test
    void aLinkThatIsTurnedAfterTheLookIsLookedAtAgain() throws Exception {
        List<String> looked = new ArrayList<>();
        SteadyFile.Content<String> read = SteadyFile.read(link, MOST, way -> {
            String target = target(way);
            looked.add(target);
            if (looked.size() == 1) {
                turn("second");
            }
            return target;
        });

        assertThat(looked).containsExactly("first", "second");
        assertThat(read.found()).isEqualTo("second");
        assertThat(new String(read.bytes(), StandardCharsets.UTF_8))
                .as("what was looked at is what was read")
                .isEqualTo("second");
    }

    @Test
    void rightsThatAreWidenedAfterTheLookAreSeen() throws Exception {
        Path file = directory.resolve("first");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        List<FileFacts> looked = new ArrayList<>();
        SteadyFile.read(file, MOST, way -> {
            looked.add(way.file().orElseThrow());
            if (looked.size() == 1) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
            }
            return true;
        });

        assertThat(looked).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void whatDoesNotComeToRestIsNotRead() {
        List<String> looked = new ArrayList<>();
        assertThatThrownBy(() -> SteadyFile.read(link, MOST, way -> {
                    looked.add(target(way));
                    turn(looked.size() % 2 == 0 ? "first" : "second");
                    return true;
                }))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("it changes while it is read");
        assertThat(looked).hasSize(3);
    }

    private static String target(FileWay way) {
        return String.valueOf(way.file().orElseThrow().path().getFileName());
    }

    private void turn(String target) throws IOException {
        Path fresh = Files.createSymbolicLink(directory.resolve("fresh"), Path.of(target));
        Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE);
    }
}
