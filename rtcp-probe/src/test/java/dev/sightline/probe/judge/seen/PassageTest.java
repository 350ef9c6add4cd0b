package dev.sightline.probe.judge.seen;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("RTP that is seen on several interfaces")
class PassageTest {
    private final Passage passage = new Passage();
    private Instant now = Instant.parse("2026-11-24T12:00:00Z");
    private int sequence;

    private void seen(String interfaceName, int nanosLater) {
        passage.seen(interfaceName, now.plusNanos(nanosLater), 7, sequence & 0xffff);
    }

    private void next() {
        now = now.plusMillis(20);
        sequence++;
    }

    private void handedOn(String first, String then, int packets, int nanosLater) {
        for (int i = 0; i < packets; i++) {
            seen(first, 0);
            seen(then, nanosLater);
            next();
        }
    }

    @ParameterizedTest(name = "{0} packets at once and {1} later: handed on {2}")
    @CsvSource({"0, 3, true", "0, 2, false", "4, 5, true", "5, 5, false", "9, 5, false"})
    void isHandedOnWhereMostAreSeenLaterThere(int atOnce, int later, boolean handedOn) {
        handedOn("eth0", "br0", atOnce, 0);
        handedOn("eth0", "br0", later, 4_000);

        assertThat(passage.isHandedOn("eth0", "br0")).isEqualTo(handedOn);
    }

    @Test
    void isHandedOnTheOtherWayOnceThatHasChanged() {
        handedOn("eth0", "eth1", 2_000, 4_000);
        assertThat(passage.isHandedOn("eth0", "eth1")).isTrue();

        handedOn("eth1", "eth0", 4_000, 4_000);

        assertThat(passage.isHandedOn("eth1", "eth0")).isTrue();
        assertThat(passage.isHandedOn("eth0", "eth1")).isFalse();
    }

    @ParameterizedTest(name = "{0} others since then: undecided {1}")
    @CsvSource({"9, true", "10, false"})
    void isUndecidedOnlyUntilOthersWentOnWithoutTheOne(int others, boolean undecided) {
        seen("eth1", 0);
        for (int i = 0; i < others; i++) {
            next();
            seen("eth0", 0);
        }

        assertThat(passage.isUndecided("eth0", "eth1")).isEqualTo(undecided);
    }

    @Test
    void isComparedOnlyBetweenSoManyPairs() {
        for (int packet = 0; packet < 3; packet++) {
            seen("eth0", 0);
            for (int port = 0; port < 70; port++) {
                seen("veth" + port, 4_000);
            }
            next();
        }

        assertThat(passage.isHandedOn("eth0", "veth63")).isTrue();
        assertThat(passage.isHandedOn("eth0", "veth64")).isFalse();
    }
}
