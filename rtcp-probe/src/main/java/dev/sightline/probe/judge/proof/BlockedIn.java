package dev.sightline.probe.judge.proof;

import static dev.sightline.probe.Wording.address;
import static dev.sightline.probe.Wording.socket;

import dev.sightline.probe.Cause;
import dev.sightline.probe.FilteredPacket;
import dev.sightline.probe.Finding;
import dev.sightline.probe.FirewallDrop;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.judge.agreed.AgreedSection;
import dev.sightline.probe.judge.scene.StreamCase;
import dev.sightline.probe.judge.scene.StreamPackets;
import dev.sightline.probe.judge.seen.RtcpTally;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * {@link Verdict#BLOCKED} on the way in: RTP or reports of the camera are captured, and a rule that fits them drops them
 * behind the capture.
 */
final class BlockedIn {
    /** The firewall may be read a little before the capture is open. */
    private static final int AT_THE_START = 2;

    private BlockedIn() {}

    /**
     * A capture sees packets before the input hook. A rule that drops less than half of them, as a limit does, is no wall:
     * whether the media server's feedback arrives is then seen from the feedback. Reports whose highest sequence number
     * rises are proof that RTP passes, and so is fresh REMB, for a while: media servers go on with it for seconds after
     * the last RTP, so a rule that takes all of the RTP for some time outweighs it.
     */
    static Optional<Finding> byAWall(StreamCase the) {
        if (the.drops().areNone()) {
            return Optional.empty();
        }
        return byAWallForThis(the).or(() -> byAWallForAll(the));
    }

    private static Optional<Finding> byAWallForThis(StreamCase the) {
        return onTheWayIn(
                the,
                drop -> !DropShare.isReceived(the, drop.first())
                        && (DropShare.takesAll(the, drop)
                                || (!DropShare.isRembSince(the, drop.first()) && DropShare.isMost(the, drop))),
                drop -> DropShare.isMostOfReports(the, drop));
    }

    /**
     * A rule that counts whatever else comes, as the last one of most firewalls does, is one where its text leaves no doubt
     * that it takes this RTP, it counts about as much as comes, and nothing that the media server says speaks against it.
     */
    private static Optional<Finding> byAWallForAll(StreamCase the) {
        return the.drops()
                .perhaps()
                .filter(drop -> drop.way() == FirewallDrop.Way.IN && takesTheRtp(the, drop))
                .filter(drop -> DropShare.takesAll(the, drop) && !DropShare.isOfMore(the, drop, /* reports= */ 0))
                .filter(drop -> !DropShare.isReceived(the, drop.first()) && !DropShare.isRembSince(the, drop.first()))
                .map(drop -> rtpIn(the, drop));
    }

    private static boolean takesTheRtp(StreamCase the, FirewallDrop drop) {
        return the.drops().packets().media().stream()
                .allMatch(packet -> drop.scope().takes(packet));
    }

    /** Where no feedback was seen, a few drops are the best explanation there is. */
    static Optional<Finding> onTheWayIn(StreamCase the) {
        return onTheWayIn(the, drop -> !DropShare.isRembSince(the, drop.first()), drop -> true);
    }

    /** That the camera's reports are dropped is no reason for silence where the media server sends without them. */
    private static Optional<Finding> onTheWayIn(
            StreamCase the, Predicate<FirewallDrop> ofRtp, Predicate<FirewallDrop> ofRtcp) {
        Optional<FirewallDrop> rtp = the.drops().rtpIn().filter(ofRtp);
        return rtp.map(drop -> rtpIn(the, drop))
                .or(() -> the.drops()
                        .rtcpIn()
                        .filter(drop -> the.drops().rtpIn().isEmpty() || rtp.isPresent())
                        .filter(drop -> !the.feedback().fromCamera().isEmpty() && !the.isSentInVain())
                        .filter(ofRtcp)
                        .map(drop -> rtcpIn(the, drop)));
    }

    /** A rule that drops much of this stream's RTP now, whatever its feedback says so far. */
    static Optional<FirewallDrop> suspect(StreamCase the) {
        if (the.drops().areNone()) {
            return Optional.empty();
        }
        return the.drops()
                .rtpIn()
                .or(() -> the.drops().perhaps().filter(drop -> isOfThisRtp(the, drop)))
                .filter(drop -> DropShare.dropsNow(the, drop))
                .filter(drop -> DropShare.isMuch(the, drop));
    }

    /** Which takes some packets and leaves others, as a limit does, and counts no more than there are. */
    private static boolean isOfThisRtp(StreamCase the, FirewallDrop drop) {
        return drop.way() == FirewallDrop.Way.IN
                && the.drops().packets().media().stream().anyMatch(drop::mayConcern)
                && !Blocked.isForAnybody(the, drop)
                && !DropShare.isOfMore(the, drop, /* reports= */ 0);
    }

    private static Finding rtpIn(StreamCase the, FirewallDrop drop) {
        return in(
                the,
                drop,
                List.of(Cause.DROPPED_IN),
                "RTP from " + socket(the.stream().source()),
                the.stream().destination());
    }

    private static Finding rtcpIn(StreamCase the, FirewallDrop drop) {
        return in(the, drop, causesOfDroppedReports(the), "the camera's RTCP", reportsTo(the, drop));
    }

    /** Another policy does not wait for reports: that the firewall keeps them is no reason not to try it. */
    static List<Cause> causesOfDroppedReports(StreamCase the) {
        boolean learns = the.agreed().filter(AgreedSection::asksForComedia).isPresent();
        return learns && the.fresh(Meaning.DELIVERED).isEmpty()
                ? List.of(Cause.DROPPED_IN, Cause.NEVER_LEARNT)
                : List.of(Cause.DROPPED_IN);
    }

    /**
     * Whose conditions are not all evaluated, or which counts others' packets, too: where its text leaves a doubt whether it
     * is reached, only a count of little else proves anything, and where it names no media port either, only one of RTP:
     * whatever else the camera sends is few, as its reports are. How much it counts tells what it takes, as far as RTP and
     * RTCP differ in number.
     */
    static Optional<Finding> someIn(StreamCase the, FirewallDrop drop) {
        StreamPackets packets = the.drops().packets();
        List<FilteredPacket> ofReports = packets.reports();
        long reports = the.feedback().fromCamera().stream()
                .filter(tally -> mayTake(drop, ofReports, tally))
                .mapToLong(RtcpTally::datagrams)
                .sum();
        List<FilteredPacket> media = packets.media();
        boolean mayBeRtp = media.stream().anyMatch(drop::mayConcern);
        boolean sure = (mayBeRtp ? media : ofReports)
                .stream().anyMatch(packet -> drop.scope().takes(packet));
        if (!sure && (Blocked.isForAnybody(the, drop) || DropShare.isOfMore(the, drop, reports))) {
            return Optional.empty();
        }
        boolean told = sure || namesPorts(the, drop);
        boolean asRtcp = told && reports > 0 && (!mayBeRtp || drop.packets() <= reports + AT_THE_START);
        boolean asRtp = mayBeRtp && DropShare.isMost(the, drop);
        if (asRtcp != asRtp) {
            return Optional.of(asRtp ? rtpIn(the, drop) : rtcpIn(the, drop));
        }
        if (!told || Blocked.isForAnybody(the, drop)) {
            return Optional.empty();
        }
        return Optional.of(Blocked.blocked(
                the,
                drop,
                List.of(Cause.DROPPED_IN),
                "what comes from " + address(the.stream().camera())
                        + " is captured, but this host's firewall drops some of it before the media server gets it, and"
                        + " whether that is RTP or RTCP the rule's count does not tell: " + Blocked.rule(the, drop)));
    }

    /** Whether a rule on the way in names ports that are not just all that are watched. */
    private static boolean namesPorts(StreamCase the, FirewallDrop drop) {
        List<PortRange> ours = drop.scope().destinationPorts();
        return !drop.scope().sourcePorts().isEmpty()
                || !(ours.isEmpty() || ours.equals(List.of(the.scene().watched())));
    }

    private static boolean mayTake(FirewallDrop drop, List<FilteredPacket> packets, RtcpTally tally) {
        return packets.stream().anyMatch(packet -> packet.source().equals(tally.source()) && drop.mayConcern(packet));
    }

    /** Where the reports go that are dropped; the rule may tell no port. */
    private static InetSocketAddress reportsTo(StreamCase the, FirewallDrop drop) {
        List<FilteredPacket> reports = the.drops().packets().reports();
        return the.feedback().fromCamera().stream()
                .max(Comparator.comparing((RtcpTally tally) -> mayTake(drop, reports, tally))
                        .thenComparing(RtcpTally::last))
                .map(RtcpTally::destination)
                .orElse(the.stream().destination());
    }

    private static Finding in(
            StreamCase the, FirewallDrop drop, List<Cause> causes, String what, InetSocketAddress to) {
        return Blocked.blocked(
                the,
                drop,
                causes,
                what + " arrives for " + socket(to)
                        + " and is captured, but this host's firewall drops it before the media server gets it: "
                        + Blocked.rule(the, drop));
    }
}
