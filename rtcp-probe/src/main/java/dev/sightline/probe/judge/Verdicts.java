package dev.sightline.probe.judge;

import static java.util.stream.Collectors.toSet;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Coverage;
import dev.sightline.probe.Negotiation;
import dev.sightline.probe.NegotiationFinding;
import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.RecentMap;
import dev.sightline.probe.clock.ClockSet;
import dev.sightline.probe.host.Host;
import dev.sightline.probe.judge.agreed.Agreement;
import dev.sightline.probe.judge.seen.RtcpTally;
import dev.sightline.probe.judge.seen.RtpStream;
import dev.sightline.probe.judge.seen.Unjudged;
import dev.sightline.probe.judge.seen.WatchRules;
import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.IcmpError;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Datagrams in, verdicts out: no I/O, and no clock but the instants that it is given. Its memory is bounded by
 * {@link WatchRules}. Not for several threads.
 */
public final class Verdicts {
    private final WatchRules rules;
    private final PortRange mediaPorts;
    private final Set<InetAddress> expected;
    private final Instant since;
    private final boolean retrospective;
    private final Observations observed;
    private final RecentMap<InetAddress, FindingHistory> histories;
    private final Histories<Agreement> ofAgreements = new Histories<>(Agreement::since);
    private final OneByOne oneByOne;
    private long malformedBefore;
    private Set<InetAddress> judged = Set.of();

    /**
     * @param expected cameras on which a verdict is given even if nothing is seen of them
     * @param since when the watch began
     */
    public Verdicts(WatchRules rules, PortRange mediaPorts, List<InetAddress> expected, Instant since) {
        this(rules, mediaPorts, expected, since, /* retrospective= */ false);
    }

    /**
     * @param retrospective whether what is judged is over, so that the last verdict reached while RTP flowed stays
     */
    Verdicts(WatchRules rules, PortRange mediaPorts, List<InetAddress> expected, Instant since, boolean retrospective) {
        this(rules, mediaPorts, expected, since, retrospective, Optional.empty());
    }

    private Verdicts(
            WatchRules rules,
            PortRange mediaPorts,
            List<InetAddress> expected,
            Instant since,
            boolean retrospective,
            Optional<ClockSet> begunAnew) {
        this.rules = rules;
        this.mediaPorts = mediaPorts;
        this.expected = Set.copyOf(expected);
        this.since = since;
        this.retrospective = retrospective;
        oneByOne = new OneByOne(/* mistakesEndAll= */ retrospective);
        histories = new RecentMap<>(rules.maxStreams() + expected.size());
        observed =
                new Observations(rules, mediaPorts, since, retrospective, begunAnew, new Histories<>(RtpStream::first));
    }

    /**
     * The same watch, begun anew because this host's clock was set: nothing that was captured before counts. What was
     * negotiated holds, as if it were told now; the cameras that were judged, and what was found of them, are remembered.
     */
    Verdicts anew(ClockSet set) {
        List<InetAddress> known = Stream.concat(expected.stream(), judged.stream())
                .distinct()
                .limit(Math.max(expected.size(), rules.maxStreams()))
                .toList();
        Verdicts next = new Verdicts(rules, mediaPorts, known, set.at(), retrospective, Optional.of(set));
        observed.agreements().forEach(agreement -> next.negotiated(agreement.negotiation()));
        histories.forEach((camera, history) -> next.histories.put(camera, history.anew(set.at(), set.by())));
        next.malformedBefore = malformed();
        return next;
    }

    /** Takes what was captured. Datagrams of one interface come in order; those of others may be a little older. */
    public void seen(Datagram datagram) {
        observed.seen(datagram);
    }

    /** Takes the network's answer that a datagram could not be delivered. */
    public void seen(IcmpError error) {
        observed.seen(error);
    }

    /**
     * Takes note of a camera's latest negotiation; what was said of an earlier one is forgotten. The ports in its answer
     * are watched as well, whether or not they are among the media ports.
     */
    public void negotiated(Negotiation negotiation) {
        observed.negotiated(negotiation);
    }

    /** Forgets a camera's negotiation. */
    public void forget(String camera) {
        observed.forget(camera);
    }

    /** So many more captured packets were lost: until later, what is missing proves nothing. */
    public void lost(String interfaceName, long packets, Instant at) {
        observed.lost(interfaceName, packets, at);
    }

    /**
     * The verdicts at {@code now}, one per camera address, ordered by address.
     *
     * @param coverage where the capture can see
     * @param host what the host says of itself
     */
    public List<CameraVerdict> judge(Instant now, Coverage coverage, Host host) {
        return judge(now, coverage, host, /* read= */ true);
    }

    /** The same for a look while the watch goes on: no datagram of RTCP is read out. */
    public List<CameraVerdict> look(Instant now, Coverage coverage, Host host) {
        return judge(now, coverage, host, /* read= */ false);
    }

    private List<CameraVerdict> judge(Instant now, Coverage coverage, Host host, boolean read) {
        StreamVerdicts verdicts = observed.at(now, coverage, host);
        CameraJudge judge = new CameraJudge(verdicts, mediaPorts, oneByOne, read);
        Map<InetAddress, List<RtcpTally>> unseen = observed.onlyReporting(verdicts.scene());
        return byCamera(verdicts, unseen).entrySet().stream()
                .map(entry -> oneByOne.judge(
                        entry.getKey(),
                        historyOf(entry.getKey()),
                        now,
                        history -> judge.judge(
                                entry.getKey(),
                                entry.getValue(),
                                unseen.getOrDefault(entry.getKey(), List.of()),
                                history)))
                .sorted(Comparator.comparing(camera -> camera.camera().getAddress(), Arrays::compareUnsigned))
                .toList();
    }

