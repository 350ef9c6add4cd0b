package dev.sightline.probe.host.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.watch.NetworkNamespaces;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The firewall's trace")
@Tag("root")
class FirewallTraceTest {
    /** As on a kernel that knows no owner of a table; what is asked of it is written down. */
    private static final String WITHOUT_OWNER = """
            #!/bin/sh
            echo "$*" >> %s
            [ "$1" = -i ] && exec cat >/dev/null
            exec nft "$@"
            """;

    @TempDir
    private Path folder;

    @Test
    void makesNothingOnceItIsClosed() throws Exception {
        try (NetworkNamespaces network = new NetworkNamespaces()) {
            assertThat(said(network, "close")).isEqualTo("ended");
            network.shellOnServer("test -z \"$(nft list tables)\"");
        }

        assertThat(asked()).contains("list table inet sightline_trace_").doesNotContain("-f -");
    }

    @Test
    void leavesNothingWhereTheProcessEndsAsSoonAsItIsThere() throws Exception {
        try (NetworkNamespaces network = new NetworkNamespaces()) {
            assertThat(said(network, "halt")).isEqualTo("there");
            network.shellOnServer("for try in $(seq 200); do"
                    + " nft list tables | grep -q sightline_trace_ || exit 0; sleep 0.05; done; exit 1");
        }

        assertThat(asked()).contains("-f -", "delete table inet sightline_trace_");
    }

    private Path log() {
        return folder.resolve("log");
    }

    private String asked() throws IOException {
        return Files.readString(log());
    }

    private String said(NetworkNamespaces network, String how) throws Exception {
        Path nft = Files.writeString(folder.resolve("nft"), WITHOUT_OWNER.formatted(log()));
        Files.setPosixFilePermissions(nft, PosixFilePermissions.fromString("rwxr-xr-x"));
        Process process = network.javaOnServer(TraceSide.class, how, nft.toString(), log().toString());
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
