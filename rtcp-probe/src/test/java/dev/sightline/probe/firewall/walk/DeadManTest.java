package dev.sightline.probe.firewall.walk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file stands for the firewall here, and its lines for the rules. */
@DisplayName("When a walk's changes are undone")
class DeadManTest {
    private static final String RULES = "table inet marker {\n}\ntable inet other {\n}\n";

    @TempDir
    private Path parent;

    private final List<Optional<Difference>> told = new ArrayList<>();
    private Path directory = Path.of("");
    private Path firewall = Path.of("");

    @BeforeEach
    void prepare() throws IOException {
        directory = Files.createDirectory(parent.resolve("walk"));
        firewall = Files.writeString(parent.resolve("firewall"), RULES);
        Files.writeString(directory.resolve("before"), RULES);
        Files.writeString(directory.resolve(Difference.RULESET), RULES);
        Files.writeString(directory.resolve("state.sh"), "cat " + firewall + "\n");
        Files.writeString(directory.resolve("restore.sh"), "sed -i /walked/d " + firewall + "\n");
    }

    private DeadMan armed() throws IOException {
        return DeadMan.arm(directory, Duration.ofSeconds(60), told::add);
    }

    private static void change(DeadMan deadMan, Path file, String to) throws IOException {
        assertThat(deadMan.change("sh", "-c", "printf '" + to + "' >" + file).succeeded())
                .isTrue();
    }

    @Test
    void allIsFoundToBeAsItWas() throws IOException {
        try (DeadMan deadMan = armed()) {
            change(deadMan, firewall, RULES + "walked\n");
        }
        assertThat(told).containsExactly(Optional.empty());
        assertThat(directory).doesNotExist();
        assertThat(firewall).hasContent(RULES);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatElseHasChangedIsToldAndWhatWasThereIsKept(boolean killed) throws IOException {
        try (DeadMan deadMan = armed()) {
            change(deadMan, firewall, "walked\ntable inet marker {\n}\n--- x\n");
            if (killed) {
                kill();
            }
        }
        assertThat(told).singleElement().satisfies(one -> {
            assertThat(one).isPresent();
            assertThat(one.get().kept()).isEqualTo(directory);
            assertThat(one.get().sentences())
                    .contains("  -table inet other {", "  +--- x")
                    .last()
                    .asString()
                    .contains("nft -f " + directory.resolve("ruleset.nft"));
        });
        assertThat(directory.resolve("ruleset.nft")).hasContent(RULES);
    }

    @Test
    void aProblemOfAWalkIsItsOwnUnlessItWasUndoneMeanwhile() throws IOException {
        IOException problem = new IOException("conntrack took longer than 20000 ms and was killed");
        try (DeadMan deadMan = armed()) {
            assertThat(deadMan.reason(problem)).isSameAs(problem);
            kill();
            assertThat(deadMan.reason(problem))
                    .hasMessageStartingWith("the dead-man timer has restored the firewall")
                    .hasCause(problem);
        }
    }

    private void kill() {
        ProcessHandle.current()
                .children()
                .filter(child -> child.info().commandLine().orElse("").contains(directory.toString()))
                .forEach(child -> {
                    child.destroyForcibly();
                    child.onExit().join();
                });
    }
}
