package dev.sightline.probe.judge.proof;

import static dev.sightline.probe.Wording.seconds;
import static dev.sightline.probe.Wording.socket;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.LeftOut;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.Wording;
import dev.sightline.probe.judge.agreed.AgreedSection;
import dev.sightline.probe.judge.scene.CaptureLosses.Loss;
import dev.sightline.probe.judge.scene.Scene;
import dev.sightline.probe.judge.scene.StreamCase;
import dev.sightline.probe.judge.seen.RtcpTally;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** {@link Verdict#UNPROVEN}: what was not seen proves nothing yet, or cannot prove anything here. */
public final class Unproven {
    private Unproven() {}

    static Optional<Finding> tooEarly(StreamCase the) {
        boolean neverDelivered = the.feedback()
                .latestFeedback()
                .filter(tally -> tally.lastFeedback().isAfter(the.since()))
                .isEmpty();
        if (!neverDelivered || !the.isEarly()) {
            return Optional.empty();
        }
        return Optional.of(finding(
                the.since(),
                Cause.TOO_EARLY,
                "RTP from " + socket(the.stream().source()) + " has been seen for " + Wording.wholeTenths(the.waited())
                        + " s" + inBursts(the) + ", " + noRtcp(the) + " for it yet; its absence proves nothing before "
                        + seconds(the.bursts().areSeveral() ? the.bursts().patience() : the.patience()) + " s"));
    }

    private static String inBursts(StreamCase the) {
        return the.bursts().areSeveral()
                ? " (with the bursts before " + Wording.wholeTenths(the.bursts().flowed()) + " s without any)"
                : "";
    }

    /** What leaves by the way to the camera, between the sockets of its RTP, and shows nothing but a header of RTCP. */
    static Optional<Finding> encrypted(StreamCase the) {
        if (isSeenAstray(the)) {
            return Optional.empty();
        }
        return the.unread()
                .filter(flow -> the.leading().contains(flow.key().interfaceName()))
                .map(flow -> new Finding(
                        Verdict.UNPROVEN,
                        flow.first(),
                        List.of(Cause.ENCRYPTED),
                        flow.datagrams() + " datagrams left by " + flow.key().interfaceName() + " for "
                                + socket(flow.key().destination())
                                + " that begin as RTCP does and cannot be read further, as where it is encrypted (SRTCP): "
                                + "it may be the camera's feedback, but whether it names its SSRC is not seen",
                        Optional.of(Cures.ENCRYPTED)));
    }

    /**
     * RTCP for the port that was told, or the one above the RTP, while the camera sends its own from another: it may listen
     * on both. Where it sends none, and nobody told a port, it may listen anywhere.
     */
    static Optional<Finding> inDoubt(StreamCase the) {
        return the.fresh(Meaning.IN_DOUBT)
                .filter(tally -> LatestAnswer.refusal(the).isEmpty() || the.isEarly())
                .filter(tally -> !the.isEarly() || !isBeforeThePause(the, tally)) // its next report may come any moment
                .map(tally -> new Finding(
                        Verdict.UNPROVEN,
                        tally.since(),
                        List.of(Cause.PORT_IN_DOUBT),
                        Wording.counts(the.feedback().flow(tally, Meaning.IN_DOUBT)) + " left by "
                                + tally.key().interfaceName() + " for " + socket(tally.destination())
                                + whyInDoubt(the, tally),
                        Optional.of(cureOfDoubt(the, tally))));
    }

    private static String cureOfDoubt(StreamCase the, RtcpTally tally) {
        if (isBeforeThePause(the, tally)) {
            return Cures.NEXT_REPORT;
        }
        return the.feedback().fromCamera().isEmpty()
                ? Cures.untoldPort(the.stream(), tally)
                : Cures.rtcpPort(ports(the), isTranslated(the));
    }

    private static boolean isBeforeThePause(StreamCase the, RtcpTally tally) {
        return the.feedback()
                .expected()
                .beforeThePause()
                .filter(port -> port == tally.destination().getPort())
                .isPresent();
    }

    private static String whyInDoubt(StreamCase the, RtcpTally tally) {
        if (isBeforeThePause(the, tally)) {
            return ", from which the camera sent its own before its RTP paused, and none since:"
                    + " whether it still listens there, its next report tells";
        }
        if (the.feedback().expected().isUntold()) {
            return ", not for " + ports(the)
                    + ", the one above its RTP; the camera sends no reports, which would show where"
                    + " it listens, and what it offered is not known here: whether it listens there, the wire does not tell";
        }
        Optional<RtcpTally> reported = the.feedback()
                .reportedElsewhere()
                .filter(report -> report.source().equals(tally.destination()));
        if (reported.isPresent()) {
            return ", from which the camera sends its own, but for "
                    + socket(reported.get().destination()) + ": whether it listens there, the wire does not tell";
        }
        if (the.feedback().fromCamera().isEmpty()) {
            return ", the port of its RTP, though offer and answer do not both say a=rtcp-mux; the camera sends no reports,"
                    + " which would show where it listens: whether it listens there, the wire does not tell";
        }
        return offered(the, tally) + ", but the camera sends its own from " + ports(the)
                + ": whether it listens on both, the wire does not tell";
    }

    /** Whether its RTP comes from another port than its offer names, as from behind a NAT. */
    private static boolean isTranslated(StreamCase the) {
        return the.agreed()
                .flatMap(AgreedSection::cameraRtpPort)
                .filter(port -> port != the.stream().source().getPort())
                .isPresent();
    }

    private static String offered(StreamCase the, RtcpTally tally) {
        if (isTold(the, tally)) {
            return ", the port that the offer names";
        }
        int rtp = the.stream().source().getPort();
        return tally.destination().getPort() == ((rtp + 1) & 0xffff)
                ? ", the port above its RTP"
                : ", the port above the one of the offer's m= line, while its RTP comes from port " + rtp;
    }

    private static boolean isTold(StreamCase the, RtcpTally tally) {
        return the.agreed()
                .filter(AgreedSection::isRtcpPortExplicit)
                .flatMap(AgreedSection::cameraRtcpPort)
                .filter(port -> port == tally.destination().getPort())
                .isPresent();
    }

    /** RTCP for the camera that comes from none of its ports, where the sockets do not prove whose it is. */
    static Optional<Finding> onOtherPorts(StreamCase the) {
        return exchanged(the).or(() -> fromAnotherPort(the));
    }

    /** The camera reports to another port than RTP and RTCP have together, and is answered from there. */
    private static Optional<Finding> exchanged(StreamCase the) {
        Optional<RtcpTally> answer = the.feedback()
                .elsewhere()
                .filter(the::isFresh)
                .filter(tally -> the.leading().contains(tally.key().interfaceName()));
        return the.feedback()
                .reportedElsewhere()
                .filter(tally -> tally.isFresh(the.now(), the.scene().rules()))
                .filter(report -> answer.filter(tally -> tally.source().equals(report.destination())
                                && tally.destination().equals(report.source()))
                        .isPresent())
                .map(report -> new Finding(
                        Verdict.UNPROVEN,
                        report.since(),
                        List.of(Cause.PORT_IN_DOUBT),
                        "RTP from " + socket(the.stream().source()) + " arrives for "
                                + socket(the.stream().destination())
                                + ", but the camera's own RTCP with its SSRC goes from "
                                + socket(report.source()) + " to " + socket(report.destination())
                                + ", and RTCP that names its SSRC goes back: whether that is its feedback, the ports do not tell",
                        Optional.of(Cures.rtcpPort("port " + report.source().getPort(), false))));
    }

    /** It goes where the camera expects RTCP, of its source; what began before a negotiation is an earlier endpoint's. */
    private static Optional<Finding> fromAnotherPort(StreamCase the) {
        return the.feedback()
                .elsewhere()
                .filter(the::isFresh)
                .filter(tally -> the.leading().contains(tally.key().interfaceName()))
                .filter(tally -> tally.source()
                        .getAddress()
                        .equals(the.stream().destination().getAddress()))
                .filter(tally ->
                        tally.destination().getAddress().equals(the.stream().camera())
                                && the.feedback()
                                        .expected()
                                        .certain()
                                        .contains(tally.destination().getPort()))
                .filter(tally -> the.agreed().isEmpty()
                        || !tally.first().isBefore(the.bursts().first()))
                .map(tally -> new Finding(
                        Verdict.UNPROVEN,
                        tally.since(),
                        List.of(Cause.PORT_IN_DOUBT),
                        "RTP from " + socket(the.stream().source()) + " arrives for "
                                + socket(the.stream().destination()) + ", and RTCP that names its SSRC leaves by "
                                + tally.key().interfaceName() + " from port "
                                + tally.source().getPort() + " for " + socket(tally.destination())
                                + ", where the camera expects it: whether that is its feedback, the port does not tell",
                        Optional.of(Cures.feedbackPort(tally.source().getPort()))));
    }

    /** RTCP left by another interface than RTP arrives by, and the kernel has yet to say which one leads to the camera. */
    static Finding unknownRoute(StreamCase the, RtcpTally tally, Meaning meaning) {
        return finding(
                tally.since(),
                Cause.TOO_EARLY,
                Wording.counts(the.feedback().flow(tally, meaning)) + " left by "
                        + tally.key().interfaceName() + " for " + socket(tally.destination())
                        + "; whether that leads to "
                        + Wording.address(the.stream().camera())
                        + " is not known before the kernel has told its route");
    }

    private static String ports(StreamCase the) {
        return the.feedback().expected().certain().stream()
                .sorted()
                .map(port -> "port " + port)
                .findFirst()
                .orElse("another port");
    }

    /** Why missing RTCP proves nothing: an interface by which it might leave was not captured, or packets were lost. */
    static Optional<Finding> blind(StreamCase the) {
        if (isSeenInVain(the)) {
            return Optional.empty();
        }
        Scene scene = the.scene();
        Optional<String> doubt = scene.coverage().doubt();
        if (doubt.isPresent()) {
            return Optional.of(new Finding(
                    Verdict.UNPROVEN,
                    scene.now(),
                    List.of(Cause.NOT_CAPTURED),
                    noneSeenFor(the) + ", but " + doubt.get(),
                    Optional.of(Cures.CAPTURE_UNFILTERED)));
        }
        if (!scene.coverage().loopback()) {
            return Optional.of(notCaptured(
                    scene,
                    scene.now(),
                    noneSeenFor(the) + ", but lo is not captured, where it would be trapped",
                    Optional.empty()));
        }
        Optional<String> elsewhere = scene.coverage().elsewhere();
        if (elsewhere.isPresent()) {
            return Optional.of(
                    notCaptured(scene, scene.now(), noneSeenFor(the) + ", but " + elsewhere.get(), Optional.empty()));
        }
        Optional<String> uncaptured = the.leading().stream()
                .filter(name -> !scene.coverage().sees(name))
                .findFirst();
        if (uncaptured.isPresent()) {
            return Optional.of(notCaptured(
                    scene,
                    scene.now(),
                    noneSeen(the) + ", but " + uncaptured.get() + ", which leads to "
                            + Wording.address(the.stream().camera()) + ", is not captured",
                    uncaptured));
        }
        Set<String> missing = scene.coverage().missing();
        if (!missing.isEmpty() && scene.host().routes().mayHeedRules()) {
            return Optional.of(notCaptured(
                    scene,
                    scene.now(),
                    noneSeen(the)
                            + ", but a policy rule (ip rule) may lead it by an interface that is not captured: "
                            + Wording.interfaces(missing),
                    Optional.empty()));
        }
        Optional<String> leftOut = leftOut(scene).filter(others -> the.route().isEmpty());
        if (leftOut.isPresent()) {
            return Optional.of(notCaptured(
                    scene,
                    scene.now(),
                    noneSeen(the) + ", but the kernel's way to "
                            + Wording.address(the.stream().camera()) + " is not known, and " + leftOut.get(),
                    Optional.empty()));
        }
        return lost(scene, any -> true, noneSeen(the));
    }

    /** Whether RTCP for this stream is seen, and does not reach the camera: nothing that was not seen is to blame then. */
    static boolean isSeenInVain(StreamCase the) {
        boolean isRefused = the.fresh(Meaning.IN_DOUBT).isPresent(); // else it would be in doubt still
        return isSeenAstray(the) || isRefused;
    }

    static String noneSeenFor(StreamCase the) {
        return noRtcp(the) + " was seen for " + socket(the.stream().source()) + lately(the);
    }

    private static String noneSeen(StreamCase the) {
        return noRtcp(the) + " was seen" + lately(the);
    }

    /** What stopped was there before, as the evidence shows. */
    private static String lately(StreamCase the) {
        return the.feedback()
                .latestFeedback()
                .map(tally -> " in the last " + seconds(the.ago(tally.lastFeedback())) + " s"
                        + (the.scene().retrospective() ? " of its RTP" : "") + " (before, it was delivered)")
                .orElse("");
    }

    private static String noRtcp(StreamCase the) {
        return the.fresh(Meaning.FAREWELL)
                .map(tally -> "no RTCP but " + Silent.noFeedback(the, tally))
                .or(() -> the.feedback()
                        .meaning(Meaning.DELIVERED)
                        .filter(the::goesOnWithout)
                        .findFirst()
                        .map(tally -> "no RTCP but what holds no feedback (BYE, SDES, APP)"))
                .orElse("no RTCP");
    }

    private static boolean isSeenAstray(StreamCase the) {
        return the.fresh(Meaning.WRONG_HOST).isPresent()
                || the.fresh(Meaning.WRONG_PORT).isPresent();
    }

    /** What is not seen may be among what was lost. */
    static Optional<Finding> lost(Scene scene, Predicate<Loss> which, String reason) {
        return scene.losses()
                .at(scene.now(), which)
                .map(loss -> finding(scene.now(), Cause.CAPTURE_LOST, reason + ", but " + loss.inWords()));
    }

    /** Of too many interfaces some are not captured on, and one of them may be the way. */
    static Optional<String> leftOut(Scene scene) {
        return Optional.of(scene.coverage().leftOut())
                .filter(others -> !others.isNone())
                .map(LeftOut::reason);
    }

    /** By an interface that is up and not captured on RTP may come, whatever leads back to the camera. */
    static Optional<String> missing(Scene scene) {
        return Optional.of(scene.coverage().missing())
                .filter(names -> !names.isEmpty())
                .map(names -> "it may come by an interface that is not captured: " + Wording.interfaces(names));
    }

    /**
     * An interface that matters was not captured on; which one it is, a capture of one alone cannot know.
     *
     * @param leading the interface that leads to the camera, where it is known
     */
    static Finding notCaptured(Scene scene, Instant since, String reason, Optional<String> leading) {
        return new Finding(
                Verdict.UNPROVEN, since, List.of(Cause.NOT_CAPTURED), reason, Optional.of(cure(scene, leading)));
    }

    private static String cure(Scene scene, Optional<String> leading) {
        LeftOut leftOut = scene.coverage().leftOut();
        if (scene.retrospective()) {
            return Cures.CAPTURE_EVERYWHERE;
        }
        return leftOut.isNone()
                ? Cures.WATCH_EVERYWHERE
                : leading.map(leftOut::cure).orElseGet(leftOut::cure);
    }

    public static Finding finding(Instant since, Cause cause, String reason) {
        return new Finding(Verdict.UNPROVEN, since, List.of(cause), reason, Optional.empty());
    }
}
