package dev.sightline.probe.selftest;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A namespace that a killed self test left")
class LeftoverNamespacesTest {
    private static final String LEFT = "sightline-selftest-999999998-server";

    @TempDir
    private Path directory;

    private Path ip = Path.of("");

    /** It lists what was left, and cannot remove it. */
    @BeforeEach
    void writeProgram() throws IOException {
        ip = Files.writeString(directory.resolve("ip"), """
                #!/bin/sh
                case "$*" in
                "netns list") echo "%s (id: 0)" ;;
                "netns delete "*) echo 'Cannot remove namespace file' >&2; exit 1 ;;
                esac
                """.formatted(LEFT));
        Files.setPosixFilePermissions(ip, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void isNoFailureWhereAnotherSelfTestRemovesItAtTheSameTime() {
        try (TestNamespaces namespaces = new TestNamespaces(ip.toString(), directory)) {
            assertThatCode(namespaces::make).doesNotThrowAnyException();
        }
    }

    @Test
    void isToldWhereItCannotBeRemoved() throws IOException {
        Files.createFile(directory.resolve(LEFT));

        try (TestNamespaces namespaces = new TestNamespaces(ip.toString(), directory)) {
            assertThatThrownBy(namespaces::make)
                    .isInstanceOf(IOException.class)
                    .hasMessageEndingWith("netns delete " + LEFT + ": Cannot remove namespace file");
        }
    }
}
