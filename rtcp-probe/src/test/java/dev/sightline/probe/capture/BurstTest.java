package dev.sightline.probe.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.probe.Mistakes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.helpers.NOPLogger;

@DisplayName("Of the frames that are read at once")
class BurstTest {
    private final Mistakes mistakes = new Mistakes(NOPLogger.NOP_LOGGER);
    private final List<Integer> taken = new ArrayList<>();

    @Test
    void oneThatAMistakeCannotReadIsCountedAndTheOthersAreTaken() {
        Burst burst = new Burst(
                "eth0",
                frame -> {
                    if (frame.length == 2) {
                        throw new IndexOutOfBoundsException("a decoder's mistake");
                    }
                    taken.add(frame.length);
                },
                mistakes);

        List.of(1, 2, 3).forEach(length -> burst.gotPacket(new byte[length]));
        burst.rethrow();

        assertThat(taken).containsExactly(1, 3);
        assertThat(burst.read()).isEqualTo(3);
        assertThat(mistakes.count()).isEqualTo(1);
    }

    @Test
    void anErrorEndsThemAfterTheCall() {
        Error error = new StackOverflowError();
        Burst burst = new Burst(
                "eth0",
                frame -> {
                    taken.add(frame.length);
                    throw error;
                },
                mistakes);

        List.of(1, 2).forEach(length -> burst.gotPacket(new byte[length]));

        assertThat(taken).containsExactly(1);
        assertThatThrownBy(burst::rethrow).isSameAs(error);
    }
}
