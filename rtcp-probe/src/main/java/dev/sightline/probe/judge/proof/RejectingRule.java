package dev.sightline.probe.judge.proof;

import dev.sightline.probe.DropRule;
import dev.sightline.probe.FilteredPacket;
import dev.sightline.probe.FirewallDrop;
import dev.sightline.probe.FirewallDrop.Way;
import dev.sightline.probe.judge.scene.StreamCase;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which of the firewall's rules it may be that rejects a packet, once this host's own answer shows that one does. */
final class RejectingRule {
    private static final Pattern REJECTS = Pattern.compile("\\breject\\b", Pattern.CASE_INSENSITIVE);

    private RejectingRule() {}

    /** One that counts now before one that counts nothing, in the firewall's own words. */
    static Optional<String> of(StreamCase the, Way way, FilteredPacket packet) {
        List<DropRule> rules = the.scene().host().firewall().rules();
        return the.scene().drops().stream()
                .filter(drop -> drop.way() == way && rejects(drop.rule()) && drop.mayConcern(packet))
                .filter(drop ->
                        the.ago(drop.last()).compareTo(the.scene().rules().lostFeedback()) <= 0)
                .max(Comparator.comparing(FirewallDrop::last))
                .map(FirewallDrop::rule)
                .or(() -> rules.stream()
                        .filter(rule -> rule.way() == way
                                && rejects(rule.rule())
                                && rule.scope().admits(packet))
                        .map(DropRule::rule)
                        .findFirst());
    }

    private static boolean rejects(String rule) {
        return REJECTS.matcher(rule).find();
    }

    /** What is told of it behind "a rule that rejects". */
    static String words(Optional<String> rule) {
        return rule.map(name -> ": " + name).orElse("");
    }

    /** What a cure calls it. */
    static String name(Optional<String> rule, String otherwise) {
        return rule.map(name -> "\"" + name + "\"").orElse(otherwise);
    }
}
