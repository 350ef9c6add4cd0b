package dev.sightline.probe.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.WatchedInterface;
import dev.sightline.probe.WatchedInterface.Drops;
import dev.sightline.probe.WatchedInterface.State;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An interface that cannot be captured on")
class UnopenedTest {
    private final Unopened unopened = new Unopened();

    private List<String> news(State eth0) {
        return unopened.news(List.of(
                new WatchedInterface("lo", true, State.CAPTURED, "", 7, Drops.NONE),
                new WatchedInterface("eth0", false, eth0, "it is gone", 0, Drops.NONE)));
    }

    @Test
    void isToldOnceAndAgainWhenItWasCapturedOnMeanwhile() {
        assertThat(news(State.NOT_OPENED))
                .singleElement()
                .satisfies(line -> assertThat(line).contains("eth0", "it is gone"));
        assertThat(news(State.NOT_OPENED)).isEmpty();
        assertThat(news(State.CAPTURED)).isEmpty();
        assertThat(news(State.NOT_OPENED)).hasSize(1);
    }
}
