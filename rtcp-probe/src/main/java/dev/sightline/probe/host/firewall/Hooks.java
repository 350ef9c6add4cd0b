package dev.sightline.probe.host.firewall;

import dev.sightline.probe.FirewallDrop.Way;
import java.util.Locale;
import java.util.Optional;

/** Netfilter's hooks. */
final class Hooks {
    private Hooks() {}

    /** Which way packets go at a hook. */
    static Optional<Way> way(String hook) {
        return switch (hook.toLowerCase(Locale.ROOT)) {
            case "ingress", "prerouting", "input" -> Optional.of(Way.IN);
            case "output", "postrouting", "egress" -> Optional.of(Way.OUT);
            case "forward" -> Optional.of(Way.FORWARD);
            default -> Optional.empty();
        };
    }

    /**
     * Whether packets can be given another destination at a hook. Elsewhere what gives it, as {@code NETMAP} after the
     * routing, is for the source.
     */
    static boolean redirects(String hook) {
        return hook.equalsIgnoreCase("prerouting") || hook.equalsIgnoreCase("output");
    }

    /** Whether packets that an IP hook sees are for this host itself, and none of them for others. */
    static boolean isForThisHost(String hook) {
        return hook.equalsIgnoreCase("input");
    }
}
