package dev.sightline.gateway.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SocketFileTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"pipe", "file", "link", "directory"})
    void whatIsNoSocketIsNeverTakenAway(String kind) throws Exception {
        Path path = directory.resolve("agent.sock");
        switch (kind) {
            case "pipe" ->
                assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                        .isZero();
            case "link" -> Files.createSymbolicLink(path, directory.resolve("elsewhere"));
            case "directory" -> Files.createDirectory(path);
            default -> Files.createFile(path);
        }

        assertThatThrownBy(() -> SocketFile.prepare("probe.socket", path))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("probe.socket: " + path + " exists and is no socket");
        assertThat(Files.exists(path, LinkOption.NOFOLLOW_LINKS)).isTrue();
    }

    @Test
    void aSocketAtWhichNobodyListensIsTakenAway() throws Exception {
        Path path = directory.resolve("agent.sock");
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(path));
        }

        try (SocketFile prepared = SocketFile.prepare("probe.socket", path)) {
            assertThat(prepared.path()).doesNotExist();
        }
    }

    @ParameterizedTest
    @CsvSource({"rwxrwx---, the group, g-w", "rwxrwxrwx, everyone, go-w", "rwxr-xrwx, everyone, go-w"})
    void aDirectoryInWhichOthersMayWriteIsRefused(String mode, String who, String cure) throws Exception {
        Path open = Files.createDirectory(directory.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString(mode));

        assertThatThrownBy(() -> SocketFile.prepare("probe.socket", open.resolve("agent.sock")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("probe.socket: " + open + " may be written by " + who)
                .hasMessageContaining("chmod " + cure + " " + open);
    }

    @Test
    @Tag("root")
    void aDirectoryOfSomebodyElseAboveItIsRefusedAndNothingIsMadeThere() throws Exception {
        Path foreign = Files.createDirectory(directory.resolve("foreign"));
        Files.setAttribute(foreign, "unix:uid", 40002);
        Path own = Files.createDirectory(foreign.resolve("own"));

        assertThatThrownBy(() -> SocketFile.prepare("probe.socket", own.resolve("agent.sock")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("probe.socket: " + foreign + ", on the way to " + own + ", belongs to 40002")
                .hasMessageContaining("chown root " + foreign);
        assertThatThrownBy(() -> SocketFile.prepare("probe.socket", foreign.resolve("new/agent.sock")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("belongs to 40002");
        assertThat(foreign.resolve("new")).doesNotExist();
    }

    @Test
    void aStickyBitDoesNotMakeItSafe() throws Exception {
        assertThatThrownBy(() -> SocketFile.prepare("probe.socket", Path.of("/tmp/agent-that-nobody-has.sock")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("/tmp may be written by everyone");
    }
}
