package dev.sightline.probe.judge.proof;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.FirewallDrop;
import dev.sightline.probe.Refusal;
import dev.sightline.probe.judge.scene.StreamCase;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is said beside a finding of RTCP that goes to the wrong place: this host's firewall keeps the camera's reports from
 * the media server. Another policy mends the finding without them, so they are not its cause; but a media server that is to
 * learn from them cannot, before the firewall is mended, too.
 */
final class DroppedReports {
    private DroppedReports() {}

    /** The finding with that said, where it is so. */
    static Finding beside(StreamCase the, Finding found) {
        boolean mayBeMeant = switch (found.verdict()) {
            case SILENT, TRAPPED, UNPROVEN -> true;
            case DELIVERED, BLOCKED, UNREACHABLE, NO_MEDIA -> false;
        };
        if (!mayBeMeant || (the.drops().areNone() && the.refusedIn().isEmpty()) || !the.isSentInVain()) {
            return found;
        }
        return dropped(the)
                .map(drop -> with(
                        found,
                        "drops the camera's RTCP before the media server gets it: " + Blocked.rule(the, drop),
                        Cures.firewall("\"" + drop.rule() + "\"")))
                .or(() -> RefusedIn.ofReports(the).map(refusal -> refused(the, found, refusal)))
                .orElse(found);
    }

    /** A rule that drops RTP, too, may have counted nothing else. */
    private static Optional<FirewallDrop> dropped(StreamCase the) {
        return the.drops()
                .rtcpIn()
                .filter(drop -> the.drops().rtpIn().isEmpty())
                .filter(drop -> !the.feedback().fromCamera().isEmpty());
    }

    private static Finding refused(StreamCase the, Finding found, Refusal refusal) {
        Optional<String> rule = RefusedIn.rule(the, refusal);
        return with(
                found,
                "refuses the camera's RTCP before the media server gets it (" + Refused.answers(refusal) + ")"
                        + RejectingRule.words(rule),
                Cures.firewall(RejectingRule.name(rule, "that rejects the camera's RTCP")));
    }

    private static Finding with(Finding found, String words, String cure) {
        return new Finding(
                found.verdict(),
                found.since(),
                Stream.concat(found.causes().stream(), Stream.of(Cause.DROPPED_IN))
                        .toList(),
                found.reason() + "; besides, this host's firewall " + words,
                Optional.of(found.cure().map(known -> known + "; and ").orElse("") + cure));
    }
}
