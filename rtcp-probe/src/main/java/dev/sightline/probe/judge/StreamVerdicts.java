package dev.sightline.probe.judge;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Evidence;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Neighbour;
import dev.sightline.probe.ReturnPath;
import dev.sightline.probe.Route;
import dev.sightline.probe.SdpFault;
import dev.sightline.probe.StreamVerdict;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.judge.agreed.AgreedSection;
import dev.sightline.probe.judge.agreed.Agreements;
import dev.sightline.probe.judge.correlation.CameraSigns;
import dev.sightline.probe.judge.correlation.Correlation;
import dev.sightline.probe.judge.correlation.Feedback;
import dev.sightline.probe.judge.proof.Blame;
import dev.sightline.probe.judge.proof.Ended;
import dev.sightline.probe.judge.proof.LatestAnswer;
import dev.sightline.probe.judge.proof.StationWords;
import dev.sightline.probe.judge.proof.StreamJudge;
import dev.sightline.probe.judge.scene.Scene;
import dev.sightline.probe.judge.scene.StreamCase;
import dev.sightline.probe.judge.seen.Refusals;
import dev.sightline.probe.judge.seen.RtpStream;
import dev.sightline.probe.judge.seen.SentSource;
import dev.sightline.probe.judge.seen.Viewers;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Judges streams at one instant, each once however many ask. Not for several threads. */
final class StreamVerdicts {
    /** So long two streams that flow by turns may both flow: the last packets of one come when the next has begun. */
    private static final Duration OVERLAP = Duration.ofMillis(500);

    /** A stream that was judged, and all that was known of it. */
    private record Judged(StreamCase the, Finding finding, List<SdpFault> faults) {}

    private final Scene scene;
    private final Acceptance acceptance;
    private final StreamCases cases;
    private final Correlation correlation;
    private final Agreements agreements;
    private final List<RtpStream> streams;
    private final Viewers viewers;
    private final Histories<RtpStream> histories;
    private final Map<RtpStream, Judged> judged = new HashMap<>();
    private @Nullable Set<InetAddress> own;
    private @Nullable Map<InetAddress, List<RtpStream>> byCamera;

    /**
     * @param streams those to be judged, oldest first
     * @param viewers those that are not
     * @param histories what was found of streams so far
     */
    StreamVerdicts(
            Scene scene,
            Correlation correlation,
            Agreements agreements,
            Refusals refusals,
            List<RtpStream> streams,
            Viewers viewers,
            Histories<RtpStream> histories) {
        this.scene = scene;
        this.cases = new StreamCases(scene, correlation, agreements, refusals, streams);
        this.correlation = correlation;
        this.agreements = agreements;
        this.streams = streams;
        this.viewers = viewers;
        this.histories = histories;
        this.acceptance = new Acceptance(scene);
    }

    Scene scene() {
        return scene;
    }

    /** Takes what was found into a history. */
    Acceptance acceptance() {
        return acceptance;
    }

    /** All that are judged, oldest first. */
    List<RtpStream> streams() {
        return streams;
    }

    /** What was left out as viewers'. */
    Viewers viewers() {
        return viewers;
    }

    /** The kernel's route to the camera. */
    Optional<Route> route(InetAddress camera) {
        return cases.route(camera);
    }

    /** Whether the router that leads to the camera, or the camera itself, answers on its link. */
    Optional<Neighbour> nextHop(InetAddress camera) {
        return cases.nextHop(camera, cases.route(camera));
    }

    /** What RTCP tells of a camera of which no RTP is seen. */
    CameraSigns signs(InetAddress camera) {
        return correlation.signs(camera);
    }

    /** The verdict alone. */
    Finding finding(RtpStream stream) {
        Judged known = judged.get(stream);
        if (known != null) {
            return known.finding();
        }
        FindingHistory history = histories.of(stream);
        return kept(stream, history)
                .map(finding -> acceptance.accept(history, finding))
                .orElseGet(() -> judge(stream).finding());
    }

    /** What was found of a stream, where nothing can change that any more. */
    private Optional<Finding> kept(RtpStream stream, FindingHistory history) {
        boolean flows = stream.isFlowing(scene.now());
        if (scene.retrospective()) {
            return history.current()
                    .filter(found -> history.isJudgedAfter(AsItFlowed.feedbackUntil(stream)))
                    .map(found -> flows ? found : ended(stream, found));
        }
        return flows ? Optional.empty() : Ended.kept(stream, history.beforeItsEnd(), scene);
    }

    /** What was found of a stream of a capture that is over, and that its RTP ended. */
    private Finding ended(RtpStream stream, Finding found) {
        return Ended.kept(stream, Optional.of(found), scene).orElse(found);
    }

    private Finding found(StreamCase the, FindingHistory history) {
        RtpStream stream = the.stream();
        if (!scene.retrospective()) {
            return StreamJudge.judge(the);
        }
        return kept(stream, history).orElseGet(() -> {
            Finding found = history.current()
                    .filter(before -> the.feedback().resumesAfter(AsItFlowed.feedbackUntil(stream)))
                    .orElseGet(() -> StreamJudge.judge(the));
            return stream.isFlowing(scene.now()) ? found : ended(stream, found);
        });
    }

