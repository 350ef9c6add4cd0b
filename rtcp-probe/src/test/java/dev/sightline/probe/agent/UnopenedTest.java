package dev.sightline.probe.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.WatchedInterface;
import dev.sightline.probe.WatchedInterface.Drops;
import dev.sightline.probe.WatchedInterface.State;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An interface that cannot be captured on")
class UnopenedTest {
    private final Unopened unopened = new Unopened();

    private Optional<String> news(State eth0) {
        return unopened.news(List.of(
                new WatchedInterface("lo", true, State.CAPTURED, "", 7, Drops.NONE),
                new WatchedInterface("eth0", false, eth0, "it is gone", 0, Drops.NONE)));
    }

    @Test
    void isToldOnceAndAgainWhenItWasCapturedOnMeanwhile() {
        assertThat(news(State.NOT_OPENED))
                .hasValueSatisfying(line -> assertThat(line).contains("eth0", "it is gone"));
        assertThat(news(State.NOT_OPENED)).isEmpty();
        assertThat(news(State.CAPTURED)).isEmpty();
        assertThat(news(State.NOT_OPENED)).isPresent();
    }

    @Test
    void isToldInOneLineWithAllOthers() {
        List<WatchedInterface> many = IntStream.range(0, 20)
                .mapToObj(number -> new WatchedInterface(
                        "can" + number, false, State.NOT_OPENED, "link type 280 is not known", 0, Drops.NONE))
                .toList();

        assertThat(unopened.news(many))
                .hasValueSatisfying(line -> assertThat(line)
                        .startsWith("not capturing on can0, can1, can10, can11, can12, can13, can14, can15 …: "
                                + "link type 280 is not known. ")
                        .doesNotContain("Until then"));
    }
}
