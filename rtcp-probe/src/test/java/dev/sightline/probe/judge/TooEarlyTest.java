package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("RTP without feedback, before that proves anything")
class TooEarlyTest {
    private final Traffic traffic = new Traffic();

    @Test
    void isNotSaidToHaveBeenSeenForTheTimeThatItLacks() {
        traffic.flow(6.4, () -> {}).pass(Duration.ofMillis(60));

        Finding found = traffic.judge().finding();
        assertThat(found.causes()).as(found.reason()).containsExactly(Cause.TOO_EARLY);
        assertThat(found.reason()).contains("has been seen for 6.4 s", "proves nothing before 6.5 s");
    }
}
