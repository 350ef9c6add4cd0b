package dev.sightline.probe.host;

import dev.sightline.probe.DropRule;
import dev.sightline.probe.FirewallDrop;
import java.util.List;
import java.util.Optional;

/** What this host's own firewall drops. */
public interface Firewall {
    /** The drops seen so far among the watched ports' packets, the latest last; bounded; never waits. */
    List<FirewallDrop> drops();

    /** The rules that drop all that they are for without a count, as far as their text leaves no doubt; never waits. */
    default List<DropRule> rules() {
        return List.of();
    }

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
