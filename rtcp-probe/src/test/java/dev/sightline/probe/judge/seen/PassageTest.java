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
        seen(interfaceName, nanosLater, 0);
    }

    private void seen(String interfaceName, long nanosLater, int hops) {
        passage.seen(interfaceName, now.plusNanos(nanosLater), hops, 7, sequence & 0xffff);
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

    /** Two captures may be of two clocks, which are not set to the same time. */
    @ParameterizedTest(name = "{2} ms after it, with {0} hops left there and {1} here: handed on {3}")
    @CsvSource({
        "64, 63,     1, true",
        "64, 63,    -1, true",
        "64, 63, -1500, true",
        "64, 63,  1500, true",
        "63, 64,     1, false",
        "64, 64,    -1, false",
        "64, 64,  1500, false",
        " 0, 63,    -1, false",
    })
    void isHandedOnWhereLessIsLeftOfItsHopLimitWhateverTheClocksSay(
            int there, int here, long millis, boolean handedOn) {
        for (int packet = 0; packet < 50; packet++) {
            boolean first = millis < 0;
            seen(first ? "eth1" : "eth0", first ? millis * 1_000_000 : 0, first ? here : there);
            seen(first ? "eth0" : "eth1", first ? 0 : millis * 1_000_000, first ? there : here);
            next();
        }

        assertThat(passage.isHandedOn("eth0", "eth1")).isEqualTo(handedOn);
    }

    /** As of a merged capture: by time, so that many packets come before the copy of one. */
    @ParameterizedTest(name = "{0} packets/s, {1} ms apart: handed on {2}")
    @CsvSource({"25, 1500, true", "25, 4500, true", "400, 2000, true", "400, 4500, true", "25, 6000, false"})
    void isHandedOnWhereACopyIsMuchLaterByAnotherClock(int rate, int millis, boolean handedOn) {
        int apart = rate * millis / 1_000;
        for (int packet = 0; packet < 20 * rate; packet++) {
            Instant at = now.plusMillis(1_000L * packet / rate);
            passage.seen("eth1", at, 63, 7, packet);
            if (packet >= apart) {
                passage.seen("eth0", at, 64, 7, packet - apart);
            }
        }

        assertThat(passage.isHandedOn("eth0", "eth1")).isEqualTo(handedOn);
    }

    /** The two of one clock are compared early, while a packet of the other is not kept for so long. */
    @Test
    void isHandedOnFromEachOfTwoOfOneClockToOneOfAnother() {
        int apart = 600;
        for (int packet = 0; packet < 4_000; packet++) {
            Instant at = now.plusMillis(5L * packet);
            passage.seen("eth1", at, 63, 7, packet);
            if (packet >= apart) {
                passage.seen("bond0", at, 64, 7, packet - apart);
                passage.seen("eth0", at, 64, 7, packet - apart);
            }
        }

        assertThat(passage.isAtOnce("bond0", "eth0")).isTrue();
        assertThat(passage.isHandedOn("bond0", "eth1")).isTrue();
        assertThat(passage.isHandedOn("eth0", "eth1")).isTrue();
    }

    @Test
    void isComparedOnceForEachPacket() {
        for (int packet = 0; packet < 2; packet++) {
            seen("eth0", 0, 64);
            seen("eth1", 4_000, 63);
            sequence += 64;
        }

        assertThat(passage.isHandedOn("eth0", "eth1"))
                .as("two packets do not tell")
                .isFalse();
    }

    @ParameterizedTest(name = "{0} packets first here, {1} first there: RTCP of one has to be on the other, too: {2}")
    @CsvSource({"9, 3, true", "30, 3, false", "3, 2, false"})
    void bothSidesCountWhereWhichComesFirstIsNotClear(int here, int there, boolean beyond) {
        handedOn("eth1", "eth0", here, 4_000);
        handedOn("eth0", "eth1", there, 4_000);

        assertThat(passage.isBeyond("eth0", "eth1")).isEqualTo(beyond);
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
