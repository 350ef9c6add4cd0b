package dev.sightline.probe.judge.scene;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Remembers when captured packets were last lost, per interface. Not for several threads. */
public final class CaptureLosses {
    private final Map<String, Instant> lastByInterface = new HashMap<>();

    public void lost(String interfaceName, Instant at) {
        lastByInterface.put(interfaceName, at);
    }

    /** An interface on which packets were dropped since then. */
    public Optional<String> since(Instant then) {
        return lastByInterface.entrySet().stream()
                .filter(entry -> !entry.getValue().isBefore(then))
                .map(Map.Entry::getKey)
                .sorted()
                .findFirst();
    }
}
