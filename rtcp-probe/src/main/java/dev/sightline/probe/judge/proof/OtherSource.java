package dev.sightline.probe.judge.proof;

import static dev.sightline.probe.Wording.address;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.Wording;
import dev.sightline.probe.judge.correlation.ReturnLinks;
import dev.sightline.probe.judge.scene.StreamCase;
import dev.sightline.probe.judge.seen.RtcpTally;
import dev.sightline.probe.packet.Datagram.Direction;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * RTCP that leaves for the camera from another address than the one to which it sends its RTP, as of a host with several:
 * the kernel takes the one of the route, where the media server's socket has none of its own. Or from another port than the
 * one to which the socket that gets it sends. What translates addresses, or lets in only what answers, drops it; on the
 * camera's own link nobody does.
 */
final class OtherSource {
    private OtherSource() {}

    /** {@link Verdict#UNPROVEN} where a router is on the way, and nothing leaves from the right address. */
    static Optional<Finding> of(StreamCase the) {
        return the.delivered()
                .filter(tally -> isFromOthersAlone(the) && isRouted(the))
                .map(tally -> the.finding(
                        Verdict.UNPROVEN,
                        tally.feedbackSince(),
                        List.of(Cause.OTHER_SOURCE),
                        Wording.counts(the.feedback().flow(tally, Meaning.DELIVERED)) + " left by "
                                + tally.key().interfaceName() + " for " + Wording.socket(tally.destination())
                                + words(the, tally)
                                + ": a router is on the way of its RTP, and whether it lets that pass is not seen from here",
                        cure(the, tally)));
    }

    /**
     * {@link Verdict#UNPROVEN} where RTCP goes on from the address to which the camera sent before, and does not tell whether
     * it is of what comes now, or of an endpoint that waits in vain.
     */
    static Optional<Finding> fromFormerAddress(StreamCase the) {
        return the.feedback()
                .formerAddress()
                .filter(the::isFresh)
                .filter(tally -> the.leading().contains(tally.key().interfaceName()))
                .filter(tally ->
                        the.feedback().expected().mayBe(tally.destination().getPort()))
                .filter(tally -> !tally.isFarewell())
                .map(tally -> the.finding(
                        Verdict.UNPROVEN,
                        the.since(),
                        List.of(Cause.OTHER_SOURCE),
                        "RTP from " + Wording.socket(the.stream().source()) + " arrives for "
                                + Wording.socket(the.stream().destination()) + ", and RTCP goes on leaving by "
                                + tally.key().interfaceName() + " for " + Wording.socket(tally.destination())
                                + ", but from " + address(tally.source().getAddress())
                                + ", to which the camera sent before, and does not tell of what it has sent since",
                        cure(the, tally)));
    }

    /** What is said of it where it does arrive; goes on with a sentence. */
    static Optional<String> remark(StreamCase the, RtcpTally tally) {
        return isFromOthersAlone(the) ? Optional.of(words(the, tally)) : Optional.empty();
    }

    private static boolean isFromOthersAlone(StreamCase the) {
        for (RtcpTally flow : the.feedback().all(Meaning.DELIVERED)) {
            if (!isOther(the, flow) && the.isFresh(flow) && !the.goesOnWithout(flow)) {
                return false;
            }
        }
        return true;
    }

    static String cure(StreamCase the, RtcpTally tally) {
        return otherPort(the, tally)
                .map(asked -> Cures.otherSourcePort(tally, asked))
                .orElseGet(() -> Cures.otherSource(the.stream(), tally));
    }

    private static String words(StreamCase the, RtcpTally tally) {
        return otherPort(the, tally)
                .map(asked -> ", but from port " + tally.source().getPort()
                        + ", and what the camera sends from there goes to port " + asked.getPort())
                .orElseGet(() ->
                        ", but from " + address(tally.source().getAddress()) + ", and the camera sends its RTP to "
                                + address(the.stream().destination().getAddress()));
    }

    private static boolean isOther(StreamCase the, RtcpTally tally) {
        return tally.direction() != Direction.LOCAL
                && (otherPort(the, tally).isPresent() || isOtherAddress(the, tally));
    }

    /** The port to which the socket that gets it sends; empty where that is the one it comes from, or not known. */
    private static Optional<InetSocketAddress> otherPort(StreamCase the, RtcpTally tally) {
        return Optional.ofNullable(the.feedback().askedInstead().get(tally));
    }

    /** A group's address is nobody's source, and of a translated media server the outside is what counts. */
    private static boolean isOtherAddress(StreamCase the, RtcpTally tally) {
        InetAddress sentTo = the.stream().destination().getAddress();
        InetAddress source = tally.source().getAddress();
        return !sentTo.isMulticastAddress()
                && !source.equals(sentTo)
                && the.behind()
                        .filter(inner -> source.equals(inner.destination().getAddress()))
                        .isEmpty();
    }

    /** A capture knows no routes, and there the hop limit alone tells. */
    private static boolean isRouted(StreamCase the) {
        return the.stream().hopLimit().isSpent()
                || (!the.scene().retrospective()
                        && !ReturnLinks.isOnItsLink(the.scene().host(), the.stream()));
    }
}
