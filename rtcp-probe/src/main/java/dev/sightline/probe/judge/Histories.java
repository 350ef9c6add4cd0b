package dev.sightline.probe.judge;

import dev.sightline.probe.Verdict;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Function;

/**
 * What was found so far of each of those that are judged, for as long as they are held. Not for several threads.
 *
 * @param <K> what is judged, each one by itself, whatever it equals
 */
final class Histories<K> {
    private final IdentityHashMap<K, FindingHistory> known = new IdentityHashMap<>();
    private final Function<K, Instant> beginning;

    /** @param beginning since when something can be found of one */
    Histories(Function<K, Instant> beginning) {
        this.beginning = beginning;
    }

    FindingHistory of(K one) {
        return known.computeIfAbsent(one, absent -> new FindingHistory(beginning.apply(absent)));
    }

    /** Whether what was found of it last is {@link Verdict#DELIVERED}. */
    boolean isWell(K one) {
        FindingHistory history = known.get(one);
        return history != null
                && history.current()
                        .filter(finding -> finding.verdict() == Verdict.DELIVERED)
                        .isPresent();
    }

    /** Forgets all others. */
    void keepOnly(Collection<K> held) {
        Set<K> those = Collections.newSetFromMap(new IdentityHashMap<>());
        those.addAll(held);
        known.keySet().retainAll(those);
    }
}
