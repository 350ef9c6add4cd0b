package dev.sightline.probe.judge.seen;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
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
}
