package dev.sightline.probe.judge.proof;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.Wording;
import dev.sightline.probe.judge.scene.StreamCase;
import dev.sightline.probe.judge.seen.RtcpTally;
import dev.sightline.probe.judge.seen.RtpStream;
import dev.sightline.probe.judge.seen.TrunkLink;
import dev.sightline.probe.judge.seen.WatchRules;
import dev.sightline.probe.packet.Datagram.Direction;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * {@link Verdict#UNPROVEN}: RTCP for the camera that reaches this host and does not leave by the interface by which the
 * camera's RTP comes. Which policy an offer follows mends none of it, so it is not {@link Verdict#SILENT}; where the
 * firewall says that it drops it, it is {@link Verdict#BLOCKED}.
 */
final class NotForwarded {
    private NotForwarded() {}

    /** Nothing is delivered before it is known on which interfaces it would have to be seen. */
    static Optional<Finding> tooEarly(StreamCase the) {
        boolean reached = the.before()
                .filter(finding -> finding.verdict() == Verdict.DELIVERED)
                .isPresent();
        return reached
                ? Optional.empty()
                : the.delivered().flatMap(tally -> doubt(the, tally).map(doubt -> waiting(the, tally, doubt)));
    }

    private static Optional<String> doubt(StreamCase the, RtcpTally tally) {
        List<String> others =
                new ArrayList<>(StationWords.all(the.stream().trunk().perhapsBeyond(tally)));
        if (the.stream().hasSeveralLinks()) {
            others.addAll(the.stream().perhapsBeyond(tally.interfaces()));
        }
        if (!others.isEmpty()) {
            return Optional.of("its RTP comes by " + String.join(", ", others)
                    + ", too, and whether it passes both is not known yet");
        }
        boolean unread = !the.scene().retrospective()
                && tally.direction() != Direction.LOCAL
                && the.ago(the.stream().first())
                                .compareTo(the.scene().coverage().readWithin())
                        < 0;
        return Optional.of("what the other interfaces show is not read yet").filter(waits -> unread);
    }

    private static Finding waiting(StreamCase the, RtcpTally tally, String doubt) {
        return Unproven.finding(
                the.since(),
                Cause.TOO_EARLY,
                Wording.counts(the.feedback().flow(tally, Meaning.DELIVERED)) + " left by "
                        + tally.key().interfaceName() + " for " + Wording.socket(tally.destination()) + "; " + doubt);
    }

    /**
     * What comes from a media server behind a translation, addressed rightly, and is seen nowhere else. Of what is over
     * nothing more can be learnt, and nothing is healed: by its packets it is {@link Verdict#TRAPPED}.
     */
    static Optional<Finding> fromBehind(StreamCase the) {
        return the.feedback()
                .meaning(Meaning.TRAPPED)
                .filter(the::isFresh)
                .filter(tally -> Trapped.isOnItsWay(the, tally))
                .max(Comparator.comparing(RtcpTally::last))
                .map(tally -> the.scene().retrospective() && the.scene().watchesEveryPort()
                        ? Trapped.found(the, tally)
                        : notSeenLeaving(the, tally, the.behind().orElse(the.stream())));
    }

    /** A translation may give it another port, on which is not captured. */
    private static Finding notSeenLeaving(StreamCase the, RtcpTally tally, RtpStream inner) {
        boolean everyPort = the.scene().watchesEveryPort();
        return the.finding(
                Verdict.UNPROVEN,
                tally.since(),
                List.of(everyPort ? Cause.NOT_FORWARDED : Cause.NOT_CAPTURED),
                Wording.counts(the.feedback().flow(tally, Meaning.TRAPPED)) + " came by "
                        + tally.key().interfaceName() + " for " + Wording.socket(tally.destination()) + "; "
                        + Silent.translated(inner) + ", and nothing was seen leaving from ports "
                        + the.scene().watched() + ": this host does not forward it, or gives it another "
                        + (everyPort ? "destination" : "port"),
                (everyPort ? "" : Cures.WATCH_EVERY_PORT + "; where nothing leaves either, ") + Cures.forward(inner));
    }

    static Optional<Finding> of(StreamCase the) {
        return the.fresh(Meaning.NOT_FORWARDED)
                .filter(tally -> the.ago(tally.first()).compareTo(WatchRules.UNDER_WAY) > 0)
                .map(tally -> BlockedOut.onTheWayOut(the)
                        .or(() -> BlockedOut.onTheWayThrough(the))
                        .orElseGet(() -> found(the, tally)));
    }

    private static Finding found(StreamCase the, RtcpTally tally) {
        List<String> missing = the.stream().beyond(tally.interfaces());
        return missing.isEmpty() ? onTrunk(the, tally) : found(the, tally, missing);
    }

    private static Finding found(StreamCase the, RtcpTally tally, List<String> missing) {
        boolean fromHere = tally.direction() == Direction.OUT;
        List<Cause> causes = new ArrayList<>(List.of(Cause.NOT_FORWARDED));
        if (the.scene().host().firewall().blindness(the.stream().camera()).isPresent()) {
            causes.add(Cause.FIREWALL_UNREAD);
        }
        return the.finding(
                Verdict.UNPROVEN,
                since(the, tally),
                causes,
                Wording.counts(the.feedback().flow(tally, Meaning.NOT_FORWARDED))
                        + (fromHere ? " left by " : " reached this host by ")
                        + tally.key().interfaceName() + " for " + Wording.socket(tally.destination())
                        + ", and none is seen leaving by " + String.join(", ", missing)
                        + ", by which its RTP comes"
                        + (fromHere ? " to " + tally.key().interfaceName() : ", nor by another link")
                        + Silent.blindness(the),
                fromHere ? Cures.below(missing) : Cures.forward(the.stream()));
    }

    /** A router or a firewall between two links of one interface does not hand it on, or the capture does not show that. */
    private static Finding onTrunk(StreamCase the, RtcpTally tally) {
        List<TrunkLink> links = the.stream().trunk().beyond(tally);
        String missing = String.join(", ", StationWords.all(links));
        Optional<Instant> before =
                links.stream().flatMap(link -> tally.lastOn(link).stream()).max(Comparator.naturalOrder());
        Instant since = since(the, tally);
        return the.finding(
                Verdict.UNPROVEN,
                before.filter(last -> last.isAfter(since)).orElse(since),
                List.of(Cause.NOT_FORWARDED),
                Wording.counts(the.feedback().flow(tally, Meaning.NOT_FORWARDED)) + " went by "
                        + String.join(", ", StationWords.all(tally.trunkLinks())) + " for "
                        + Wording.socket(tally.destination()) + ", and "
                        + before.map(last -> "since " + last.truncatedTo(ChronoUnit.MILLIS) + " ")
                                .orElse("")
                        + "none is seen on " + missing + ", by which its RTP comes"
                        + (links.stream().anyMatch(TrunkLink::isNearer)
                                ? ""
                                : "; which of these links is nearer to the camera is not told"),
                Cures.between(the.stream(), missing));
    }

    private static Instant since(StreamCase the, RtcpTally tally) {
        return the.feedback()
                .since(Meaning.NOT_FORWARDED, the.now(), the.scene().rules())
                .orElse(tally.feedbackSince());
    }
}
