package dev.sightline.probe.host;

import dev.sightline.probe.FirewallDrop;
import java.util.List;
import java.util.Optional;

/** What this host's own firewall drops. */
public interface Firewall {
    /** The drops seen so far among the watched ports' packets, the latest last; bounded; never waits. */
    List<FirewallDrop> drops();

    /** Why the firewall cannot be read, with the cure, in one sentence; empty when it can. */
    Optional<String> blindness();

    /** A firewall that was not looked at. */
    static Firewall unread(String why) {
        return new Firewall() {
            @Override
            public List<FirewallDrop> drops() {
                return List.of();
            }

            @Override
            public Optional<String> blindness() {
                return Optional.of(why);
            }
        };
    }
}
