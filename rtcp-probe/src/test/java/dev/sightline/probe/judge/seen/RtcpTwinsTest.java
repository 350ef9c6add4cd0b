package dev.sightline.probe.judge.seen;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The interfaces on which one flow of RTCP is seen, too")
class RtcpTwinsTest {
    private static final Instant AT = Instant.parse("2026-11-24T12:00:00Z");

    private final RtcpTwins twins = new RtcpTwins();

    @Test
    void areAFewAtMostWhichGoOnToBeKnown() {
        for (int tap = 0; tap < 12; tap++) {
            twins.seenOn("tap" + tap, AT);
        }
        twins.seenOn("tap0", AT.plusSeconds(60));

        assertThat(twins.names()).hasSize(8).contains("tap7").doesNotContain("tap8");
        assertThat(twins.now(new RtcpArrivals(AT.plusSeconds(60)))).containsExactly("tap0");
    }

    @ParameterizedTest(name = "a datagram every {0} s, the last {1} s ago there: {2}")
    @CsvSource({"1, 3, true", "1, 4, false", "5, 15, true", "5, 20, false"})
    void areThoseWhereAFewAtMostAreMissing(int interval, int ago, boolean now) {
        RtcpArrivals arrivals = new RtcpArrivals(AT);
        for (int second = 0; second <= 30; second += interval) {
            arrivals.add(AT.plusSeconds(second), WatchRules.DEFAULT);
        }
        twins.seenOn("eth0", arrivals.last().minusSeconds(ago));

        assertThat(twins.now(arrivals).contains("eth0")).isEqualTo(now);
    }
}
