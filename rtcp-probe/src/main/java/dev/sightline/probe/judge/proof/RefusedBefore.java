package dev.sightline.probe.judge.proof;

import static dev.sightline.probe.Wording.address;
import static dev.sightline.probe.Wording.seconds;
import static dev.sightline.probe.Wording.socket;

import dev.sightline.probe.Finding;
import dev.sightline.probe.Refusal;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.Wording;
import dev.sightline.probe.judge.scene.StreamCase;
import dev.sightline.probe.judge.seen.Refusals;
import dev.sightline.probe.judge.seen.Refusals.Answer;
import dev.sightline.probe.judge.seen.RtcpTally;
import dev.sightline.probe.judge.seen.WatchRules;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * {@link Verdict#UNPROVEN}: the camera's host refused this RTCP, and since then it answers so much else that it may merely
 * have no answer left for it; or it let as long go by before, and then answered again. That it refuses it no more is
 * shown by RTCP that went unanswered for clearly longer while it answered nothing.
 */
final class RefusedBefore {
    private RefusedBefore() {}

    static Optional<Finding> of(StreamCase the) {
        return the.answers().isEmpty()
                ? Optional.empty()
                : the.delivered().flatMap(tally -> refused(the, tally).flatMap(answer -> doubt(the, tally, answer)));
    }

    private static Optional<Answer> refused(StreamCase the, RtcpTally tally) {
        return the.answers().stream()
                .filter(Answer::isOfItsHost)
                .filter(answer -> answer.refusal().destination().equals(tally.destination()))
                .filter(answer -> the.ago(answer.refusal().last()).compareTo(Refusals.IN_TURN) <= 0)
                .filter(answer -> wasRefusedWhileItWentOn(the, answer.refusal()))
                .filter(answer -> ForgedAnswers.isBelieved(the, answer))
                .max(Comparator.comparing(answer -> answer.refusal().last()));
    }

    /** A camera that starts anew, or stops, refuses RTCP for a moment. */
    private static boolean wasRefusedWhileItWentOn(StreamCase the, Refusal refusal) {
        return refusal.last().isAfter(the.stream().steadySince())
                && Duration.between(refusal.last(), the.stream().last()).compareTo(WatchRules.UNDER_WAY) >= 0;
    }

    private static Optional<Finding> doubt(StreamCase the, RtcpTally tally, Answer answer) {
        Refusal refusal = answer.refusal();
        Optional<Refusal> other = the.hosts()
                .lastBeside(answer, isOnTheLink(the))
                .filter(later -> later.last().isAfter(refusal.last()))
                .filter(later -> !later.first().isAfter(the.now()));
        Instant busy = other.map(Refusal::last).orElse(refusal.last());
        if (tally.between(busy.plus(LatestAnswer.ration(the, answer)), the.now().minus(WatchRules.UNDER_WAY)) > 0) {
            tally.wasNotRefused(the.now());
        }
        return other.filter(later -> !tally.wasNotRefusedAfter(refusal.last()))
                .map(later -> busy(the, tally, refusal, later))
                .or(() -> Optional.of(answer)
                        .filter(seldom -> mayComeAgain(the, seldom))
                        .map(seldom -> seldom(the, tally, seldom)));
    }

    private static boolean mayComeAgain(StreamCase the, Answer answer) {
        Duration most = LatestAnswer.mostRation(the, answer);
        return most.compareTo(LatestAnswer.ration(the, answer)) > 0
                && the.ago(answer.refusal().last()).compareTo(most) <= 0;
    }

    /** A capture does not tell its host's routes; there the hop limit of the RTP shows that no router is on its way. */
    private static boolean isOnTheLink(StreamCase the) {
        return the.route()
                .map(route -> route.leavesBy().isPresent() && route.gateway().isEmpty())
                .orElseGet(() -> the.stream().hopLimit().isWhole());
    }

    private static Finding busy(StreamCase the, RtcpTally tally, Refusal refusal, Refusal later) {
        return found(
                the,
                tally,
                refusal,
                later.last(),
                "since then the same host answers what else this one sends it, last what was for "
                        + socket(later.destination())
                        + ": a host answers about once a second, whatever that is, so whether it refuses RTCP still is"
                        + " not known before some goes unanswered while nothing else is answered",
                Cures.busyHost(refusal, later));
    }

    private static Finding seldom(StreamCase the, RtcpTally tally, Answer answer) {
        Refusal refusal = answer.refusal();
        return found(
                the,
                tally,
                refusal,
                refusal.last().plus(LatestAnswer.ration(the, answer)),
                seconds(answer.times().longest(the.stream().steadySince()))
                        + " s went by between two answers before: a host may answer so seldom, so whether it refuses"
                        + " RTCP still is not known before some goes unanswered for "
                        + seconds(LatestAnswer.mostRation(the, answer)) + " s",
                Cures.unreachable(refusal));
    }

    private static Finding found(
            StreamCase the, RtcpTally tally, Refusal refusal, Instant since, String why, String cure) {
        return the.finding(
                Verdict.UNPROVEN,
                since,
                List.of(refusal.kind()),
                Wording.counts(the.feedback().flow(tally, Meaning.DELIVERED)) + " left by "
                        + tally.key().interfaceName() + " for " + socket(tally.destination()) + "; but "
                        + address(refusal.reporter()) + " answered ("
                        + Refused.answers(refusal) + "), last " + seconds(the.ago(refusal.last()))
                        + " s ago, and " + why,
                cure);
    }
}
