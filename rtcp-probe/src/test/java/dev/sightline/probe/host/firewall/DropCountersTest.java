package dev.sightline.probe.host.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.DropScope;
import dev.sightline.probe.FirewallDrop;
import dev.sightline.probe.FirewallDrop.Way;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Drops by counters")
class DropCountersTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "inet filter input, true",
        "ip my-table_2 in/media.v4, true",
        "inet filter, false",
        "inet filter input extra, false",
        "inet filter ;flush, false",
        "inet f{ruleset input, false",
        "inet filter -f, false",
        "inet filter '', false"
    })
    void areAskedForByPlainNamesOnly(String chain, boolean plain) {
        assertThat(RuleWords.isPlain(chain)).isEqualTo(plain);
    }

    private final DropCounters drops = new DropCounters();

    @Test
    void areWhatCountersGrewBySinceTheFirstReading() {
        read(1, 100);
        assertThat(drops.drops()).isEmpty();

        read(2, 103);
        read(3, 103);
        read(4, 105);

        FirewallDrop drop = drops.drops().get(0);
        assertThat(drop.packets()).isEqualTo(5);
        assertThat(drop.first()).isEqualTo(Instant.ofEpochSecond(2));
        assertThat(drop.last()).isEqualTo(Instant.ofEpochSecond(4));
    }

    @Test
    void goOnWhenACounterIsReset() {
        read(1, 100);
        read(2, 4);

        assertThat(drops.drops()).extracting(FirewallDrop::packets).containsExactly(4L);
    }

    @Test
    void ofARulesetThatIsLoadedAgainWithItsFiguresDoNotCountAnew() {
        drops.read(Instant.ofEpochSecond(1), List.of(), UnaryOperator.identity());
        read(2, 6_000);
        assertThat(drops.drops()).isEmpty();

        read(3, 6_002);
        assertThat(drops.drops()).extracting(FirewallDrop::packets).containsExactly(2L);
    }

    @Test
    void beginAnewAfterAPause() {
        read(1, 100);
        read(2, 103);
        read(60, 104);

        FirewallDrop drop = drops.drops().get(0);
        assertThat(drop.packets()).isEqualTo(1);
        assertThat(drop.first()).isEqualTo(Instant.ofEpochSecond(60));
    }

    private void read(long second, long packets) {
        DropCounter counter = new DropCounter("ip fw out handle 3", Way.OUT, "ip fw out: drop", DropScope.ANY, packets);
        drops.read(Instant.ofEpochSecond(second), List.of(counter), UnaryOperator.identity());
    }
}
