package dev.sightline.probe.judge;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Evidence;
import dev.sightline.probe.Finding;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.ReturnPath;
import dev.sightline.probe.Severity;
import dev.sightline.probe.StreamVerdict;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.Wording;
import dev.sightline.probe.judge.correlation.Feedback;
import dev.sightline.probe.judge.proof.Blame;
import dev.sightline.probe.judge.proof.Cures;
import dev.sightline.probe.judge.proof.Ended;
import dev.sightline.probe.judge.scene.Scene;
import dev.sightline.probe.judge.seen.RtcpTally;
import dev.sightline.probe.judge.seen.RtpStream;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts the findings on a camera's streams together: the worst of those that flow or gave up speaks. */
final class CameraJudge {
    /** Ended streams that are listed: those of a camera that starts anew all the time are many. */
    private static final int MAX_ENDED = 32;

    /** Why feedback that is due may leave unseen. */
    private static final Set<Cause> UNSEEN = EnumSet.of(Cause.NOT_CAPTURED, Cause.IPSEC);

    private final StreamVerdicts verdicts;
    private final Strays strays;
    private final StreamsInDoubt streamsInDoubt;
    private final Latecomers latecomers;
    private final Unanswered unanswered;
    private final PortRange mediaPorts;
    private final OneByOne oneByOne;
    private final boolean read;

    /** @param read whether the evidence has a datagram of RTCP that is read out */
    CameraJudge(StreamVerdicts verdicts, PortRange mediaPorts, OneByOne oneByOne, boolean read) {
        this.verdicts = verdicts;
        this.strays = new Strays(verdicts);
        this.streamsInDoubt = new StreamsInDoubt(verdicts);
        this.latecomers = new Latecomers(verdicts);
        this.unanswered = new Unanswered(verdicts::feedback, verdicts.scene().rules());
        this.mediaPorts = mediaPorts;
        this.oneByOne = oneByOne;
        this.read = read;
    }

    /**
     * The verdict on a camera.
     *
     * @param streams its established streams, oldest first; there may be none
     * @param unseen its reports on streams that are not among them, oldest first
     */
    CameraVerdict judge(InetAddress camera, List<RtpStream> streams, List<RtcpTally> unseen, FindingHistory history) {
        Finding finding = find(camera, streams, unseen, history);
        return oneByOne.told(
                () -> Wording.address(camera),
                () -> {
                    List<StreamVerdict> listed = list(streams);
                    Evidence evidence =
                            streams.isEmpty() ? Evidence.none(returnPath(camera)) : SumOfEvidence.of(listed);
                    return new CameraVerdict(
                            camera, finding, history.earlier(), evidence.with(Feedback.fromCamera(unseen)), listed);
                },
                () -> new CameraVerdict(
                        camera, finding, history.earlier(), Evidence.none(ReturnPath.unknown()), List.of()));
    }

    /** The finding of such a verdict alone. */
    Finding find(InetAddress camera, List<RtpStream> streams, List<RtcpTally> unseen, FindingHistory history) {
        return streams.isEmpty()
                ? verdicts.acceptance().accept(history, withoutMedia(camera))
                : find(streams, unseen, history);
    }

    private Finding withoutMedia(InetAddress camera) {
        Scene scene = verdicts.scene();
        return verdicts.viewers()
                .first(camera)
                .map(CameraJudge::ofViewer)
                .orElseGet(() -> Ended.never(
                        "RTP from " + Wording.address(camera),
                        mediaPorts.toString(),
                        scene.watchedSince(),
                        scene,
                        verdicts.route(camera),
                        verdicts.nextHop(camera),
                        verdicts.signs(camera)));
    }

    private static Finding ofViewer(RtpStream stream) {
        return new Finding(
                Verdict.UNPROVEN,
                stream.first(),
                List.of(Cause.WEBRTC_TRANSPORT),
                "RTP from " + Wording.socket(stream.source()) + " arrives for "
                        + Wording.socket(stream.destination())
                        + ", but STUN or DTLS goes both ways between the two, as it does with a WebRTC viewer: "
                        + "it was left out as a viewer's, and is not judged",
                Optional.of(Cures.WEBRTC_TRANSPORT));
    }

    private ReturnPath returnPath(InetAddress camera) {
        ReturnPath route = ReturnPath.of(verdicts.route(camera));
        return new ReturnPath(route.route(), verdicts.nextHop(camera), route.drop(), route.refusal());
    }

