package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What was found so far")
class HistoriesTest {
    /** Else an agent that runs for months would know every stream there ever was. */
    @Test
    void isForgottenOfAllThatIsNoLongerHeldThoughItEqualsWhatIs() {
        Histories<List<String>> histories = new Histories<>(one -> Instant.EPOCH);
        List<String> held = new ArrayList<>();
        List<String> gone = new ArrayList<>();
        FindingHistory kept = histories.of(held);
        FindingHistory forgotten = histories.of(gone);
        assertThat(histories.of(gone)).isSameAs(forgotten).isNotSameAs(kept);

        histories.keepOnly(List.of(held));

        assertThat(histories.of(held)).isSameAs(kept);
        assertThat(histories.of(gone)).isNotSameAs(forgotten);
    }
}
