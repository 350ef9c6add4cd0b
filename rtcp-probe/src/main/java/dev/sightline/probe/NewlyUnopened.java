package dev.sightline.probe;

import dev.sightline.probe.WatchedInterface.State;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Interfaces that should be captured on and are not, each found once, and again when it was captured on meanwhile: a name
 * that was mistyped hides just what an agent is there to see. Not for several threads.
 */
public final class NewlyUnopened {
    private static final int MOST_REASONS = 3;

    private final Set<String> told = new HashSet<>();

    /** Those that were not found before; the list may be empty. */
    public List<WatchedInterface> of(List<WatchedInterface> interfaces) {
        List<WatchedInterface> unopened = interfaces.stream()
                .filter(each -> each.state() == State.NOT_OPENED)
                .toList();
        told.retainAll(unopened.stream().map(WatchedInterface::name).collect(Collectors.toSet()));
        return unopened.stream().filter(each -> told.add(each.name())).toList();
    }

    /** "can0, can1: link type 280 is not known": the first names and the first reasons. */
    public static String words(List<WatchedInterface> unopened) {
        List<String> reasons =
                unopened.stream().map(WatchedInterface::detail).distinct().toList();
        return Wording.interfaces(unopened.stream().map(WatchedInterface::name).toList()) + ": "
                + reasons.stream().limit(MOST_REASONS).collect(Collectors.joining("; "))
                + (reasons.size() > MOST_REASONS ? " …" : "");
    }
}
