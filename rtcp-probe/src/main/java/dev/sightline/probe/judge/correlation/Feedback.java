package dev.sightline.probe.judge.correlation;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import dev.sightline.probe.RembValue;
import dev.sightline.probe.RtcpFlow;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.RtcpSample;
import dev.sightline.probe.judge.seen.RtcpTally;
import dev.sightline.probe.judge.seen.WatchRules;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The RTCP that belongs to one stream.
 *
 * @param fromCamera the camera's own reports
 * @param toCamera what the media server sent for the stream, wherever it went, and what that means
 * @param askedInstead of what reaches a socket of the camera's that sends to another port of the media server than the one
 *     it comes from: that other one
 * @param towardsCamera the interfaces by which its RTP comes in
 * @param expected where the camera expects it
 * @param former where the camera expected it before it started anew
 * @param otherSockets those of other addresses from which the stream's source reports to its ports
 * @param elsewhere RTCP from other ports that names the stream's SSRC, when no other stream has the same: a hint
 * @param reportedElsewhere the camera's own RTCP of this SSRC for other ports, when no other stream has the same
 * @param unclaimed what leaves for the camera by a port of which nothing tells whose it is, and names the stream's SSRC
 * @param formerAddress what goes on from the address to which the camera sent before, and does not tell of what it has sent
 *     since
 */
