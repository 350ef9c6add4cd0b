package dev.sightline.probe.analyze;

import dev.sightline.probe.file.CaptureFile;
import dev.sightline.probe.file.FrameSource;
import dev.sightline.probe.file.WatchNotes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a capture file says that it does not hold: interfaces that were up and not captured on, and what did not pass a
 * filter. That nothing is seen there proves nothing. Files of most programs do not say on which interfaces they were not
 * made.
 *
 * @param captured the interfaces that it was captured on, in order
 * @param others those that it was not captured on
 * @param filters of the interfaces that were captured with one: an expression that is read, or may hide anything
 */
record Uncaptured(Set<String> captured, Set<String> others, Map<String, String> filters) {
    /** Where a watch of some interfaces did not come to note what others there were. */
    private static final String ANY_OTHER = "any other";

    private static final int MOST_NAMED = 8;

    /**
     * What a file says, as far as it was read.
     *
     * @param captured the names of its interfaces
     */
    static Uncaptured of(CaptureFile file, Set<String> captured) {
        WatchNotes notes = file.notes();
        Map<String, String> filters = new TreeMap<>();
        for (FrameSource source : file.sources()) {
            source.filter()
                    .ifPresent(filter -> filters.putIfAbsent(source.name().orElse("its link"), filter));
        }
        return new Uncaptured(
                captured, notes.leftOut().orElse(notes.limited() ? Set.of(ANY_OTHER) : Set.of()), filters);
    }

    /** The same, where the interfaces of other files were captured as well. */
    Uncaptured beside(Collection<String> names) {
        Set<String> rest = new TreeSet<>(others);
        rest.removeAll(names);
        return new Uncaptured(captured, rest, filters);
    }

    /** Why a camera's RTP may have come unseen, in a sentence; empty where nothing is said. */
    Optional<String> ofMedia() {
        return sentence("captured", filter -> Expression.of(filter).passesEveryPort() || isOfWatch(filter));
    }

    private static boolean isOfWatch(String filter) {
        return Expression.watchedPorts(filter).isPresent();
    }

    /** By what else RTCP may have left than what was captured, as a sentence that follows "but". */
    Optional<String> ofFeedback(Collection<Integer> ports) {
        return sentence("it was captured", filter -> Expression.of(filter).passesFrom(ports))
                .map(sentence -> sentence + ": it may have left there, for a capture does not know the host's routes");
    }

    private Optional<String> sentence(String beginning, Predicate<String> passes) {
        List<String> parts = new ArrayList<>();
        if (!others.isEmpty()) {
            parts.add(beginning + " on " + names(captured) + " alone, and not on " + names(others));
        }
        filters.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(InterfaceNames.LOOPBACK) && !passes.test(entry.getValue()))
                .findFirst()
                .ifPresent(entry -> parts.add((parts.isEmpty() ? beginning + " on " : "on ") + entry.getKey()
                        + " with the filter \"" + entry.getValue() + "\" alone"));
        return parts.isEmpty() ? Optional.empty() : Optional.of(String.join(", and ", parts));
    }

    private static String names(Set<String> interfaces) {
        String named = new TreeSet<>(interfaces).stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
        return named + (interfaces.size() > MOST_NAMED ? " …" : "");
    }
}
