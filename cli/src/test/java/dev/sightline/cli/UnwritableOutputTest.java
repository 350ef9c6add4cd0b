package dev.sightline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Standard output that cannot be written")
class UnwritableOutputTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"sdp rewrite FILE", "sdp lint --json FILE", "--version"})
    void isSaidByEveryCommandAndByItsExitCode(String arguments) throws Exception {
        Path offer = Files.writeString(
                directory.resolve("offer.sdp"),
                "v=0\r\no=- 1 1 IN IP4 192.0.2.7\r\ns=-\r\nt=0 0\r\nm=video 5006 RTP/AVP 96\r\n");
        List<String> line = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" >/dev/full", "sh"));
        line.addAll(Child.sightline(arguments.replace("FILE", offer.toString()).split(" ", -1)));

        try (Child child = Child.start(line)) {
            assertThat(child.awaitEnd(PATIENCE)).isEqualTo(2);
            child.awaitOutput("sightline: the standard output cannot be written.*No space left on device", PATIENCE);
        }
    }
}
