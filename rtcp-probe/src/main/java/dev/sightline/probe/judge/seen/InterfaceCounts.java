package dev.sightline.probe.judge.seen;

import java.util.ArrayList;
import java.util.List;

/** Counts packets by the interface on which they were seen, without garbage for each packet. Not for several threads. */
final class InterfaceCounts {
    private static final int MAX_INTERFACES = 16;

    private final List<String> names = new ArrayList<>(1);
    private final long[] counts = new long[MAX_INTERFACES];
    private int latest;

    void count(String name) {
        if (latest >= names.size() || !names.get(latest).equals(name)) {
            latest = indexOf(name);
        }
        if (latest < names.size()) {
            counts[latest]++;
        }
    }

    private int indexOf(String name) {
        int index = names.indexOf(name);
        if (index < 0 && names.size() < MAX_INTERFACES) {
            names.add(name);
            return names.size() - 1;
        }
        return index < 0 ? MAX_INTERFACES : index;
    }

    /** In the order of their first packets. */
    List<String> names() {
        return List.copyOf(names);
    }

    boolean contains(String name) {
        return names.contains(name);
    }

    long of(String name) {
        int index = names.indexOf(name);
        return index < 0 ? 0 : counts[index];
    }

    long most() {
        long most = 0;
        for (long count : counts) {
            most = Math.max(most, count);
        }
        return most;
    }

    long sum() {
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }
}
