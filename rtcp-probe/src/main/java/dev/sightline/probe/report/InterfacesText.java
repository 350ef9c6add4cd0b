package dev.sightline.probe.report;

import dev.sightline.probe.LeftOut;
import dev.sightline.probe.WatchedInterface;
import dev.sightline.probe.WatchedInterface.Drops;
import dev.sightline.probe.WatchedInterface.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * How capture went, in a line that stays readable where a host has hundreds of interfaces: those that tell most by name,
 * the others together. All of them are in the JSON.
 */
final class InterfacesText {
    private static final int MOST_NAMED = 8;
    private static final int MOST_IN_SHORT = 6;

    private InterfacesText() {}

    static String of(List<WatchedInterface> interfaces) {
        List<WatchedInterface> tried = interfaces.stream()
                .filter(each -> each.state() != State.LEFT_OUT)
                .toList();
        List<WatchedInterface> named = named(tried);
        List<String> parts = new ArrayList<>();
        named.forEach(each -> parts.add(text(each)));
        List<WatchedInterface> others =
                tried.stream().filter(each -> !named.contains(each)).toList();
        List<WatchedInterface> captured =
                others.stream().filter(InterfacesText::isCaptured).toList();
        if (!captured.isEmpty()) {
            parts.add(Counted.of(captured.size(), "other") + counts(sum(captured)) + ": " + some(captured));
        }
        if (captured.size() < others.size()) {
            parts.add(Counted.of(others.size() - captured.size(), "other") + " not captured");
        }
        LeftOut leftOut = LeftOut.of(interfaces);
        if (!leftOut.isNone()) {
            parts.add(leftOut.reason());
        }
        return String.join(", ", parts);
    }

    /** In the order in which they came. */
    private static List<WatchedInterface> named(List<WatchedInterface> tried) {
        if (tried.size() <= MOST_NAMED) {
            return tried;
        }
        List<WatchedInterface> most = tried.stream()
                .sorted(Comparator.comparing((WatchedInterface each) -> !each.loopback())
                        .thenComparing(each -> -each.drops().byKernel())
                        .thenComparing(each -> -each.drops().received())
                        .thenComparing(InterfacesText::isCaptured))
                .filter(each -> each.loopback() || each.drops().received() > 0 || !isCaptured(each))
                .limit(MOST_NAMED)
                .toList();
        return tried.stream().filter(most::contains).toList();
    }

    private static String some(List<WatchedInterface> interfaces) {
        return interfaces.stream()
                        .limit(MOST_IN_SHORT)
                        .map(WatchedInterface::name)
                        .collect(Collectors.joining(", "))
                + (interfaces.size() > MOST_IN_SHORT ? " …" : "");
    }

    private static boolean isCaptured(WatchedInterface watched) {
        return watched.state() == State.CAPTURED;
    }

    private static Drops sum(List<WatchedInterface> interfaces) {
        return new Drops(
                sum(interfaces, Drops::received),
                sum(interfaces, Drops::byKernel),
                sum(interfaces, Drops::byInterface));
    }

    private static long sum(List<WatchedInterface> interfaces, ToLongFunction<Drops> count) {
        return interfaces.stream().map(WatchedInterface::drops).mapToLong(count).sum();
    }

    private static String text(WatchedInterface watched) {
        String why = isCaptured(watched) ? "" : " (" + watched.state() + ": " + watched.detail() + ")";
        return watched.name() + why + counts(watched.drops());
    }

    private static String counts(Drops drops) {
        return " (" + drops.received() + " packets, " + drops.byKernel() + " dropped by the kernel, "
                + drops.byInterface() + " by the interface)";
    }
}