    /** @param read whether a datagram of its RTCP is read out */
    StreamVerdict verdict(RtpStream stream, boolean read) {
        Judged found = judge(stream);
        Feedback feedback = found.the().feedback();
        return new StreamVerdict(
                stream.source(),
                stream.destination(),
                stream.ssrc(),
                stream.severalSources().stream()
                        .filter(source -> source.sends() && source.ssrc() != stream.ssrc())
                        .map(SentSource::ssrc)
                        .toList(),
                feedback.cname(),
                found.finding(),
                evidence(found, read));
    }

    private Judged judge(RtpStream stream) {
        Judged known = judged.get(stream);
        if (known != null) {
            return known;
        }
        FindingHistory history = histories.of(stream);
        StreamCase the = cases.of(stream, history.beforeItsEnd());
        Finding found = found(the, history);
        List<SdpFault> faults = Blame.of(the, found);
        boolean rembIsMissing = found.verdict() == Verdict.DELIVERED
                && the.agreed().filter(AgreedSection::isVideo).isPresent()
                && Blame.lacksRemb(the, found);
        boolean alreadyNamed = faults.isEmpty() || !stream.isFlowing(scene.now());
        Finding named = alreadyNamed && !rembIsMissing
                ? found
                : Blame.named(found, faults, Optional.of(Blame.lackOfRemb(the)).filter(why -> rembIsMissing));
        Finding accepted =
                acceptance.accept(history, named, () -> unanswered(the).map(said -> ""));
        if (stream.isFlowing(scene.now())) {
            history.flows();
        }
        Judged result = new Judged(the, accepted, faults);
        judged.put(stream, result);
        history.judged(scene.now());
        return result;
    }

    /** A camera may have sent from other ports while it did not send from this one, up to when it did so again. */
    private Optional<String> unanswered(StreamCase the) {
        RtpStream stream = the.stream();
        Instant begun = stream.runSince().plus(OVERLAP);
        List<RtpStream> byTurns = byCamera().getOrDefault(stream.camera(), List.of()).stream()
                .filter(other -> other == stream || (other.last().isBefore(begun) && !passesBy(other)))
                .toList();
        return new Unanswered(other -> other == stream ? the.allFeedback() : cases.feedback(other), scene.rules())
                .inWords(byTurns);
    }

    private boolean passesBy(RtpStream stream) {
        return stream.isForAnotherHost()
                && !stream.hasReachedThisHost()
                && cases.feedback(stream).toCamera().isEmpty();
    }

    private Map<InetAddress, List<RtpStream>> byCamera() {
        Map<InetAddress, List<RtpStream>> found = byCamera;
        if (found == null) {
            found = streams.stream().collect(Collectors.groupingBy(RtpStream::camera));
            byCamera = found;
        }
        return found;
    }

    private static Evidence evidence(Judged found, boolean read) {
        StreamCase the = found.the();
        RtpStream stream = the.stream();
        Feedback feedback = the.allFeedback();
        return new Evidence(
                stream.packets(),
                stream.interfaceNames(),
                Optional.of(stream.first()),
                Optional.of(stream.last()),
                feedback.incoming(),
                feedback.outgoing(),
                feedback.remb(),
                read ? feedback.sample() : Optional.empty(),
                found.faults(),
                new ReturnPath(
                        the.route(),
                        the.nextHop(),
                        the.drops().any(),
                        LatestAnswer.refusal(the),
                        StationWords.path(the)));
    }

    /** All that is known of it. */
    StreamCase known(RtpStream stream) {
        return judge(stream).the();
    }

    /** Whether feedback reaches this stream's camera for some time already, without REMB. */
    boolean lacksRemb(RtpStream stream) {
        Judged found = judge(stream);
        return Blame.lacksRemb(found.the(), found.finding());
    }

    /** A media server estimates no bitrate of what was negotiated as audio. */
    boolean mayHaveRemb(RtpStream stream) {
        return section(stream).map(AgreedSection::isVideo).orElse(true);
    }

    /** The media section that agreed on its port. */
    Optional<AgreedSection> section(RtpStream stream) {
        return agreements.of(stream);
    }

    /** Whether its port was agreed on. */
    boolean isNegotiated(RtpStream stream) {
        return agreements.of(stream).isPresent();
    }

    /**
     * Whether its RTP is another host's affair, as what a switch floods. What is for this host's own address and another
     * link address is not; which addresses are its own, a capture tells by what comes for its link address.
     */
    boolean isElsewhere(RtpStream stream) {
        if (!stream.isForAnotherHost() || isNegotiated(stream)) {
            return false;
        }
        boolean forItsAddress = scene.retrospective()
                ? own().isEmpty() || own().contains(stream.destination().getAddress())
                : stream.isForThisHost();
        return !forItsAddress && feedback(stream).toCamera().isEmpty();
    }

    private Set<InetAddress> own() {
        Set<InetAddress> found = own;
        if (found == null) {
            found = streams.stream()
                    .filter(stream -> !stream.isForAnotherHost())
                    .map(stream -> stream.destination().getAddress())
                    .collect(Collectors.toSet());
            own = found;
        }
        return found;
    }

    /** The RTCP that belongs to it. */
    Feedback feedback(RtpStream stream) {
        return judge(stream).the().allFeedback();
    }

    /** Why there is none. */
    String lackOfRemb(RtpStream stream) {
        return Blame.lackOfRemb(judge(stream).the());
    }

    /** Whether it was said already. */
    static boolean saysSo(Finding finding) {
        return finding.causes().contains(Cause.REMB_MISSING);
    }
}
