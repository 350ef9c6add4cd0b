package dev.sightline.probe;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map that forgets what was not asked for the longest time once it is full. Not for several threads. */
public final class RecentMap<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;

    private final int bound;

    public RecentMap(int bound) {
        super(64, 0.75f, true);
        this.bound = bound;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > bound;
    }
}
