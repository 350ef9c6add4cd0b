package dev.sightline.probe.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.DropScope;
import dev.sightline.probe.FirewallDrop;
import dev.sightline.probe.FirewallDrop.Way;
import dev.sightline.probe.host.RuleGraph.Counter;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Drops by counters")
class DropCountersTest {
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
    void ofARuleThatComesLaterCountFromItsStart() {
        drops.read(Instant.ofEpochSecond(1), List.of(), UnaryOperator.identity());
        read(2, 6);

        assertThat(drops.drops()).extracting(FirewallDrop::packets).containsExactly(6L);
    }

    private void read(long second, long packets) {
        Counter counter = new Counter("ip fw out handle 3", Way.OUT, "ip fw out: drop", DropScope.ANY, packets);
        drops.read(Instant.ofEpochSecond(second), List.of(counter), UnaryOperator.identity());
    }
}
