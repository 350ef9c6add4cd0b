package dev.sightline.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

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
import reactor.test.scheduler.VirtualTimeScheduler;

class CommandsTest {
    private static final Line FIRST = new Line("first");
    private static final Line SECOND = new Line("second");
    private static final Duration LONG = Duration.ofSeconds(30);
    /** In which nothing may come; a second is what a camera has before it is told again. */
    private static final Duration SHORT = Duration.ofMillis(50);

    private static final Duration TICK = Duration.ofMillis(10);

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final Commands commands = new Commands(time, this::now);

    private long now() {
        return time.now(TimeUnit.NANOSECONDS);
    }

    private CompletableFuture<Optional<CameraCommand>> asks(Line line, Duration wait) {
        return commands.next(wait, line)
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .toFuture();
    }

    /** Time goes on until the camera is answered; each poll ends with its wait. */
    private Optional<CameraCommand> heard(CompletableFuture<Optional<CameraCommand>> poll) {
        while (!poll.isDone()) {
            time.advanceTimeBy(TICK);
        }
        return poll.join();
    }

    @ParameterizedTest(name = "told before the camera asks: {0}")
    @CsvSource({"true", "false"})
    void aCommandIsHeardOnceOnALine(boolean before) {
        CompletableFuture<Optional<CameraCommand>> early = before ? new CompletableFuture<>() : asks(FIRST, LONG);
        commands.tell(new Play());

        assertThat(heard(before ? asks(FIRST, LONG) : early)).contains(new Play());
        assertThat(heard(asks(FIRST, SHORT)))
                .as("it asks again where it was answered")
                .isEmpty();
        assertThat(commands.isPending()).isTrue();
    }

    @Test
    void whoeverAsksOnAnotherLineHearsItAgainUntilItIsWithdrawn() {
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
    void aCameraThatAsksOnAlwaysAnotherLineIsToldLessAndLessOften() {
        commands.tell(new Play());
        long began = now();
        for (int times = 1; times <= 3; times++) {
            assertThat(heard(asks(new Line("line " + times), LONG))).contains(new Play());
        }
        assertThat(Duration.ofNanos(now() - began)).isEqualTo(Duration.ofSeconds(1 + 2));
    }

    @Test
    void aLaterCommandTakesTheEarlierOnesPlace() {
        commands.tell(new Play());
        commands.tell(new Stop());

        assertThat(heard(asks(FIRST, LONG))).contains(new Stop());
    }

    @Test
    void aLaterPollEndsTheEarlierOne() {
        CompletableFuture<Optional<CameraCommand>> earlier = asks(FIRST, LONG);
        CompletableFuture<Optional<CameraCommand>> later = asks(SECOND, LONG);

        assertThat(heard(earlier)).isEmpty();
        commands.tell(new Play());
        assertThat(heard(later)).contains(new Play());
    }

    @Test
    void whoAskedAndIsGoneIsNotTold() {
        asks(FIRST, LONG).cancel(true);
        commands.tell(new Play());

        assertThat(heard(asks(SECOND, SHORT))).contains(new Play());
    }

    /** Nothing that a camera does shows that it has stopped. */
    @Test
    void stopHasArrivedWhenTheCameraAsksThereAgain() {
        commands.tell(new Stop());
        heard(asks(FIRST, LONG));
        assertThat(commands.isPending()).isTrue();

        heard(asks(FIRST, SHORT));

        assertThat(commands.isPending()).isFalse();
    }

    @Test
    void stopIsToldThreeTimesAtMost() {
        commands.tell(new Stop());
        for (int times = 1; times <= 3; times++) {
            assertThat(heard(asks(new Line("line " + times), LONG))).contains(new Stop());
        }
        assertThat(commands.isPending()).isFalse();
    }
}
