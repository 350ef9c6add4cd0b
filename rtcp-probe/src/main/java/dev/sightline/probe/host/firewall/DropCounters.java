package dev.sightline.probe.host.firewall;

import dev.sightline.probe.FirewallDrop;
import dev.sightline.probe.RecentMap;
import java.time.Duration;
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
public final class DropCounters {
    private static final int MAX_DROPS = 256;
    private static final int MAX_COUNTERS = 20_000;

    /** After a longer pause drops begin anew: what share of the packets they are is a question of now. */
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final Map<String, Long> last = new LinkedHashMap<>();
    private final Map<String, FirewallDrop> drops = new RecentMap<>(MAX_DROPS);

    /**
     * Takes a reading. What a counter shows at first sight was dropped before anybody looked: a ruleset that is loaded
     * again brings its old figures along, under new names.
     *
     * @param words makes the text of a rule that has dropped, by the rule's id
     */
    public void read(Instant now, Collection<DropCounter> counters, UnaryOperator<DropCounter> words) {
        Map<String, Long> before = Map.copyOf(last);
        last.clear();
        for (DropCounter counter : counters) {
            if (last.size() >= MAX_COUNTERS) {
                break;
            }
            last.put(counter.id(), counter.packets());
            long known = before.getOrDefault(counter.id(), counter.packets());
            long grown =
                    counter.packets() - (known > counter.packets() ? 0 : known); // one that was reset starts at nought
            if (grown > 0) {
                Optional<FirewallDrop> earlier = Optional.ofNullable(drops.get(counter.id()))
                        .filter(drop -> Duration.between(drop.last(), now).compareTo(PAUSE) <= 0);
                drops.put(counter.id(), drop(now, words.apply(counter), grown, earlier));
            }
        }
    }

    private static FirewallDrop drop(Instant now, DropCounter counter, long grown, Optional<FirewallDrop> earlier) {
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
    public List<FirewallDrop> drops() {
        List<FirewallDrop> sorted = new ArrayList<>(drops.values());
        sorted.sort(Comparator.comparing(FirewallDrop::last));
        return List.copyOf(sorted);
    }
}
