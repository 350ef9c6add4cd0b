package dev.sightline.probe.judge.proof;

import dev.sightline.probe.Cause;
import dev.sightline.probe.RedirectRule;
import dev.sightline.probe.judge.scene.StreamCase;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** RTCP for the camera to which a rule of this host's firewall gives another destination, so that it never gets there. */
final class Diverted {
    private Diverted() {}

    /** The rule that takes whatever the media server may send the camera. */
    static Optional<RedirectRule> certainly(StreamCase the) {
        return rules(the).stream()
                .filter(rule -> Walled.takesAllOut(the, rule.scope()::takes))
                .findFirst();
    }

    /** The causes, and before them that one where there is such a rule. */
    static List<Cause> before(StreamCase the, List<Cause> causes) {
        return certainly(the).isEmpty()
                ? causes
                : Stream.concat(Stream.of(Cause.DIVERTED), causes.stream()).toList();
    }

    /** Goes on with a sentence. */
    static String words(StreamCase the) {
        return certainly(the)
                .map(rule -> "; this host's firewall gives whatever the media server sends it another destination: "
                        + rule.rule())
                .or(() -> rules(the).stream()
                        .filter(rule -> the.drops().packets().answers().stream()
                                .anyMatch(packet -> rule.scope().admits(packet)))
                        .findFirst()
                        .map(rule -> "; this host's firewall gives packets another destination by " + rule.rule()
                                + ", and whether these are among them it does not tell"))
                .orElse("");
    }

    private static List<RedirectRule> rules(StreamCase the) {
        return the.scene().host().firewall().redirects();
    }
}
