package dev.sightline.probe.judge.proof;

import static dev.sightline.probe.Wording.address;
import static dev.sightline.probe.Wording.socket;

import dev.sightline.probe.AddressRange;
import dev.sightline.probe.Cause;
import dev.sightline.probe.DropScope;
import dev.sightline.probe.FilteredPacket;
import dev.sightline.probe.Finding;
import dev.sightline.probe.FirewallDrop;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.judge.agreed.AgreedSection;
import dev.sightline.probe.judge.scene.StreamCase;
import dev.sightline.probe.judge.scene.StreamDrops;
import dev.sightline.probe.judge.scene.StreamPackets;
import dev.sightline.probe.judge.seen.RtcpTally;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** {@link Verdict#BLOCKED}: only ever by what the firewall itself says, and by a rule that fits this stream. */
final class Blocked {
    /** The firewall may be read a little before the capture is open. */
    private static final int AT_THE_START = 2;

    private Blocked() {}

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

    private static Optional<Finding> onTheWayIn(
            StreamCase the, Predicate<FirewallDrop> ofRtp, Predicate<FirewallDrop> ofRtcp) {
        Optional<FirewallDrop> rtp = the.drops().rtpIn().filter(ofRtp);
        return rtp.map(drop -> rtpIn(the, drop))
                .or(() -> the.drops()
                        .rtcpIn()
                        .filter(drop -> the.drops().rtpIn().isEmpty() || rtp.isPresent())
                        .filter(drop -> !the.feedback().fromCamera().isEmpty())
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
                && !isForAnybody(the, drop)
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
    private static Optional<Finding> someIn(StreamCase the, FirewallDrop drop) {
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
        if (!sure && (isForAnybody(the, drop) || DropShare.isOfMore(the, drop, reports))) {
            return Optional.empty();
        }
        boolean told = sure || namesPorts(the, drop);
        boolean asRtcp = told && reports > 0 && (!mayBeRtp || drop.packets() <= reports + AT_THE_START);
        boolean asRtp = mayBeRtp && DropShare.isMost(the, drop);
        if (asRtcp != asRtp) {
            return Optional.of(asRtp ? rtpIn(the, drop) : rtcpIn(the, drop));
        }
        if (!told || isForAnybody(the, drop)) {
            return Optional.empty();
        }
        return Optional.of(blocked(
                the,
                drop,
                List.of(Cause.DROPPED_IN),
                "what comes from " + address(the.stream().camera())
                        + " is captured, but this host's firewall drops some of it before the media server gets it, and"
                        + " whether that is RTP or RTCP the rule's count does not tell: " + rule(the, drop)));
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

    /** Whether it counts whatever comes, or leaves, as a policy does. */
    private static boolean isForAnybody(StreamCase the, FirewallDrop drop) {
        DropScope scope = drop.scope();
        boolean out = drop.way() != FirewallDrop.Way.IN;
        List<PortRange> ours = out ? scope.sourcePorts() : scope.destinationPorts();
        List<PortRange> theirs = out ? scope.destinationPorts() : scope.sourcePorts();
        return !scope.narrow()
                && !drop.namesAlone(the.stream().camera())
                && theirs.isEmpty()
                && (ours.isEmpty() || ours.equals(List.of(the.scene().watched())));
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
        return blocked(
                the,
                drop,
                causes,
                what + " arrives for " + socket(to)
                        + " and is captured, but this host's firewall drops it before the media server gets it: "
                        + rule(the, drop));
    }

    /** Nothing left on any interface, and the firewall says that it dropped what was sent. */
    static Optional<Finding> onTheWayOut(StreamCase the) {
        return the.drops().out().filter(drop -> nothingLeftSince(the, drop)).map(drop -> out(the, drop));
    }

    /** RTCP reaches this host and does not leave it, and a rule for what is forwarded has dropped it, or may have. */
    static Optional<Finding> onTheWayThrough(StreamCase the) {
        return the.drops()
                .through()
                .filter(drop -> the.feedback().toCamera().keySet().stream()
                        .anyMatch(tally -> the.isInside(tally) && the.isFresh(tally)))
                .filter(drop -> !the.servedElsewhere() || isForTheCamera(the, drop) || provesForwarded(the, drop))
                .filter(drop -> nothingLeftSince(the, drop))
                .filter(drop -> !isForAnybody(the, drop)
                        || the.drops().packets().through().stream()
                                .allMatch(packet -> drop.scope().takes(packet)))
                .map(drop -> blocked(
                        the,
                        drop,
                        List.of(Cause.DROPPED_OUT),
                        "RTCP for " + socket(the.stream().source())
                                + " reaches this host, but its firewall drops it on the way through: "
                                + rule(the, drop)));
    }

    private static boolean provesForwarded(StreamCase the, FirewallDrop drop) {
        return the.drops().packets().through().stream().anyMatch(drop::proves);
    }

    private static boolean isForTheCamera(StreamCase the, FirewallDrop drop) {
        InetAddress camera = the.stream().camera();
        return drop.scope().destinations().equals(List.of(new AddressRange(camera, camera)));
    }

    /** A rule that may count other packets is taken for the cause only where it names this camera, or no stream is served. */
    static Optional<Finding> byARuleForMore(StreamCase the) {
        return the.drops()
                .perhaps()
                .filter(drop -> drop.namesAlone(the.stream().camera()) || !the.servedElsewhere())
                .filter(drop -> nothingLeftSince(the, drop))
                .flatMap(drop -> drop.way() == FirewallDrop.Way.OUT ? someOut(the, drop) : someIn(the, drop));
    }

    /** What counts others' packets, too, proves nothing of a media server that may send nothing at all. */
    private static Optional<Finding> someOut(StreamCase the, FirewallDrop drop) {
        List<FilteredPacket> answers = the.drops().packets().answers();
        boolean sure = !answers.isEmpty()
                && answers.stream().allMatch(packet -> drop.scope().takes(packet));
        if (!isForAnybody(the, drop)
                && (sure || StreamDrops.isForSomePorts(drop, the.scene().watched()))) {
            return Optional.of(out(the, drop));
        }
        return !sure && !Walled.takesAllOut(the, drop.scope()::takes)
                ? Optional.empty()
                : Optional.of(blocked(
                        the,
                        drop,
                        List.of(Cause.DROPPED_OUT),
                        "no RTCP leaves for " + socket(the.stream().source())
                                + ", and none can: this host's firewall drops whatever the media server sends it: "
                                + rule(the, drop)));
    }

    private static boolean nothingLeftSince(StreamCase the, FirewallDrop drop) {
        return the.feedback().toCamera().keySet().stream()
                .filter(tally -> !the.isInside(tally))
                .noneMatch(tally -> tally.last().isAfter(drop.last())
                        || (the.isFresh(tally) && tally.last().isAfter(drop.first())));
    }

    private static Finding out(StreamCase the, FirewallDrop drop) {
        return blocked(
                the,
                drop,
                List.of(Cause.DROPPED_OUT),
                "the media server sends RTCP for " + socket(the.stream().source())
                        + ", but this host's firewall drops it and no interface carries it: " + rule(the, drop));
    }

    /** A firewall that rejects answers in this host's own name. */
    static Finding rejected(StreamCase the, Instant since, String reason, Optional<String> rule) {
        return withMediaServer(
                the,
                the.finding(
                        Verdict.BLOCKED,
                        since,
                        List.of(Cause.DROPPED_OUT),
                        reason + RejectingRule.words(rule),
                        Cures.firewall(RejectingRule.name(rule, "that rejects the RTCP"))));
    }

    private static Finding blocked(StreamCase the, FirewallDrop drop, List<Cause> causes, String reason) {
        Instant since =
                drop.first().isBefore(the.stream().runSince()) ? the.stream().runSince() : drop.first();
        return withMediaServer(
                the, the.finding(Verdict.BLOCKED, since, causes, reason, Cures.firewall("\"" + drop.rule() + "\"")));
    }

    /** Who mends the firewall alone would find the next trouble behind it. */
    private static Finding withMediaServer(StreamCase the, Finding blocked) {
        if (!the.mediaServerGone()) {
            return blocked;
        }
        return new Finding(
                Verdict.BLOCKED,
                blocked.since(),
                Stream.concat(blocked.causes().stream(), Stream.of(Cause.MEDIA_SERVER_GONE))
                        .toList(),
                blocked.reason() + "; besides, " + Silent.nothingListens(the),
                blocked.cure().map(cure -> cure + "; and " + Cures.MEDIA_SERVER_GONE));
    }

    /** The rule, and how much it dropped: a counter does not tell its streams apart, and a trace shows a sample. */
    static String rule(StreamCase the, FirewallDrop drop) {
        if (drop.source().isPresent()) {
            return drop.rule() + " (" + drop.packets() + " packets of a traced sample)";
        }
        int streams = the.under().apply(drop).size();
        return drop.rule() + " (" + drop.packets() + " packets"
                + (streams > 1 ? " of " + streams + " streams together" : "") + ")";
    }
}
