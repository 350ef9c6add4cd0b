package dev.sightline.probe.judge.proof;

import static dev.sightline.probe.Wording.socket;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.FirewallDrop.Way;
import dev.sightline.probe.Refusal;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.host.OpenSockets;
import dev.sightline.probe.judge.correlation.Feedback;
import dev.sightline.probe.judge.scene.Scene;
import dev.sightline.probe.judge.scene.StreamCase;
import dev.sightline.probe.judge.seen.Refusals;
import dev.sightline.probe.judge.seen.RtpStream;
import dev.sightline.probe.judge.seen.WatchRules;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@link Verdict#BLOCKED}: this host itself refuses what comes from the camera for it, as its firewall does with a rule that
 * rejects. That it is forbidden only a firewall says; that it cannot be reached says the kernel, too, where no socket takes it.
 */
public final class RefusedIn {
    private RefusedIn() {}

    /** What the firewall refuses of a stream and its camera's reports, RTP first. */
    public static List<Refusal> of(RtpStream stream, Feedback feedback, Refusals refusals, Scene scene) {
        if (refusals.isEmpty()) {
            return List.of();
        }
        Instant after = scene.now().minus(scene.rules().lostFeedback());
        return Stream.concat(
                        refusals.ofThisHost(stream.source(), stream.destination(), stream.ssrc(), after).stream(),
                        feedback.fromCamera().stream()
                                .flatMap(
                                        tally -> refusals
                                                .ofThisHost(tally.source(), tally.destination(), stream.ssrc(), after)
                                                .stream()))
                .filter(refusal -> isTheFirewalls(refusal, scene.host().sockets()))
                .toList();
    }

    private static boolean isTheFirewalls(Refusal refusal, OpenSockets sockets) {
        return refusal.kind() == Cause.PROHIBITED
                || sockets.takesSince(refusal.source(), refusal.destination())
                        .filter(since -> since.plus(WatchRules.UNDER_WAY).isBefore(refusal.last()))
                        .isPresent();
    }

    static Optional<Finding> finding(StreamCase the) {
        return the.refusedIn().stream()
                .filter(refusal -> isOfRtp(the, refusal) || !the.isSentInVain())
                .findFirst()
                .map(refusal -> found(the, refusal));
    }

    /** Of RTP, where reports leave all the same and hold nothing of it. */
    static Optional<Finding> whileReportsLeave(StreamCase the) {
        if (the.refusedIn().isEmpty() || the.delivered().isEmpty()) {
            return Optional.empty();
        }
        return the.refusedIn().stream()
                .filter(refusal -> isOfRtp(the, refusal) && Starved.since(the, refusal.first()))
                .findFirst()
                .map(refusal -> found(the, refusal))
                .map(found -> new Finding(
                        found.verdict(),
                        found.since(),
                        found.causes(),
                        found.reason() + "; RTCP leaves for the camera, but" + Walled.NOTHING_OF_IT,
                        found.cure()));
    }

    /** A report that is refused. */
    static Optional<Refusal> ofReports(StreamCase the) {
        return the.refusedIn().stream()
                .filter(refusal -> !isOfRtp(the, refusal))
                .findFirst();
    }

    private static boolean isOfRtp(StreamCase the, Refusal refusal) {
        return refusal.source().equals(the.stream().source())
                && refusal.destination().equals(the.stream().destination());
    }

    private static Finding found(StreamCase the, Refusal refusal) {
        InetSocketAddress rtp = the.stream().source();
        boolean isRtp = isOfRtp(the, refusal);
        Optional<String> rule = rule(the, refusal);
        Instant run = the.stream().runSince();
        return the.finding(
                Verdict.BLOCKED,
                refusal.first().isBefore(run) ? run : refusal.first(),
                List.of(Cause.DROPPED_IN),
                (isRtp ? "RTP from " + socket(rtp) : "the camera's RTCP") + " arrives for "
                        + socket(refusal.destination())
                        + " and is captured, but this host itself refuses it before the media server gets it ("
                        + Refused.answers(refusal) + "), as its firewall does with a rule that rejects"
                        + RejectingRule.words(rule),
                Cures.firewall(
                        RejectingRule.name(rule, isRtp ? "that rejects the RTP" : "that rejects the camera's RTCP")));
    }

    /** The rule that rejects it, where one is readable. */
    static Optional<String> rule(StreamCase the, Refusal refusal) {
        return RejectingRule.of(the, Way.IN, the.drops().packets().look().in(refusal.source(), refusal.destination()));
    }
}
