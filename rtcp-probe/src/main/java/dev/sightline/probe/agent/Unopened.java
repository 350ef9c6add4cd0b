package dev.sightline.probe.agent;

import dev.sightline.probe.WatchedInterface;
import dev.sightline.probe.WatchedInterface.State;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Interfaces that should be captured on and are not, each told once, and again when it was captured on meanwhile: a name
 * that was mistyped hides just what the agent is there to see. Not for several threads.
 */
final class Unopened {
    private final Set<String> told = new HashSet<>();

    /** A line for each that was not told. */
    List<String> news(List<WatchedInterface> interfaces) {
        List<WatchedInterface> unopened = interfaces.stream()
                .filter(each -> each.state() == State.NOT_OPENED)
                .toList();
        told.retainAll(unopened.stream().map(WatchedInterface::name).collect(Collectors.toSet()));
        return unopened.stream()
                .filter(each -> told.add(each.name()))
                .map(each -> "not capturing on " + each.name() + ": " + each.detail()
                        + ". Until then no feedback that leaves there is seen, and no camera behind it is healed")
                .toList();
    }
}