    /**
     * Lets the cameras reach their verdicts at {@code now}, as {@link #judge} does, without putting the evidence together.
     * Of what is over, only those whose media flows.
     */
    public void advance(Instant now, Coverage coverage, Host host) {
        advance(observed.at(now, coverage, host), (camera, of) -> !retrospective || mayChange(camera, of, now));
        if (retrospective) {
            observed.streams().forgetEnds(now, AsItFlowed::feedbackUntil);
        }
    }

    /**
     * The same of those cameras of a capture that is over of which RTP has ended since they were judged last: beside all that
     * was seen, for a stream that ended long ago may still tell whose RTCP is whose.
     *
     * @return how many streams were laid side by side for that
     */
    int settle(Instant now, Coverage coverage, Host host) {
        List<RtpStream> ended = observed.streams().ended(now, AsItFlowed::feedbackUntil).stream()
                .filter(stream -> !historyOf(stream.camera()).isJudgedAfter(AsItFlowed.feedbackUntil(stream)))
                .toList();
        int side = 0;
        if (!ended.isEmpty()) {
            Set<InetAddress> cameras = ended.stream().map(RtpStream::camera).collect(toSet());
            advance(observed.at(now, coverage, host), (camera, of) -> cameras.contains(camera));
            side = observed.streams().certain().size();
        }
        observed.streams().forgetEnds(now, AsItFlowed::feedbackUntil);
        return side;
    }

    private void advance(StreamVerdicts verdicts, BiPredicate<InetAddress, List<RtpStream>> isToBeJudged) {
        Instant now = verdicts.scene().now();
        CameraJudge judge = new CameraJudge(verdicts, mediaPorts, oneByOne, /* read= */ false);
        Map<InetAddress, List<RtcpTally>> unseen = retrospective ? Map.of() : observed.onlyReporting(verdicts.scene());
        byCamera(verdicts, unseen).forEach((camera, of) -> {
            if (isToBeJudged.test(camera, of)) {
                oneByOne.advance(
                        camera,
                        historyOf(camera),
                        now,
                        history -> judge.find(camera, of, unseen.getOrDefault(camera, List.of()), history));
            }
        });
    }

    /** Whether RTP of it flows, or did so since it was judged last. */
    private boolean mayChange(InetAddress camera, List<RtpStream> of, Instant now) {
        FindingHistory history = historyOf(camera);
        return of.stream()
                .anyMatch(stream -> stream.isFlowing(now) || !history.isJudgedAfter(AsItFlowed.feedbackUntil(stream)));
    }

    /** All of whom something is said, with their established streams, oldest first. */
    private Map<InetAddress, List<RtpStream>> byCamera(
            StreamVerdicts verdicts, Map<InetAddress, List<RtcpTally>> unseen) {
        Map<InetAddress, List<RtpStream>> byCamera = new LinkedHashMap<>();
        expected.forEach(camera -> byCamera.put(camera, new ArrayList<>()));
        for (RtpStream stream : verdicts.streams()) {
            if (expected.contains(stream.camera())
                    || !oneByOne.isSo(stream.camera(), () -> verdicts.isElsewhere(stream))) {
                byCamera.computeIfAbsent(stream.camera(), camera -> new ArrayList<>())
                        .add(stream);
            }
        }
        unseen.keySet().forEach(camera -> byCamera.computeIfAbsent(camera, absent -> new ArrayList<>()));
        judged = byCamera.keySet();
        return byCamera;
    }

    /** The verdicts on the negotiated cameras at {@code now}, ordered by name; see {@link #judge}. */
    public List<NegotiationVerdict> judgeNegotiated(Instant now, Coverage coverage, Host host) {
        return judgeNegotiated(now, coverage, host, found -> true);
    }

    /**
     * Lets the negotiated cameras reach their verdicts at {@code now}; those that are wanted, ordered by name.
     *
     * @param wanted told by a negotiation and what is found; the evidence is much more to put together
     */
    public List<NegotiationVerdict> judgeNegotiated(
            Instant now, Coverage coverage, Host host, Predicate<NegotiationFinding> wanted) {
        ofAgreements.keepOnly(observed.agreements());
        observed.forgetEndedSessions(now);
        StreamVerdicts verdicts = observed.at(now, coverage, host);
        NegotiationJudge judge = new NegotiationJudge(
                verdicts, new CameraJudge(verdicts, mediaPorts, oneByOne, /* read= */ true), ofAgreements, oneByOne);
        return observed.agreements().stream()
                .flatMap(agreement -> oneByOne
                        .judge(
                                agreement.negotiation(),
                                ofAgreements.of(agreement),
                                now,
                                wanted,
                                () -> judge.judge(agreement, wanted))
                        .stream())
                .sorted(Comparator.comparing(NegotiationVerdict::camera))
                .toList();
    }

    /** How many datagrams looked like RTCP and were malformed: a camera discards them, so they are no feedback. */
    public long malformed() {
        return malformedBefore + observed.malformed();
    }

    /** Of whom nothing is said because more sent than are held. */
    public Unjudged unjudged() {
        return observed.unjudged();
    }

    /** How much there is to judge: streams and flows. */
    int size() {
        return observed.size();
    }

    private FindingHistory historyOf(InetAddress camera) {
        return histories.computeIfAbsent(camera, absent -> new FindingHistory(since));
    }
}
