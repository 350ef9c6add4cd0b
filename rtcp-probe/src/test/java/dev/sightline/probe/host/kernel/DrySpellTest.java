package dev.sightline.probe.host.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A time in which an interface sends nothing")
class DrySpellTest {
    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");

    @TempDir
    private Path folder;

    private final DrySpell first = DrySpell.begin(new SentCount(5, 10, 1), START, /* neverSent= */ true);

    private DrySpell next(long sent, long dropped, long failed) {
        return first.next(new SentCount(sent, dropped, failed), START.plusSeconds(1), START.plusSeconds(2));
    }

    @Test
    void goesOnWhileTheCountStandsStill() {
        assertThat(next(5, 13, 3)).satisfies(spell -> {
            assertThat(spell.since()).isEqualTo(START);
            assertThat(spell.until()).isEqualTo(START.plusSeconds(1));
            assertThat(spell.neverSent()).isTrue();
            assertThat(spell.dropped()).isEqualTo(3);
            assertThat(spell.failed()).isEqualTo(2);
        });
    }

    @ParameterizedTest(name = "sent {0}, dropped {1}, failed {2}")
    @CsvSource({"6, 13, 3", "6, 10, 1", "0, 0, 0", "5, 9, 1", "5, 10, 0"})
    void endsWhereSomethingIsSentOrTheCountersAreReset(long sent, long dropped, long failed) {
        assertThat(next(sent, dropped, failed)).satisfies(spell -> {
            assertThat(spell.since()).isEqualTo(START.plusSeconds(2));
            assertThat(spell.neverSent()).isFalse();
            assertThat(spell.dropped() + spell.failed()).isZero();
        });
    }

    @Test
    void isReadFromTheKernelsTable() throws IOException {
        Path dev = Files.writeString(folder.resolve("dev"), """
                Inter-|   Receive                                                |  Transmit
                 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
                    lo:       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0          0
                   vx0:    1188      10    0    0    0     0          0         0     1384      12   51   41    0     0      51          0
                 old0:7 1 2 3 4 5 6 7 8 9 10 11
                 short: 1 2 3
                 words: a b c d e f g h i j k l m n o p
                """);

        assertThat(SentCount.read(dev))
                .isEqualTo(Map.of(
                        "lo", new SentCount(0, 0, 0),
                        "vx0", new SentCount(12, 41, 51),
                        "old0", new SentCount(9, 11, 10)));
    }

    @Test
    void isNotKnownWithoutThatTable() {
        assertThatIOException().isThrownBy(() -> SentCount.read(folder.resolve("dev")));
    }

    @Test
    void isNoTunnelsWhereNothingCanBeRead() {
        try (KernelTunnels tunnels = new KernelTunnels(folder.resolve("dev"), Optional.empty())) {
            tunnels.refresh();

            assertThat(tunnels.count("vx0")).isEmpty();
        }
    }
}
