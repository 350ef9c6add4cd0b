package dev.sightline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What the launcher prints")
class TerminalTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String HOSTILE = "p\u001b[31mX\u0007";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "check-config FILE",
                "firewall walk --backend nft --media-ports 5000-5050 --plan FILE",
                "probe analyze FILE",
                "probe FILE",
            })
    void steersNoTerminalByTheNameOfAFile(String command) throws Exception {
        Path file = Files.writeString(directory.resolve(HOSTILE), HOSTILE + ": [");
        try (Child child = Child.start(
                Child.sightline(command.replace("FILE", file.toString()).split(" ", -1)))) {
            assertThat(child.awaitEnd(PATIENCE)).isNotZero();
            assertThat(child.output()).contains("p?[31mX?").doesNotContain("\u001b", "\u0007");
        }
    }
}
