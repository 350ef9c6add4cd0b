package dev.sightline.relay.rpc;

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
        LogPace pace = new LogPace(now::get);
        List<Long> lines = new ArrayList<>();

        for (int second = 0; second < 150; second++) {
            pace.say(lines::add);
            now.addAndGet(Duration.ofSeconds(1).toNanos());
        }

        assertThat(lines).containsExactly(0L, 59L, 59L);
    }

    @Test
    void aLineForNoOthersIsSilentOfThem() {
        assertThat(Places.others(0)).isEmpty();
        assertThat(Places.others(7)).isEqualTo(" (and 7 more since the last such line)");
    }
}
