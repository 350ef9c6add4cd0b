package dev.sightline.probe.host;

import dev.sightline.probe.FirewallDrop;
import dev.sightline.probe.RecentMap;
import dev.sightline.probe.host.RuleGraph.Counter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What the firewall's counters have grown by since they were first read. Not for several threads. */
final class DropCounters {
    private static final int MAX_DROPS = 256;
    private static final int MAX_COUNTERS = 20_000;

    private final Map<String, Long> last = new LinkedHashMap<>();
    private final Map<String, FirewallDrop> drops = new RecentMap<>(MAX_DROPS);
    private boolean read;

    /**
     * Takes a reading. What a counter shows in the first one was dropped before anybody looked.
     *
     * @param words makes the text of a rule that has dropped, by the rule's id
     */
    void read(Instant now, Collection<Counter> counters, UnaryOperator<Counter> words) {
        Map<String, Long> before = Map.copyOf(last);
        last.clear();
        for (Counter counter : counters) {
            if (last.size() >= MAX_COUNTERS) {
                break;
            }
            last.put(counter.id(), counter.packets());
            // a rule that came later starts at nought, and so does one whose counter was reset
            long known = before.getOrDefault(counter.id(), read ? 0L : counter.packets());
            long grown = counter.packets() - (known > counter.packets() ? 0 : known);
            if (grown > 0) {
                FirewallDrop earlier = drops.get(counter.id());
                drops.put(counter.id(), drop(now, words.apply(counter), grown, Optional.ofNullable(earlier)));
            }
        }
        read = true;
    }

    private static FirewallDrop drop(Instant now, Counter counter, long grown, Optional<FirewallDrop> earlier) {
        return new FirewallDrop(
                counter.way(),
                counter.rule(),
                grown + earlier.map(FirewallDrop::packets).orElse(0L),
                earlier.map(FirewallDrop::first).orElse(now),
                now,
                Optional.empty(),
                Optional.empty(),
                counter.scope());
    }

    /** The drops so far, the latest last. */
    List<FirewallDrop> drops() {
        List<FirewallDrop> sorted = new ArrayList<>(drops.values());
        sorted.sort(Comparator.comparing(FirewallDrop::last));
        return List.copyOf(sorted);
    }
}
