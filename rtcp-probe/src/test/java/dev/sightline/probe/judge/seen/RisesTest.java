package dev.sightline.probe.judge.seen;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RisesTest {
    private static final long SSRC = 7;

    private final Rises rises = new Rises(32);

    @ParameterizedTest(name = "{0}, then {1}")
    @CsvSource({
        "10,         11,         true",
        "10,         10,         false",
        "10,          9,         false", // a report that was overtaken
        "5000,        0,         false", // a sender that begins anew
        "4294967290,  3,         true", // goes round
        "3,          4294967290, false",
    })
    void onlyAHigherCountIsARise(long earlier, long later, boolean rises) {
        this.rises.told(SSRC, earlier, Instant.EPOCH);
        this.rises.told(SSRC, later, Instant.EPOCH.plusSeconds(1));

        assertThat(this.rises.last(SSRC).isPresent()).isEqualTo(rises);
    }

    @ParameterizedTest(name = "reports of {0}, {1} and {2}, the first before then: stuck: {3}")
    @CsvSource({
        "10, 10, 10, true",
        "10, 12, 12, true", // what was counted in between may have come before then
        "10, 10, 11, false",
        "10, 11, 12, false",
    })
    void isStuckWhoseReportsSinceThenTellTheSame(long first, long second, long third, boolean stuck) {
        report(first, 0);
        report(second, 2);
        assertThat(isStuckSince(SSRC, 1)).as("one report tells nothing").isFalse();

        report(third, 4);
        assertThat(isStuckSince(SSRC, 1)).isEqualTo(stuck);
    }

    /** Those that are sent early, to ask for a keyframe, hold nothing of it (RFC 4585, 3.4). */
    @Test
    void isStuckOfWhomReportsHaveToldNothingForLong() {
        report(10, 0);
        report(11, 3);
        reported(4);
        reported(12);
        assertThat(isStuckSince(SSRC, 1)).as("it may be told of in the next").isFalse();

        reported(14);
        assertThat(isStuckSince(SSRC, 1)).isTrue();
        assertThat(isStuckSince(SSRC + 1, 1))
                .as("one of whom no report ever told")
                .isFalse();
    }

    @ParameterizedTest(
            name = "told of at {0} s and {1} s, in reports until {3} s, while RTP flows since {2} s: stuck: {4}")
    @CsvSource({
        "0, 6, 5,  25, false", // the next is due every six seconds
        "0, 6, 5,  26, true",
        "20, 23, 5, 33, false", // the next interval may be much longer
        "20, 23, 5, 34, true",
        "0, 20, 80, 110, false", // nothing flowed for a minute
        "0, 20, 80, 111, true",
        "0, 65, 60, 96, false", // a pause is no interval
        "0, 65, 60, 97, true",
    })
    void isOverdueOnceItWasNotToldOfForThreeIntervals(long first, long second, long flowing, long last, boolean stuck) {
        report(10, first);
        report(11, second);
        reported(last);

        assertThat(rises.isStuckSince(SSRC, Instant.EPOCH.plusSeconds(second - 1), flowsFrom(flowing)))
                .isEqualTo(stuck);
    }

    @ParameterizedTest(name = "in reports until {0} s: stuck: {1}")
    @CsvSource({"20, false", "21, true"})
    void isOverdueThoughItWasToldOfOnce(long last, boolean stuck) {
        report(10, 2);
        reported(last);

        assertThat(isStuckSince(SSRC, 4)).isEqualTo(stuck);
    }

    /** What rose meanwhile came before it. */
    @ParameterizedTest(name = "in reports until {0} s, by those since {1} s: stuck: {2}")
    @CsvSource({"22, 13, true", "21, 12, false"})
    void isOverdueThoughItRoseOnce(long last, long then, boolean stuck) {
        report(10, 11);
        report(11, 12);
        reported(last);

        assertThat(rises.isStuckSince(SSRC, Instant.EPOCH.plusSeconds(then), flowsFrom(10)))
                .isEqualTo(stuck);
    }

    @Test
    void isNotOverdueWhileNothingFlows() {
        report(10, 0);
        report(11, 1);
        reported(100);

        assertThat(rises.isStuckSince(SSRC, Instant.EPOCH.plusSeconds(1), since -> Optional.empty()))
                .isFalse();
    }

    private boolean isStuckSince(long ssrc, long seconds) {
        return rises.isStuckSince(ssrc, Instant.EPOCH.plusSeconds(seconds), flowsFrom(seconds));
    }

    private static Function<Instant, Optional<Instant>> flowsFrom(long seconds) {
        Instant from = Instant.EPOCH.plusSeconds(seconds);
        return since -> Optional.of(since.isAfter(from) ? since : from);
    }

    private void reported(long seconds) {
        rises.reported(Instant.EPOCH.plusSeconds(seconds));
    }

    private void report(long count, long seconds) {
        reported(seconds);
        rises.told(SSRC, count, Instant.EPOCH.plusSeconds(seconds));
    }
}