    /**
     * The finding alone, on a camera with at least one stream.
     *
     * @param unseen its reports on streams that are not among them, oldest first
     */
    Finding find(List<RtpStream> streams, List<RtcpTally> unseen, FindingHistory history) {
        Instant heard = heard(streams);
        List<RtpStream> speaking = speaking(streams, heard);
        List<RtpStream> known = strays.without(speaking);
        List<RtpStream> inDoubt = strays.inDoubt(speaking, known).stream()
                .filter(stream -> verdicts.scene().retrospective() || stream.isFlowing(heard))
                .toList();
        List<RtpStream> heeded = inDoubt.isEmpty()
                ? known
                : Stream.concat(known.stream(), inDoubt.stream()).toList();
        List<RtpStream> deciding = latecomers.without(heeded, streams, history, heard);
        List<RtpStream> doubts = inDoubt.stream().filter(deciding::contains).toList();
        List<RtpStream> own = doubts.isEmpty()
                ? deciding
                : deciding.stream().filter(stream -> !doubts.contains(stream)).toList();
        RtpStream worst = own.size() == 1 ? own.get(0) : worst(own);
        Finding found = verdicts.finding(worst);
        Finding finding = found.verdict() == Verdict.DELIVERED
                ? streamsInDoubt
                        .among(doubts)
                        .orElseGet(
                                () -> latecomers.remarked(strays.remarked(found, speaking, heeded), heeded, deciding))
                : latecomers.remarked(strays.remarked(found, speaking, known), known, own);
        List<RtpStream> estimated =
                speaking.stream().filter(verdicts::mayHaveRemb).toList();
        boolean rembIsMissing = finding.verdict() == Verdict.DELIVERED
                && !StreamVerdicts.saysSo(finding)
                && worst.isFlowing(heard)
                && !estimated.isEmpty()
                && estimated.stream().allMatch(verdicts::lacksRemb);
        RtpStream told = estimated.contains(worst) || estimated.isEmpty() ? worst : estimated.get(0);
        Finding named =
                rembIsMissing ? Blame.named(finding, List.of(), Optional.of(verdicts.lackOfRemb(told))) : finding;
        boolean isOver = (named.verdict() == Verdict.SILENT || isUnseen(named))
                && verdicts.scene().retrospective()
                && !worst.isFlowing(verdicts.scene().now());
        Finding whole = isOver ? AsItFlowed.remarked(named, verdicts.known(worst)) : named;
        Finding reached = verdicts.acceptance().reached(history, whole, () -> unanswered.inWords(streams));
        history.judged(verdicts.scene().now());
        return history.accept(NotYetSeen.remarked(reached, unseen));
    }

    private RtpStream worst(List<RtpStream> streams) {
        return Collections.max(
                streams,
                Comparator.comparingInt((RtpStream stream) ->
                                Severity.of(verdicts.finding(stream).verdict()))
                        .thenComparingInt(
                                stream -> verdicts.finding(stream).causes().size()));
    }

    /** Those that flow and the newest that ended, those of one device together. */
    List<StreamVerdict> list(List<RtpStream> streams) {
        if (streams.size() == 1) {
            return List.of(verdicts.verdict(streams.get(0), read));
        }
        Instant now = verdicts.scene().now();
        Stream<RtpStream> ended = streams.stream()
                .filter(stream -> !stream.isFlowing(now))
                .sorted(Comparator.comparing(RtpStream::last).reversed())
                .limit(MAX_ENDED);
        List<StreamVerdict> newest = Stream.concat(ended, streams.stream().filter(stream -> stream.isFlowing(now)))
                .sorted(Comparator.comparing(RtpStream::first))
                .map(stream -> verdicts.verdict(stream, read))
                .toList();
        Map<String, Integer> places = new HashMap<>();
        newest.forEach(stream -> places.putIfAbsent(device(stream), places.size()));
        return newest.stream()
                .sorted(Comparator.comparingInt(stream -> places.getOrDefault(device(stream), 0)))
                .toList();
    }

    private static String device(StreamVerdict stream) {
        return stream.cname()
                .orElseGet(() -> Wording.socket(stream.source()) + " " + Wording.socket(stream.destination()));
    }

    /**
     * Those that still flow, and those that gave up without feedback beside them, but for those that were replaced by a later
     * one: the same sender, or the same source, went on to another port of the media server. Where none flows, what ended
     * last speaks as it did while it flowed.
     */
    private List<RtpStream> speaking(List<RtpStream> streams, Instant heard) {
        if (streams.size() == 1) {
            return streams;
        }
        Map<Integer, Instant> newestByPort = new HashMap<>();
        Map<Long, Instant> newestBySsrc = new HashMap<>();
        for (RtpStream stream : streams) {
            newestByPort.put(stream.source().getPort(), stream.first());
            newestBySsrc.put(stream.ssrc(), stream.first());
        }
        List<RtpStream> current = streams.stream()
                .filter(stream -> !isAfter(newestByPort.get(stream.source().getPort()), stream.last()))
                .filter(stream -> !isAfter(newestBySsrc.get(stream.ssrc()), stream.last()))
                .toList();
        return current.stream()
                .filter(stream -> stream.isFlowing(heard) || hasGivenUp(stream, streams, heard))
                .toList();
    }

    /** Now, or when the last of them ended. */
    private Instant heard(List<RtpStream> streams) {
        Instant now = verdicts.scene().now();
        return streams.stream().anyMatch(stream -> stream.isFlowing(now))
                ? now
                : streams.stream()
                        .map(RtpStream::last)
                        .max(Comparator.naturalOrder())
                        .orElse(now);
    }

    /**
     * To stop is what a stream without feedback does. None of the camera has begun since, as after a restart, and its
     * port serves no other.
     */
    private boolean hasGivenUp(RtpStream stream, List<RtpStream> streams, Instant heard) {
        return wasWithout(verdicts.finding(stream))
                && streams.stream()
                        .noneMatch(other -> other.first().isAfter(stream.last())
                                || (other.destination().equals(stream.destination()) && other.isFlowing(heard)));
    }

    /**
     * Whether its feedback was due and not seen while it flowed. Of a capture that is over the finding is still that of
     * then, also where it does not prove that feedback would have been seen.
     */
    private boolean wasWithout(Finding finding) {
        return (verdicts.scene().retrospective() && isUnseen(finding))
                || Severity.of(finding.verdict()) >= Severity.of(Verdict.SILENT);
    }

    private static boolean isUnseen(Finding finding) {
        return finding.verdict() == Verdict.UNPROVEN && UNSEEN.containsAll(finding.causes());
    }

    private static boolean isAfter(@Nullable Instant newest, Instant last) {
        return newest != null && newest.isAfter(last);
    }
}
