package dev.sightline.probe.judge;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.partitioningBy;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Evidence;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Negotiation;
import dev.sightline.probe.NegotiationFinding;
import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.ReturnPath;
import dev.sightline.probe.StreamVerdict;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.judge.agreed.Agreement;
import dev.sightline.probe.judge.correlation.CameraSigns;
import dev.sightline.probe.judge.proof.Cures;
import dev.sightline.probe.judge.proof.Ended;
import dev.sightline.probe.judge.scene.Scene;
import dev.sightline.probe.judge.seen.RtpStream;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Judges negotiated cameras: the media server's ports in the answer tell whose a stream is. */
final class NegotiationJudge {
    private final StreamVerdicts verdicts;
    private final CameraJudge cameras;
    private final Histories<Agreement> histories;
    private final Map<Integer, List<RtpStream>> byServerPort;
    private final ServedSections ofSections;
    private final OneByOne oneByOne;

    /** @param histories what was found of the cameras since they negotiated */
    NegotiationJudge(StreamVerdicts verdicts, CameraJudge cameras, Histories<Agreement> histories, OneByOne oneByOne) {
        this.verdicts = verdicts;
        this.cameras = cameras;
        this.histories = histories;
        this.oneByOne = oneByOne;
        this.ofSections = new ServedSections(verdicts);
        this.byServerPort = verdicts.streams().stream().collect(groupingBy(RtpStream::localPort));
    }

    /**
     * The verdict, which is reached in any case.
     *
     * @param wanted whether it is to be put together with its evidence, which is much more work
     */
    Optional<NegotiationVerdict> judge(Agreement agreement, Predicate<NegotiationFinding> wanted) {
        ChangedAddress camera = streamsOf(agreement);
        List<RtpStream> own = camera.streams();
        Finding finding = own.isEmpty()
                ? withoutMedia(agreement)
                : ofSections.remarked(camera.remarked(cameras.find(own, List.of(), histories.of(agreement))), own);
        Negotiation negotiation = agreement.negotiation();
        return wanted.test(new NegotiationFinding(negotiation, finding, ofSections.served(finding, own)))
                ? Optional.of(oneByOne.told(
                        negotiation::camera,
                        () -> verdict(negotiation, own, finding),
                        () -> verdict(negotiation, finding, Evidence.none(ReturnPath.unknown()), List.of())))
                : Optional.empty();
    }

    /** Those from the camera's address where it is known and some come from there: anyone may send to an open port. */
    private ChangedAddress streamsOf(Agreement agreement) {
        List<RtpStream> all = agreement.ports().stream()
                .flatMap(port -> byServerPort.getOrDefault(port, List.of()).stream())
                .filter(agreement::isOf)
                .sorted(Comparator.comparing(RtpStream::first))
                .toList();
        Optional<InetAddress> address = agreement.negotiation().address();
        Map<Boolean, List<RtpStream>> fromThere = all.stream()
                .collect(partitioningBy(
                        stream -> address.filter(stream.camera()::equals).isPresent()));
        List<RtpStream> former = fromThere.getOrDefault(true, List.of());
        return former.isEmpty()
                ? new ChangedAddress(all, List.of())
                : ChangedAddress.of(
                        former,
                        fromThere.getOrDefault(false, List.of()),
                        verdicts.scene().now());
    }

    private Finding withoutMedia(Agreement agreement) {
        Scene scene = verdicts.scene();
        return verdicts.acceptance()
                .accept(
                        histories.of(agreement),
                        agreement.isCaptured(scene.watched()) ? never(agreement) : notCaptured(agreement));
    }

    private Finding notCaptured(Agreement agreement) {
        return new Finding(
                Verdict.UNPROVEN,
                agreement.since(),
                List.of(Cause.NOT_CAPTURED),
                "the answer names the media server's ports " + agreement.portsInWords()
                        + ", which are not among the watched ones, "
                        + verdicts.scene().watched(),
                Optional.of(Cures.WATCH_EVERY_PORT));
    }

    private Finding never(Agreement agreement) {
        Negotiation negotiation = agreement.negotiation();
        return Ended.never(
                "RTP from camera " + negotiation.camera(),
                agreement.portsInWords(),
                agreement.since(),
                verdicts.scene(),
                negotiation.address().flatMap(verdicts::route),
                negotiation.address().flatMap(verdicts::nextHop),
                negotiation.address().map(verdicts::signs).orElse(CameraSigns.NONE));
    }

    private NegotiationVerdict verdict(Negotiation negotiation, List<RtpStream> own, Finding finding) {
        List<StreamVerdict> listed = cameras.list(own);
        Evidence evidence = own.isEmpty()
                ? Evidence.none(ReturnPath.of(negotiation.address().flatMap(verdicts::route)))
                : SumOfEvidence.of(listed);
        return verdict(negotiation, finding, evidence, listed);
    }

    private NegotiationVerdict verdict(
            Negotiation negotiation, Finding finding, Evidence evidence, List<StreamVerdict> listed) {
        Duration age = Duration.between(finding.since(), verdicts.scene().now());
        return new NegotiationVerdict(
                negotiation.camera(),
                negotiation.number(),
                finding,
                age.isNegative() ? Duration.ZERO : age,
                evidence,
                listed);
    }
}
