package dev.sightline.probe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
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

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "/var/tmp/t/jna116.tmp: /var/tmp/t/jna116.tmp: failed to map segment from shared object, -Djna.tmpdir=",
        "Failed to create temporary file for /com/sun/jna/linux-x86-64/libjnidispatch.so library, -Djna.tmpdir=",
        "Could not initialize class com.sun.jna.Native, -Djna.tmpdir=",
        "Unable to load library 'pcap', apt-get install libpcap0.8",
    })
    void isMendedByAnotherDirectoryWhereTheLibraryIsThere(String problem, String cure) {
        assertThat(Obstacle.noLibrary(new UnsatisfiedLinkError(problem), "watch")
                        .cure())
                .contains(cure);
    }

    @Test
    void isToldWithWhatTheLoaderSays() {
        String problem =
                "Unable to load library 'pcap':\nlibpcap.so: cannot open shared object file\nlibpcap.so: again";
        assertThat(Obstacle.noLibrary(new UnsatisfiedLinkError(problem), "watch")
                        .reason())
                .isEqualTo(
                        "libpcap cannot be loaded: Unable to load library 'pcap': libpcap.so: cannot open shared object"
                                + " file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"watch", "agent", "selftest"})
    void isMendedByTheCommandThatWasRun(String command) {
        assertThat(Obstacle.noPermission(command).cure()).contains("probe " + command + " …");
    }
}
