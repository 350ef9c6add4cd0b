package dev.sightline.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sightline.gateway.stream.CameraCommand.Play;
import dev.sightline.gateway.stream.CameraCommand.Renegotiate;
import dev.sightline.gateway.stream.CameraCommand.Stop;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandsTest {
    private static final Line FIRST = new Line("first");
    private static final Line SECOND = new Line("second");
    private static final Duration LONG = Duration.ofSeconds(30);
    /** In which nothing may come; a second is what a camera has before it is told again. */
    private static final Duration SHORT = Duration.ofMillis(50);

    private final Commands commands = new Commands();

    private CompletableFuture<Optional<CameraCommand>> asks(Line line, Duration wait) {
        return commands.next(wait, line)
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .toFuture();
    }

    private static Optional<CameraCommand> heard(CompletableFuture<Optional<CameraCommand>> poll) throws Exception {
        return poll.get(20, TimeUnit.SECONDS);
    }

    @ParameterizedTest(name = "told before the camera asks: {0}")
    @CsvSource({"true", "false"})
    void aCommandIsHeardOnceOnALine(boolean before) throws Exception {
        CompletableFuture<Optional<CameraCommand>> early = before ? new CompletableFuture<>() : asks(FIRST, LONG);
        commands.tell(new Play());

        assertThat(heard(before ? asks(FIRST, LONG) : early)).contains(new Play());
        assertThat(heard(asks(FIRST, SHORT)))
                .as("it asks again where it was answered")
                .isEmpty();
        assertThat(commands.isPending()).isTrue();
    }

    @Test
    void whoeverAsksOnAnotherLineHearsItAgainUntilItIsWithdrawn() throws Exception {
        commands.tell(new Play());
        heard(asks(FIRST, LONG));

        assertThat(heard(asks(SECOND, SHORT))).as("at once it may still do it").isEmpty();
        assertThat(heard(asks(SECOND, LONG))).contains(new Play());
        assertThat(heard(asks(SECOND, SHORT))).isEmpty();
        CompletableFuture<Optional<CameraCommand>> third = asks(new Line("third"), LONG);
        commands.withdraw();
        assertThat(commands.isPending()).isFalse();
        commands.tell(new Renegotiate("another"));
        assertThat(heard(third)).as("not the one that was withdrawn").contains(new Renegotiate("another"));
    }

    @Test
    void aCameraThatAsksOnAlwaysAnotherLineIsToldLessAndLessOften() throws Exception {
        commands.tell(new Play());
        long began = System.nanoTime();
        for (int time = 1; time <= 3; time++) {
            assertThat(heard(asks(new Line("line " + time), LONG))).contains(new Play());
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(2_900));
    }

    @Test
    void aLaterCommandTakesTheEarlierOnesPlace() throws Exception {
        commands.tell(new Play());
        commands.tell(new Stop());

        assertThat(heard(asks(FIRST, LONG))).contains(new Stop());
    }

    @Test
    void aLaterPollEndsTheEarlierOne() throws Exception {
        CompletableFuture<Optional<CameraCommand>> earlier = asks(FIRST, LONG);
        CompletableFuture<Optional<CameraCommand>> later = asks(SECOND, LONG);

        assertThat(heard(earlier)).isEmpty();
        commands.tell(new Play());
        assertThat(heard(later)).contains(new Play());
    }

    @Test
    void whoAskedAndIsGoneIsNotTold() throws Exception {
        asks(FIRST, LONG).cancel(true);
        commands.tell(new Play());

        assertThat(heard(asks(SECOND, SHORT))).contains(new Play());
    }

    /** Nothing that a camera does shows that it has stopped. */
    @Test
    void stopHasArrivedWhenTheCameraAsksThereAgain() throws Exception {
        commands.tell(new Stop());
        heard(asks(FIRST, LONG));
        assertThat(commands.isPending()).isTrue();

        heard(asks(FIRST, SHORT));

        assertThat(commands.isPending()).isFalse();
    }

    @Test
    void stopIsToldThreeTimesAtMost() throws Exception {
        commands.tell(new Stop());
        for (int time = 1; time <= 3; time++) {
            assertThat(heard(asks(new Line("line " + time), LONG))).contains(new Stop());
        }
        await().until(() -> !commands.isPending());
    }
}
