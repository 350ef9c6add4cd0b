package dev.sightline.probe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What keeps the probe from capturing")
class ObstacleTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "/opt/sightline/bin/sightline-probe, /opt/sightline/bin/sightline-probe",
                "/opt/bin/sightline probe, /opt/bin/sightline probe",
                "/home/my user/bin/sightline probe, '/home/my user/bin/sightline' probe",
                "/home/my user/sightline-probe, '/home/my user/sightline-probe'",
                "/tmp/it's/x, '/tmp/it'\\''s/x'",
                "/tmp/$(id)/x, '/tmp/$(id)/x'",
            })
    void namesItsPathAsAShellTakesIt(String path, String quoted) {
        assertThat(Obstacle.quoted(path)).isEqualTo(quoted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"watch", "agent", "selftest"})
    void isMendedByTheCommandThatWasRun(String command) {
        assertThat(Obstacle.noPermission(command).cure()).contains("probe " + command + " …");
    }
}
