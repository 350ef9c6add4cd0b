package dev.sightline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JVM dies of an archive of classes that is not whole, so the launcher passes it over. */
class ClassArchiveTest {
    private static final String REQUIREMENTS = Path.of(
                    System.getProperty("basedir", "."), "..", "bin", "lib", "requirements.sh")
            .toAbsolutePath()
            .normalize()
            .toString();

    @TempDir
    private Path directory;

    private Path archive;

    @BeforeEach
    void keepOne() throws IOException {
        archive = Files.write(directory.resolve("an archive.jsa"), new byte[5_000]);
        Files.writeString(directory.resolve("an archive.jsa.size"), "5000\n");
    }

    @Test
    void isUsedWhereItIsWhole() throws Exception {
        assertThat(isWhole()).isTrue();
    }

    @Test
    void isPassedOverWhereAPartIsMissing() throws Exception {
        Files.write(archive, new byte[4_999]);

        assertThat(isWhole()).isFalse();
    }

    @Test
    void isPassedOverWhereItsSizeIsNotKnown() throws Exception {
        Files.delete(directory.resolve("an archive.jsa.size"));

        assertThat(isWhole()).isFalse();
    }

    @Test
    void isPassedOverWhereItIsNotThere() throws Exception {
        Files.delete(archive);

        assertThat(isWhole()).isFalse();
    }

    private boolean isWhole() throws IOException, InterruptedException {
        Process shell = new ProcessBuilder(
                        "bash", "-euc", ". \"$1\"; is_whole \"$2\"", "test", REQUIREMENTS, archive.toString())
                .inheritIO()
                .start();
        return shell.waitFor() == 0;
    }
}
