package dev.sightline.probe.judge.proof;

import static dev.sightline.probe.Wording.socket;

import dev.sightline.probe.Cause;
import dev.sightline.probe.DropRule;
import dev.sightline.probe.FilteredPacket;
import dev.sightline.probe.Finding;
import dev.sightline.probe.FirewallDrop.Way;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.judge.agreed.AgreedSection;
import dev.sightline.probe.judge.correlation.ServerRtcpPorts;
import dev.sightline.probe.judge.scene.StreamCase;
import dev.sightline.probe.judge.scene.StreamPackets;
import dev.sightline.probe.judge.seen.RtcpTally;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * {@link Verdict#BLOCKED} where no feedback leaves, by a rule that counts nothing: its text says that it drops all RTCP
 * that could leave for the camera, or what comes from the camera and is needed for that. To and from a media server behind
 * this host it goes by other hooks, so there the rules for what is forwarded count.
 */
final class Walled {
    static final String NOTHING_OF_IT = " its reports hold nothing of this RTP";

    private Walled() {}

    static Optional<Finding> of(StreamCase the) {
        List<DropRule> rules = the.scene().host().firewall().rules();
        if (rules.isEmpty()
                || the.leaves()
                || the.behind().isPresent()
                || !the.stream().isForThisHost()) {
            return Optional.empty();
        }
        return rtpIn(the, rules).or(() -> rtcpOut(the, rules)).or(() -> reportsIn(the, rules));
    }

    /**
     * Reports that leave prove that feedback goes out, not that media comes in: where they hold nothing of the RTP, a rule
     * that takes all of it is as certain as without them.
     */
    static Optional<Finding> whileReportsLeave(StreamCase the) {
        List<DropRule> rules = the.scene().host().firewall().rules();
        if (rules.isEmpty()
                || the.delivered().isEmpty()
                || the.behind().isPresent()
                || !the.stream().isForThisHost()) {
            return Optional.empty();
        }
        Optional<RtcpTally> outside = the.delivered();
        Optional<RtcpTally> inside = outside.flatMap(RtcpTally::origin).filter(the::isFresh);
        StreamPackets packets = the.drops().packets();
        List<FilteredPacket> media = packets.media();
        List<FilteredPacket> handedOn = inside.map(tally -> packets.forwarded(tally, outside.orElse(tally)))
                .orElse(List.of());
        return rules.stream()
                .filter(rule -> switch (rule.way()) {
                    case IN ->
                        (inside.isEmpty() || !rule.isForThisHost())
                                && media.stream().allMatch(rule::drops);
                    case FORWARD -> inside.isPresent() && handedOn.stream().allMatch(rule::drops);
                    case OUT -> false;
                })
                .filter(rule -> Starved.since(the, rule.since()))
                .findFirst()
                .map(rule -> the.finding(
                        Verdict.BLOCKED,
                        rule.since().isBefore(the.since()) ? the.since() : rule.since(),
                        List.of(Cause.DROPPED_IN),
                        "RTP from " + socket(the.stream().source()) + " arrives for "
                                + socket(the.stream().destination())
                                + " and is captured, but this host's firewall drops all of it before the media server"
                                + " gets it, by " + rule.rule()
                                + " (it counts nothing, so this is read from its text); RTCP leaves for the camera, but"
                                + NOTHING_OF_IT,
                        Cures.firewall("\"" + rule.rule() + "\"")));
    }

    /** RTCP reaches this host from where it translates the RTP to, and is not seen leaving it. */
    static Optional<Finding> onTheWayThrough(StreamCase the) {
        List<DropRule> rules = the.scene().host().firewall().rules();
        boolean comes = the.behind().isPresent()
                && the.feedback().toCamera().keySet().stream()
                        .anyMatch(tally -> the.isInside(tally) && the.isFresh(tally));
        if (rules.isEmpty() || !comes) {
            return Optional.empty();
        }
        List<FilteredPacket> through = the.drops().packets().through();
        return first(rules, Way.FORWARD, rule -> through.stream().allMatch(rule::drops))
                .map(rule -> blocked(
                        the,
                        List.of(Cause.DROPPED_OUT),
                        "RTCP for " + socket(the.stream().source())
                                + " reaches this host, but its firewall drops all of it on the way through, by ",
                        rule));
    }

    private static Optional<Finding> rtpIn(StreamCase the, List<DropRule> rules) {
        List<FilteredPacket> media = the.drops().packets().media();
        return first(rules, Way.IN, rule -> media.stream().allMatch(rule::drops))
                .map(rule -> in(
                        the,
                        rule,
                        List.of(Cause.DROPPED_IN),
                        "RTP from " + socket(the.stream().source()),
                        the.stream().destination()));
    }

    /** By whatever port the media server sends, and wherever the camera expects it. */
    private static Optional<Finding> rtcpOut(StreamCase the, List<DropRule> rules) {
        return first(rules, Way.OUT, rule -> takesAllOut(the, rule::drops))
                .map(rule -> blocked(
                        the,
                        List.of(Cause.DROPPED_OUT),
                        "no RTCP leaves for " + socket(the.stream().source())
                                + ", and none can: this host's firewall drops whatever the media server sends it, by ",
                        rule));
    }

    /** Whether this host's firewall takes whatever a media server on it may send the camera. */
    static boolean takesAllOut(StreamCase the, Predicate<FilteredPacket> taken) {
        InetAddress server = the.stream().destination().getAddress();
        List<InetSocketAddress> sockets =
                ServerRtcpPorts.of(the.stream(), the.feedback(), the.agreed()).possible().stream()
                        .map(port -> new InetSocketAddress(server, port))
                        .toList();
        return takesAllOut(the, sockets, taken);
    }

    /** @param servers the sockets by which it sends */
    static boolean takesAllOut(StreamCase the, List<InetSocketAddress> servers, Predicate<FilteredPacket> taken) {
        StreamPackets.Look look = the.drops().packets().look();
        List<InetSocketAddress> cameras = the.feedback().expected().certain().stream()
                .sorted()
                .map(port -> new InetSocketAddress(the.stream().camera(), port))
                .toList();
        return !cameras.isEmpty()
                && the.behind().isEmpty()
                && the.stream().isForThisHost()
                && servers.stream().allMatch(from -> cameras.stream().allMatch(to -> taken.test(look.out(from, to))));
    }

    /** They matter to a media server that learns from them where the camera is. */
    private static Optional<Finding> reportsIn(StreamCase the, List<DropRule> rules) {
        StreamPackets.Look look = the.drops().packets().look();
        List<RtcpTally> reports = List.copyOf(the.feedback().fromCamera());
        if (reports.isEmpty()
                || !the.agreed().map(AgreedSection::asksForComedia).orElse(true)) {
            return Optional.empty();
        }
        return first(
                        rules,
                        Way.IN,
                        rule -> reports.stream()
                                .allMatch(tally -> rule.drops(look.in(tally.source(), tally.destination()))))
                .map(rule -> in(
                        the,
                        rule,
                        BlockedIn.causesOfDroppedReports(the),
                        "the camera's RTCP",
                        reports.get(0).destination()));
    }

    private static Optional<DropRule> first(List<DropRule> rules, Way way, Predicate<DropRule> drops) {
        return rules.stream().filter(rule -> rule.way() == way).filter(drops).findFirst();
    }

    private static Finding in(StreamCase the, DropRule rule, List<Cause> causes, String what, InetSocketAddress to) {
        return blocked(
                the,
                causes,
                what + " arrives for " + socket(to)
                        + " and is captured, but this host's firewall drops all of it before the media server gets it, by ",
                rule);
    }

    private static Finding blocked(StreamCase the, List<Cause> causes, String reason, DropRule rule) {
        return the.finding(
                Verdict.BLOCKED,
                Stream.concat(
                                Stream.of(the.since()),
                                the.feedback().latestFeedback().map(RtcpTally::lastFeedback).stream())
                        .max(Comparator.naturalOrder())
                        .orElse(the.since()),
                causes,
                reason + rule.rule() + " (it counts nothing, so this is read from its text)",
                Cures.firewall("\"" + rule.rule() + "\""));
    }
}
