package dev.sightline.probe.judge.scene;

import dev.sightline.probe.Coverage;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Remembers until when the interfaces that are down, or gone, were there. Not for several threads. */
public final class DownInterfaces {
    /** They are looked at each second or so: what was said to be up may have been down for so long. */
    private static final Duration LOOKS_APART = Duration.ofSeconds(2);

    private final Map<String, Instant> upUntil = new HashMap<>();
    private Optional<Instant> before = Optional.empty();

    /** Takes note of how it is at {@code now}. */
    public void seen(Coverage coverage, Instant now) {
        Set<String> gone = new HashSet<>(coverage.down());
        gone.addAll(coverage.vanished());
        upUntil.keySet().retainAll(gone);
        gone.forEach(name -> upUntil.putIfAbsent(name, before.orElse(Instant.MIN)));
        before = Optional.of(now);
    }

    /** Whether one that is down, or gone, was certainly there after {@code then}. */
    public boolean wasUpAfter(String interfaceName, Instant then) {
        return then.plus(LOOKS_APART).isBefore(upUntil.getOrDefault(interfaceName, Instant.MIN));
    }
}
