package dev.sightline.probe.host;

import dev.sightline.probe.PacketCondition;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What rules ask of a packet besides its sockets, in nftables' words and in those of iptables. */
final class Conditions {
    private static final int MAX_NAMES = 256;
    private static final Set<String> ANSWERED = Set.of("established", "related");
    private static final String UNANSWERED = "new";

    /** Of UDP that is what is cut short or has a wrong checksum; most rulesets drop it. */
    private static final String INVALID = "invalid";

    /** What a raw table exempts from connection tracking has no state, and whether a packet is exempted is not known. */
    private static final String UNTRACKED = "untracked";

    private Conditions() {}

    /** An interface by which packets come in or leave. */
    static PacketMatch link(boolean incoming, List<String> names, boolean negated) {
        return names.isEmpty() || names.size() > MAX_NAMES
                ? PacketMatch.UNREAD
                : PacketMatch.asking(new PacketCondition.Link(incoming, names, negated));
    }

    /** A connection's state, as connection tracking sees it. */
    static PacketMatch states(List<String> names, boolean negated) {
        Set<String> states =
                names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
        boolean answered = states.stream().anyMatch(ANSWERED::contains) != negated;
        boolean unanswered = states.contains(UNANSWERED) != negated;
        boolean known = states.stream()
                .allMatch(state -> ANSWERED.contains(state)
                        || Set.of(UNANSWERED, INVALID, UNTRACKED).contains(state));
        boolean half = states.contains("related") && !states.contains("established");
        if (!known || half || states.equals(Set.of(UNTRACKED))) {
            return PacketMatch.UNREAD;
        }
        if (answered && unanswered) {
            return PacketMatch.ANY;
        }
        return answered || unanswered
                ? PacketMatch.asking(new PacketCondition.Answered(/* negated= */ unanswered))
                : PacketMatch.NONE;
    }
}
