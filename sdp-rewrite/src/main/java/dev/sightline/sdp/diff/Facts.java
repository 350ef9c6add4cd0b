package dev.sightline.sdp.diff;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What is said, by what it is said of. */
final class Facts {
    private final Map<String, Set<String>> said = new LinkedHashMap<>();

    void add(String what, String value) {
        said.computeIfAbsent(what, name -> new TreeSet<>()).add(value);
    }

    Set<String> names() {
        return said.keySet();
    }

    Set<String> of(String what) {
        return said.getOrDefault(what, Set.of());
    }
}
