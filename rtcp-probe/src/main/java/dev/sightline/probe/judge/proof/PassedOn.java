package dev.sightline.probe.judge.proof;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.Wording;
import dev.sightline.probe.judge.scene.StreamCase;
import java.util.List;
import java.util.Optional;

/**
 * {@link Verdict#UNPROVEN} because the camera's RTP only passes this host, as to a guest on its bridge: where the media
 * server's RTCP is trapped, it is on a {@code lo} that is not captured here. What was negotiated is {@link Verdict#SILENT} all
 * the same, for the gateway can mend that and would never learn of it.
 */
final class PassedOn {
    private PassedOn() {}

    static Optional<Finding> of(StreamCase the) {
        boolean isDue = the.agreed().isEmpty() && !the.scene().retrospective();
        if (!isDue || !the.feedback().toCamera().isEmpty() || the.stream().isForThisHost()) {
            return Optional.empty();
        }
        List<String> onwards = the.stream().interfaceNames().stream()
                .filter(the.stream()::isHandedOn)
                .sorted()
                .toList();
        return onwards.isEmpty() ? Optional.empty() : Optional.of(found(the, onwards));
    }

    private static Finding found(StreamCase the, List<String> onwards) {
        return the.finding(
                Verdict.UNPROVEN,
                the.lastDelivered(),
                List.of(Cause.NOT_CAPTURED),
                Unproven.noneSeenFor(the) + ", but its RTP only passes this host, by "
                        + Wording.interfaces(onwards) + " on to "
                        + Wording.socket(the.stream().destination())
                        + ", a guest or another host: what that one sends to its own lo is not captured here",
                Cures.watchThere(the.stream()));
    }
}
