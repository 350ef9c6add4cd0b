package dev.sightline.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StateDirectoryTest {
    private static final Map<String, String> ALL =
            Map.of("STATE_DIRECTORY", "/var/lib/a:/var/lib/b", "XDG_STATE_HOME", "/x", "HOME", "/home/op");

    @Test
    void theUnitsDirectoryComesFirstThenTheUsers() {
        assertThat(StateDirectory.of(ALL)).contains(Path.of("/var/lib/a"));
        assertThat(StateDirectory.of(Map.of("XDG_STATE_HOME", "/x", "HOME", "/home/op")))
                .contains(Path.of("/x/sightline"));
        assertThat(StateDirectory.of(Map.of("XDG_STATE_HOME", "relative", "HOME", "/home/op")))
                .contains(Path.of("/home/op/.local/state/sightline"));
    }

    @Test
    void withoutAnyNothingIsKept() {
        assertThat(StateDirectory.of(Map.of())).isEqualTo(Optional.empty());
    }
}
