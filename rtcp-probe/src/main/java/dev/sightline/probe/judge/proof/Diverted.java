package dev.sightline.probe.judge.proof;

import dev.sightline.probe.Cause;
import dev.sightline.probe.RedirectRule;
import dev.sightline.probe.judge.scene.StreamCase;
import dev.sightline.probe.judge.seen.RtcpTally;
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

    /** The same where it is seen from which socket the media server sends, though to another host. */
    static Optional<RedirectRule> certainly(StreamCase the, RtcpTally astray) {
        return rules(the).stream()
                .filter(rule -> Walled.takesAllOut(the, List.of(astray.source()), rule.scope()::takes))
                .findFirst();
    }

    /** The causes, and before them that one where there is such a rule. */
    static List<Cause> before(Optional<RedirectRule> certain, List<Cause> causes) {
        return certain.isEmpty()
                ? causes
                : Stream.concat(Stream.of(Cause.DIVERTED), causes.stream()).toList();
    }

    /**
     * Goes on with a sentence.
     *
     * @param certain the rule that takes all; else one that may take some is a hint
     */
    static String words(StreamCase the, Optional<RedirectRule> certain) {
        return certain.map(
                        rule -> "; this host's firewall gives whatever the media server sends it another destination: "
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
