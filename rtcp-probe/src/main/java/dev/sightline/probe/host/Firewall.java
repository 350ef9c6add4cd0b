package dev.sightline.probe.host;

import dev.sightline.probe.DropRule;
import dev.sightline.probe.FirewallDrop;
import dev.sightline.probe.RedirectRule;
import java.net.InetAddress;
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

    /** The rules that give what this host sends from the watched ports another destination; never waits. */
    default List<RedirectRule> redirects() {
        return List.of();
    }

    /** Why the firewall cannot be read, with the cure, in one sentence; empty when it can. */
    Optional<String> blindness();

    /** The same, of what concerns a camera at this address: rules for the other family do not. */
    default Optional<String> blindness(InetAddress camera) {
        return blindness();
    }

    /** Packets that the firewall was seen to let through, where it is traced; bounded; never waits. */
    default List<FirewallPass> passes() {
        return List.of();
    }

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
