package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.Cause;
import dev.sightline.probe.DropScope;
import dev.sightline.probe.Finding;
import dev.sightline.probe.FirewallDrop;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What the firewall drops of a stream that paused")
class DropsAfterAPauseTest {
    private static final DropScope PORT = new DropScope(
            List.of(),
            List.of(),
            List.of(),
            List.of(new PortRange(40_000, 40_000)),
            List.of(),
            /* whole= */ true,
            /* narrow= */ true,
            List.of());
    private static final DropScope ALL = new DropScope(
            List.of(),
            List.of(),
            List.of(),
            List.of(new PortRange(40_000, 40_999)),
            List.of(),
            /* whole= */ true,
            /* narrow= */ false,
            List.of());

    private final Traffic traffic = new Traffic();
    private int ticks;

    /** Ten packets a second; the rule counts so many of them, and reports leave without REMB. */
    @ParameterizedTest(name = "paused {0} s, a rule that takes {1} a second of ten: {2}, remarked {3}")
    @CsvSource({
        "0, 1, DELIVERED, false",
        "3600, 1, DELIVERED, false",
        "0, 4, DELIVERED, true",
        "3600, 4, DELIVERED, true",
        "0, 10, BLOCKED, true",
        "3600, 10, BLOCKED, true",
        "86400, 10, BLOCKED, true",
    })
    void isMuchOrLittleOfWhatComesNow(int pause, int taken, Verdict expected, boolean remarked) {
        served(60);
        traffic.pass(Duration.ofSeconds(pause));
        traffic.isDeaf = taken == 10;
        Instant run = traffic.now;
        for (int second = 1; second <= 20; second++) {
            traffic.flow(1, this::reportEveryFiveSeconds);
            dropped((long) taken * second, run.plusMillis(500), PORT);
            Finding found = traffic.judge().finding();
            if (second > 2) {
                assertThat(found.verdict() == Verdict.BLOCKED && expected != Verdict.BLOCKED)
                        .as("after %s s: %s", second, found.reason())
                        .isFalse();
            }
        }

        Finding found = traffic.judge().finding();
        assertThat(found.verdict()).as(found.reason()).isEqualTo(expected);
        assertThat(found.causes().contains(Cause.DROPPED_IN)).as(found.reason()).isEqualTo(remarked);
    }

    /** A policy that counts all of the stream counts no more than it, whose media server reports all the same. */
    @ParameterizedTest(name = "paused {0} s: BLOCKED")
    @CsvSource({"0", "60", "3600"})
    void isAllOfItByAPolicyForAll(int pause) {
        served(60);
        traffic.pass(Duration.ofSeconds(pause));
        traffic.isDeaf = true;
        Instant run = traffic.now;
        traffic.flow(20, this::reportEveryFiveSeconds);
        dropped(200, run.plusSeconds(1), ALL);

        Finding found = traffic.judge().finding();
        assertThat(found.verdict()).as(found.reason()).isEqualTo(Verdict.BLOCKED);
    }

    /** A camera that sends for 5 s and pauses for 5 s, so that its drops never begin anew. */
    @ParameterizedTest(name = "{0} times")
    @CsvSource({"2", "10", "40"})
    void isAllOfItOverManyShortPauses(int times) {
        traffic.isDeaf = true;
        for (int run = 0; run < times; run++) {
            traffic.pass(Duration.ofSeconds(5));
            traffic.flow(5, this::reportEveryFiveSeconds);
            dropped(50L * (run + 1), traffic.start.plusSeconds(6), PORT);
            traffic.judge();
        }

        Finding found = traffic.judge().finding();
        assertThat(found.verdict()).as(found.reason()).isEqualTo(Verdict.BLOCKED);
    }

    private void served(int seconds) {
        traffic.flow(seconds, () -> {
            if (ticks++ % 5 == 0) {
                traffic.delivered();
            }
        });
    }

    private void reportEveryFiveSeconds() {
        if (ticks++ % 50 == 0) {
            traffic.feedback("eth0", 40_001, Traffic.CAMERA, 5_007, Traffic.SSRC, Optional.empty());
        }
    }

    private void dropped(long packets, Instant first, DropScope scope) {
        traffic.drops.clear();
        traffic.drops.add(new FirewallDrop(
                FirewallDrop.Way.IN,
                "inet filter in: rule",
                packets,
                first,
                traffic.now,
                Optional.empty(),
                Optional.empty(),
                scope));
    }
}
