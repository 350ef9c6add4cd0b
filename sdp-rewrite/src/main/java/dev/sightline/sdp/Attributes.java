package dev.sightline.sdp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The attribute lines of one section by name, read once, so that no view of a section scans its lines again. */
final class Attributes {
    private final Map<String, List<String>> values = new HashMap<>();

    Attributes(List<SdpLine> lines) {
        for (SdpLine line : lines) {
            line.attributeName()
                    .ifPresent(name ->
                            values.computeIfAbsent(name, n -> new ArrayList<>()).add(line.attributeValue()));
        }
        values.replaceAll((name, all) -> List.copyOf(all));
    }

    Optional<String> first(String name) {
        return all(name).stream().findFirst();
    }

    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** The first direction in the order of {@link Direction}; a section should hold one at most. */
    Optional<Direction> direction() {
        for (Direction direction : Direction.values()) {
            if (has(direction.attribute())) {
                return Optional.of(direction);
            }
        }
        return Optional.empty();
    }
}
