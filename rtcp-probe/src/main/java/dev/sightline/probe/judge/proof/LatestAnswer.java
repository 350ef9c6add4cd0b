package dev.sightline.probe.judge.proof;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Refusal;
import dev.sightline.probe.judge.correlation.RouterAnswers;
import dev.sightline.probe.judge.scene.StreamCase;
import dev.sightline.probe.judge.seen.Refusals.Answer;
import dev.sightline.probe.judge.seen.RtcpTally;
import dev.sightline.probe.judge.seen.WatchRules;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** The network's latest answer that a stream's RTCP could not be delivered, if such answers still come. */
public final class LatestAnswer {
    /** Answers are rationed to about one in a second; a camera's host that gave fewer may give fewer still. */
    static final Duration RATION = Duration.ofSeconds(2);

    private static final int CLEARLY = 3;

    /** So many answers show how often one comes; when so many would have come, they have ended. */
    private static final int MANY = 10;

    /** Linux answers the first six at once: how often it goes on to answer shows later. */
    private static final Duration STEADY = Duration.ofSeconds(10);

    /** However often it answered, a router may be busy for a moment. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private LatestAnswer() {}

    /** What it says. */
    public static Optional<Refusal> refusal(StreamCase the) {
        return of(the).map(Answer::refusal);
    }

    static Optional<Answer> of(StreamCase the) {
        if (the.answers().isEmpty()) {
            return Optional.empty();
        }
        return the.answers().stream()
                .filter(answer -> !OwnAddress.answers(the, answer))
                .filter(answer -> isSender(the, answer.refusal()))
                .filter(answer -> isToAnswer(the, answer.refusal()))
                .filter(answer -> isWhileRtpFlowed(the, answer.refusal()))
                .filter(answer -> isHeld(the, answer) || isCurrent(the, answer))
                .filter(answer -> ForgedAnswers.isBelieved(the, answer))
                .max(Comparator.comparing(answer -> answer.refusal().last()));
    }

    private static boolean isSender(StreamCase the, Refusal refusal) {
        int above = refusal.source().getPort() - the.stream().localPort();
        return above == 0
                || above == 1
                || the.feedback().toCamera().keySet().stream()
                        .anyMatch(tally -> tally.source().equals(refusal.source()))
                || the.agreed()
                        .filter(section ->
                                section.serverRtcpPort() == refusal.source().getPort())
                        .isPresent();
    }

    /** The receiver or the sender itself; another only as a router, where the way to the camera leads over one. */
    private static boolean isToAnswer(StreamCase the, Refusal refusal) {
        InetAddress reporter = refusal.reporter();
        return reporter.equals(refusal.destination().getAddress())
                || reporter.equals(refusal.source().getAddress())
                || the.route()
                        .filter(route ->
                                route.leavesBy().isPresent() && route.gateway().isEmpty())
                        .isEmpty();
    }

    /** A camera that has stopped answers that nothing listens any more: of the stream that flowed it says nothing. */
    private static boolean isWhileRtpFlowed(StreamCase the, Refusal refusal) {
        return refusal.first().isBefore(the.stream().last()) || !the.stream().pauses(the.now());
    }

    /**
     * A router's holds while RTCP goes on to leave, for that some of it is not answered proves nothing: see
     * {@link RouterAnswers}. While the same router refuses others, too, a camera may wait long for its turn. That a host
     * cannot be reached ends when it begins to send.
     */
    private static boolean isHeld(StreamCase the, Answer answer) {
        Refusal refusal = answer.refusal();
        boolean wasOff = refusal.kind() == Cause.HOST_UNREACHABLE
                && !refusal.last().isAfter(the.stream().steadySince());
        if (wasOff || !isOfARouter(the, answer)) {
            return false;
        }
        Duration longest = the.scene().rules().longestGap();
        return (the.ago(refusal.last()).compareTo(longest) <= 0 && !isOver(the, refusal))
                || (the.ago(refusal.last()).compareTo(RouterAnswers.IN_TURN) <= 0
                        && the.routers()
                                .lastOfOthers(refusal)
                                .filter(last -> the.ago(last).compareTo(longest) <= 0)
                                .isPresent());
    }

    /**
     * It answered again and again, and of as much as it answered many times before it answers nothing, nor anything else
     * that left: it refuses no more.
     */
    private static boolean isOver(StreamCase the, Refusal refusal) {
        if (refusal.count() < MANY) {
            return false;
        }
        Duration answered = Duration.between(refusal.first(), refusal.last());
        Duration due = answered.dividedBy(refusal.count() - 1).multipliedBy(MANY);
        Duration wait = due.compareTo(SOON) < 0 ? SOON : due;
        return answered.compareTo(STEADY) >= 0
                && sentTo(the, refusal)
                        .anyMatch(tally -> tally.last().isAfter(refusal.last().plus(wait))
                                && tally.between(refusal.last().plus(RATION), the.now()) >= MANY)
                && the.routers()
                        .last(refusal.reporter())
                        .filter(refusal.last()::isBefore)
                        .isEmpty();
    }

