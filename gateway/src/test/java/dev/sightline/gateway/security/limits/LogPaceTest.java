package dev.sightline.gateway.security.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LogPaceTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE); // the clock may turn over
    private final List<String> lines = new ArrayList<>();
    private final List<Runnable> timers = new ArrayList<>();

    @Test
    void aLineAMinuteSaysHowManyWereKeptBack() {
        LogPace pace = pace(1, Optional.empty());

        for (int second = 0; second < 150; second++) {
            pace.say(lines::add);
            pass(Duration.ofSeconds(1));
        }

        String others = " (and 59 more since the last such line)";
        assertThat(lines).containsExactly("", others, others);
        assertThat(timers).isEmpty();
    }

    @Test
    void severalLinesAMinuteAreAsManyAndNoMore() {
        LogPace pace = pace(3, Optional.of("rest"));

        for (int second = 0; second < 70; second++) {
            pace.say(others -> lines.add("line" + others));
            pass(Duration.ofSeconds(1));
        }

        assertThat(lines).containsExactly("line", "line", "line", "rest 57", "line", "line", "line");
    }

    @Test
    void whatWasKeptBackIsSaidWhenTheMinuteIsOverThoughNothingMoreComes() {
        LogPace pace = pace(60, Optional.of("rest"));
        for (int i = 0; i < 140; i++) {
            pace.say(others -> {});
            pass(Duration.ofMillis(70));
        }
        assertThat(lines).isEmpty();

        pass(Duration.ofMinutes(1));
        timers.forEach(Runnable::run);

        assertThat(timers).as("timers of one minute").hasSize(1);
        assertThat(lines).containsExactly("rest 80");
    }

    @Test
    void whatWasKeptBackIsSaidOnceThoughItIsAskedForBefore() {
        LogPace pace = pace(1, Optional.of("rest"));
        pace.say(others -> {});
        pace.say(others -> {});

        pace.sayRest();
        timers.forEach(Runnable::run);

        assertThat(lines).containsExactly("rest 1");
    }

    private LogPace pace(int most, Optional<String> rest) {
        return new LogPace(
                now::get,
                (nanos, task) -> {
                    assertThat(nanos).isBetween(0L, Duration.ofMinutes(1).toNanos());
                    timers.add(task);
                },
                most,
                rest.map(name -> left -> lines.add(name + " " + left)));
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
