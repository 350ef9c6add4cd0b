package dev.sightline.probe.firewall.bisect;

import java.io.IOException;
import java.util.List;
import java.util.Set;

/** Rules that can be loaded with only some of those that drop. */
interface RuleSet {
    /** Loads all of it, to see that it can be, and lists what can drop, in the order of the rules. */
    List<Deny> denies(Replay replay) throws IOException;

    /** Loads it into the server's namespace without those that drop, except these. */
    void load(Replay replay, Set<Deny> active) throws IOException;

    /** What {@link #denies} has loaded, without its counters. */
    String loadedText();

    /** The names of the interfaces that it speaks of. */
    Set<String> interfaces();
}
