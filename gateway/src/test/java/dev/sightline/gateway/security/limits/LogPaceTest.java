package dev.sightline.gateway.security.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LogPaceTest {
    @Test
    void aLineAMinuteSaysHowManyWereKeptBack() {
        AtomicLong now = new AtomicLong(Long.MAX_VALUE); // the clock may turn over
        LogPace pace = new LogPace(now::get, 1);
        List<String> lines = new ArrayList<>();

        for (int second = 0; second < 150; second++) {
            pace.say(lines::add);
            now.addAndGet(Duration.ofSeconds(1).toNanos());
        }

        String others = " (and 59 more since the last such line)";
        assertThat(lines).containsExactly("", others, others);
    }

    @Test
    void severalLinesAMinuteAreAsManyAndNoMore() {
        AtomicLong now = new AtomicLong();
        LogPace pace = new LogPace(now::get, 3);
        List<String> lines = new ArrayList<>();

        for (int second = 0; second < 70; second++) {
            pace.say(lines::add);
            now.addAndGet(Duration.ofSeconds(1).toNanos());
        }

        assertThat(lines).containsExactly("", "", "", " (and 57 more since the last such line)", "", "");
    }
}