    /** It holds until RTCP goes there that is not refused; where none is seen, as long as the next answer may take. */
    private static boolean isCurrent(StreamCase the, Answer answer) {
        Refusal refusal = answer.refusal();
        boolean isSeen = sentTo(the, refusal).findAny().isPresent();
        Duration longest = the.scene().rules().longestGap();
        Duration window = isSeen ? longest : nextAnswer(the, refusal);
        return the.ago(refusal.last()).compareTo(window) <= 0
                && (!isSeen || sentTo(the, refusal).anyMatch(the::isFresh))
                && sentTo(the, refusal).noneMatch(tally -> isUnrefused(the, answer, tally));
    }

    /**
     * Three intervals of answers, and no less than a gap between two reports, of which each is answered; unless RTCP
     * goes elsewhere by now.
     */
    private static Duration nextAnswer(StreamCase the, Refusal refusal) {
        WatchRules rules = the.scene().rules();
        Duration interval = refusal.count() < 2
                ? Duration.ZERO
                : Duration.between(refusal.first(), refusal.last()).dividedBy(refusal.count() - 1);
        boolean elsewhere = the.feedback().toCamera().keySet().stream()
                .anyMatch(tally -> tally.last().isAfter(refusal.last()));
        return Stream.of(elsewhere ? RATION : rules.lostFeedback(), interval.multipliedBy(3))
                .max(Comparator.naturalOrder())
                .filter(window -> window.compareTo(rules.longestGap()) < 0)
                .orElse(rules.longestGap());
    }

    /** Answers are rationed, and the one to the last datagram may be under way. */
    private static boolean isUnrefused(StreamCase the, Answer answer, RtcpTally tally) {
        Instant rationed = answer.refusal().last().plus(ration(the, answer));
        return tally.beforeLast().isAfter(rationed)
                || (tally.last().isAfter(rationed) && the.ago(tally.last()).compareTo(WatchRules.UNDER_WAY) >= 0);
    }

    /**
     * For how long RTCP has to go unanswered after an answer until it is refused no more: three times as long as it
     * went unanswered twice before, and was refused again, since the camera's RTP flows steadily.
     */
    static Duration ration(StreamCase the, Answer answer) {
        if (answer.isOfARouter()) {
            return RATION;
        }
        Duration longest = the.scene().rules().longestGap();
        Duration wait = clearlyMore(answer.times().usual(the.stream().steadySince()));
        return wait.compareTo(longest) < 0 ? wait : longest;
    }

    /** The same as if it was no accident that it went unanswered once: in between, nothing is proven. */
    static Duration mostRation(StreamCase the, Answer answer) {
        return clearlyMore(answer.times().longest(the.stream().steadySince()));
    }

    private static Duration clearlyMore(Duration gap) {
        Duration wait = gap.multipliedBy(CLEARLY);
        return wait.compareTo(RATION) < 0 ? RATION : wait;
    }

    /**
     * Since when feedback is delivered that was refused before: not before a router's last answer, nor while that of
     * the camera's host holds.
     */
    static Instant mended(StreamCase the, Instant since) {
        if (the.answers().isEmpty()) {
            return since;
        }
        return the.answers().stream()
                .flatMap(answer -> ended(the, answer).stream())
                .filter(since::isBefore)
                .max(Comparator.naturalOrder())
                .orElse(since);
    }

    private static Optional<Instant> ended(StreamCase the, Answer answer) {
        Instant last = answer.refusal().last();
        boolean isOfTheCamera =
                answer.isOfItsHost() && last.isAfter(the.stream().steadySince()) && isOfWhatLeaves(the, answer);
        return isOfTheCamera
                ? Optional.of(last.plus(ration(the, answer))).filter(the.now()::isAfter)
                : Optional.of(last).filter(then -> isOfARouter(the, answer));
    }

    /** A router refused what goes on to leave, as the SSRC that it quotes shows. */
    private static boolean isOfARouter(StreamCase the, Answer answer) {
        return answer.isOfARouter() && isOfWhatLeaves(the, answer);
    }

    private static boolean isOfWhatLeaves(StreamCase the, Answer answer) {
        return sentTo(the, answer.refusal())
                .filter(the::isFresh)
                .anyMatch(tally -> answer.sender().filter(tally::hasBegunWith).isPresent());
    }

    /** The RTCP that left for the socket that is said not to be reached. */
    static Stream<RtcpTally> sentTo(StreamCase the, Refusal refusal) {
        return the.feedback().toCamera().keySet().stream()
                .filter(tally -> tally.destination().equals(refusal.destination()));
    }
}
