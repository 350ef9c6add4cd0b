package dev.sightline.probe.host.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.PortRange;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A trace of the firewall that failed")
class TraceAgainTest {
    /** Refuses everything until there is a file. */
    private static final String NFT = """
            #!/bin/sh
            [ -e %1$s/works ] || { echo busy >&2; exit 1; }
            case "$1 $2" in
            "-i "*) exec cat >/dev/null;;
            "list table") echo "chain %2$s {";;
            "monitor trace") echo >> %1$s/traced; exec sleep 60;;
            esac
            """;

    @TempDir
    private Path folder;

    @Test
    void isTriedAgainAfterAWhile() throws Exception {
        Path nft = Files.writeString(folder.resolve("nft"), NFT.formatted(folder, TraceTable.OUTGOING));
        Files.setPosixFilePermissions(nft, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (FirewallTrace trace =
                new FirewallTrace(new PortRange(5_000, 5_050), Optional.of(nft), Duration.ofMillis(50))) {
            while (trace.blindness().isEmpty()) {
                trace.drops();
                Thread.sleep(5);
            }
            assertThat(trace.blindness().orElseThrow()).contains("the firewall cannot be traced", "busy");

            Files.createFile(folder.resolve("works"));
            while (!Files.exists(folder.resolve("traced"))) {
                trace.drops();
                Thread.sleep(5);
            }
            while (trace.blindness().isPresent()) {
                Thread.sleep(5);
            }
        }
    }
}
