package dev.sightline.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.event.SubstituteLoggingEvent;
import org.slf4j.helpers.SubstituteLogger;

@DisplayName("Mistakes of this program")
class MistakesTest {
    private final Queue<SubstituteLoggingEvent> logged = new ArrayDeque<>();
    private final AtomicLong nanos = new AtomicLong(-5);
    private final Mistakes mistakes =
            new Mistakes(new SubstituteLogger("mistakes", logged, /* createdPostInitialization= */ false), nanos::get);

    @Test
    void areLoggedOnceAMinuteWithTheirStackTrace() {
        RuntimeException first = new IllegalStateException("first");
        RuntimeException later = new IllegalStateException("later");
        mistakes.happened("this was dropped", first);
        mistakes.happened("this was dropped", new IllegalStateException("at once"));
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        mistakes.happened("that was dropped", later);

        assertThat(logged).extracting(SubstituteLoggingEvent::getThrowable).containsExactly(first, later);
        assertThat(mistakes.count()).isEqualTo(3);
    }
}
