package dev.sightline.probe.judge.proof;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Refusal;
import dev.sightline.probe.judge.scene.StreamCase;
import dev.sightline.probe.judge.seen.Refusals.Answer;
import dev.sightline.probe.judge.seen.RtcpTally;
import java.util.List;

/** Tells the network's answers from those that anyone may send in its name. */
final class ForgedAnswers {
    /** As many answers that quote only the ports are no accident. */
    private static final int FEW = 3;

    private ForgedAnswers() {}

    /**
     * Anyone can send an ICMP error in a camera's or a router's name, and the ports in it are easily guessed. Against
     * feedback that is seen leaving only one counts that quotes what left: the SSRC with which the media server's RTCP
     * begins is chosen at random (RFC 3550, 8), so who did not get the RTCP does not know it. Hosts and routers of today
     * quote so much (RFC 1812, 4.3.2.3); an old one may quote no more than the ports, and is believed when it answers to
     * most of what left, as the network does and a few forged packets do not, and the camera's own RTCP does not belie it.
     * What was not seen leaving for there has no answer where it would have been seen.
     */
    static boolean isBelieved(StreamCase the, Answer answer) {
        Refusal refusal = answer.refusal();
        if (answer.ofThisHost()) {
            return true;
        }
        if (the.delivered().isEmpty()) {
            return LatestAnswer.sentTo(the, refusal).findAny().isPresent()
                    || Unproven.blind(the).isPresent();
        }
        List<RtcpTally> left = LatestAnswer.sentTo(the, refusal)
                .filter(tally -> tally.source().equals(refusal.source()))
                .toList();
        return answer.sender()
                .map(sender -> left.stream().anyMatch(tally -> tally.hasBegunWith(sender)))
                .orElseGet(() -> !left.isEmpty() && !isBelied(the, refusal, left) && answersToMost(the, refusal, left));
    }

    /** The camera sends RTCP from the port that is said to be closed, or reports on the RTCP that is said to be lost. */
    private static boolean isBelied(StreamCase the, Refusal refusal, List<RtcpTally> left) {
        return the.feedback().fromCamera().stream()
                .filter(tally -> tally.last().isAfter(refusal.first()))
                .filter(tally -> tally.isFresh(the.now(), the.scene().rules()))
                .anyMatch(tally -> (refusal.kind() == Cause.PORT_UNREACHABLE
                                && tally.source().equals(refusal.destination()))
                        || tally.spokenOf().stream()
                                .anyMatch(ssrc -> left.stream().anyMatch(sent -> sent.hasBegunWith(ssrc))));
    }

    /**
     * Answers are rationed to one in a second, and more RTCP than that may have left since the first of them; there is no
     * more than one to each datagram, but for those to what left before the watch began.
     */
    private static boolean answersToMost(StreamCase the, Refusal refusal, List<RtcpTally> left) {
        long datagrams = left.stream()
                .mapToLong(tally -> tally.datagramsSince(refusal.first()))
                .max()
                .orElse(0);
        long seconds = 1 + the.ago(refusal.first()).toSeconds();
        return refusal.count() >= FEW
                && refusal.count() <= datagrams + FEW
                && 3 * refusal.count() >= 2 * Math.min(datagrams, seconds);
    }
}