public record Feedback(
        List<RtcpTally> fromCamera,
        Map<RtcpTally, Meaning> toCamera,
        Map<RtcpTally, InetSocketAddress> askedInstead,
        List<String> towardsCamera,
        ExpectedPorts expected,
        Set<InetSocketAddress> former,
        Set<InetSocketAddress> otherSockets,
        Optional<RtcpTally> elsewhere,
        Optional<RtcpTally> reportedElsewhere,
        Optional<RtcpTally> unclaimed,
        Optional<RtcpTally> formerAddress) {

    /** Flows that are one: the same sockets, meaning the same. */
    private record Together(InetSocketAddress source, InetSocketAddress destination, Meaning meaning) {}

    /** The same without what was first sent after {@code then}. */
    public Feedback until(Instant then) {
        if (toCamera.keySet().stream().noneMatch(tally -> tally.first().isAfter(then))) {
            return this;
        }
        Map<RtcpTally, Meaning> sooner = new LinkedHashMap<>(toCamera);
        sooner.keySet().removeIf(tally -> tally.first().isAfter(then));
        return new Feedback(
                fromCamera,
                sooner,
                askedInstead,
                towardsCamera,
                expected,
                former,
                otherSockets,
                elsewhere,
                reportedElsewhere,
                unclaimed,
                formerAddress);
    }

    /**
     * Whether some of it flowed before, and feedback began in it, or it went on after it had ended, only after {@code then}.
     */
    public boolean resumesAfter(Instant then) {
        return toCamera.keySet().stream()
                .anyMatch(tally ->
                        tally.feedbackSince().isAfter(then) && !tally.first().isAfter(then));
    }

    public Stream<RtcpTally> meaning(Meaning meaning) {
        return all(meaning).stream();
    }

    /** The flows that mean this. */
    public List<RtcpTally> all(Meaning meaning) {
        List<RtcpTally> all = new ArrayList<>(toCamera.size());
        for (Map.Entry<RtcpTally, Meaning> entry : toCamera.entrySet()) {
            if (entry.getValue() == meaning) {
                all.add(entry.getKey());
            }
        }
        return all;
    }

    /** The one seen last that means this. */
    public Optional<RtcpTally> latest(Meaning meaning) {
        return latest(all(meaning));
    }

    /** The one seen last that means this and is wanted. */
    public Optional<RtcpTally> latest(Meaning meaning, Predicate<RtcpTally> wanted) {
        List<RtcpTally> all = all(meaning);
        all.removeIf(wanted.negate());
        return latest(all);
    }

    /** The one that reaches the camera of which a datagram with feedback was seen last; of the others none is of use. */
    public Optional<RtcpTally> latestFeedback() {
        RtcpTally latest = null;
        for (RtcpTally tally : all(Meaning.DELIVERED)) {
            if (latest == null || tally.lastFeedback().isAfter(latest.lastFeedback())) {
                latest = tally;
            }
        }
        return Optional.ofNullable(latest);
    }

    private static Optional<RtcpTally> latest(Collection<RtcpTally> tallies) {
        RtcpTally latest = null;
        for (RtcpTally tally : tallies) {
            if (latest == null || tally.last().isAfter(latest.last())) {
                latest = tally;
            }
        }
        return Optional.ofNullable(latest);
    }

    /** Whether a flow still flows: one link of a bond sees a part of it, so the interface that saw most tells its interval. */
    public boolean isFresh(RtcpTally tally, Instant now, WatchRules rules) {
        RtcpTally most = null;
        for (RtcpTally other : toCamera.keySet()) {
            if (isBetweenTheSame(other, tally) && (most == null || other.datagrams() > most.datagrams())) {
                most = other;
            }
        }
        return tally.isFresh(now, rules, most == null ? tally : most);
    }

    private static boolean isBetweenTheSame(RtcpTally one, RtcpTally other) {
        return one.source().equals(other.source()) && one.destination().equals(other.destination());
    }

    /** Since when RTCP with this meaning flows, without what goes on and holds no feedback any more. */
    public Optional<Instant> since(Meaning meaning, Instant now, WatchRules rules) {
        Instant since = null;
        for (RtcpTally tally : all(meaning)) {
            if ((since == null || tally.feedbackSince().isBefore(since))
                    && isFresh(tally, now, rules)
                    && (tally.isFarewell() || tally.isStillFeedback(now, rules))) {
                since = tally.feedbackSince();
            }
        }
        return Optional.ofNullable(since);
    }

    /** The flows with this meaning that a datagram of {@code tally} belongs to, counted together. */
    public RtcpFlow flow(RtcpTally tally, Meaning meaning) {
        List<RtcpTally> alike = all(meaning);
        alike.removeIf(other -> !isBetweenTheSame(other, tally));
        return FlowOfCopies.of(alike, meaning, towardsCamera);
    }

    /** The camera's own canonical name. */
    public Optional<String> cname() {
        return latest(fromCamera).flatMap(RtcpTally::cname);
    }

    public List<RtcpFlow> incoming() {
        return fromCamera(fromCamera, towardsCamera);
    }

    /** Reports of a camera of which no RTP is seen. */
    public static List<RtcpFlow> fromCamera(List<RtcpTally> reports) {
        return fromCamera(reports, List.of());
    }

    private static List<RtcpFlow> fromCamera(List<RtcpTally> reports, List<String> towardsCamera) {
        Map<RtcpTally, Meaning> meanings = new LinkedHashMap<>();
        reports.forEach(tally -> meanings.put(tally, Meaning.FROM_CAMERA));
        return flows(meanings, towardsCamera);
    }

    public List<RtcpFlow> outgoing() {
        return flows(toCamera, towardsCamera);
    }

    /** What the flow with most values told: values of several flows would jump to and fro. */
    public List<RembValue> remb() {
        List<RembValue> most = List.of();
        for (RtcpTally tally : toCamera.keySet()) {
            List<RembValue> values = tally.remb().values();
            if (values.size() > most.size()) {
                most = values;
            }
        }
        return most;
    }

    public Optional<RtcpSample> sample() {
        Collection<RtcpTally> tallies = toCamera.isEmpty() ? fromCamera : toCamera.keySet();
        return tallies.stream()
                .filter(tally -> tally.unique() > 0)
                .max(Comparator.comparing(RtcpTally::last))
                .map(RtcpTally::sample);
    }

    private static List<RtcpFlow> flows(Map<RtcpTally, Meaning> meanings, Collection<String> towardsCamera) {
        if (meanings.size() == 1) {
            Map.Entry<RtcpTally, Meaning> only = meanings.entrySet().iterator().next();
            return List.of(FlowOfCopies.of(List.of(only.getKey()), only.getValue(), towardsCamera));
        }
        return meanings.entrySet().stream()
                .collect(groupingBy(
                        entry -> new Together(
                                entry.getKey().source(), entry.getKey().destination(), entry.getValue()),
                        LinkedHashMap::new,
                        mapping(Map.Entry::getKey, toList())))
                .entrySet()
                .stream()
                .map(entry -> FlowOfCopies.of(entry.getValue(), entry.getKey().meaning(), towardsCamera))
                .sorted(Comparator.comparing(RtcpFlow::first))
                .toList();
    }
}
