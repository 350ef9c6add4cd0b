package dev.sightline.probe.judge;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Evidence;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Negotiation;
import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.ReturnPath;
import dev.sightline.probe.StreamVerdict;
import dev.sightline.probe.Verdict;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Judges negotiated cameras: the media server's ports in the answer tell whose a stream is. */
final class NegotiationJudge {
    private final StreamVerdicts verdicts;
    private final CameraJudge cameras;

    NegotiationJudge(StreamVerdicts verdicts, CameraJudge cameras) {
        this.verdicts = verdicts;
        this.cameras = cameras;
    }

    NegotiationVerdict judge(Agreement agreement) {
        List<RtpStream> own = streamsOf(agreement);
        return own.isEmpty() ? withoutMedia(agreement) : withMedia(agreement, own);
    }

    /** Those from the camera's address where it is known and some come from there: anyone may send to an open port. */
    private List<RtpStream> streamsOf(Agreement agreement) {
        List<RtpStream> all =
                verdicts.streams().stream().filter(agreement::isOf).toList();
        Optional<InetAddress> address = agreement.negotiation().address();
        List<RtpStream> fromThere = all.stream()
                .filter(stream -> address.filter(stream.camera()::equals).isPresent())
                .toList();
        return fromThere.isEmpty() ? all : fromThere;
    }

    private NegotiationVerdict withMedia(Agreement agreement, List<RtpStream> own) {
        Finding finding = cameras.find(own, List.of(), agreement.history());
        List<StreamVerdict> listed = cameras.list(own);
        return verdict(agreement.negotiation(), finding, SumOfEvidence.of(listed), listed);
    }

    private NegotiationVerdict withoutMedia(Agreement agreement) {
        Negotiation negotiation = agreement.negotiation();
        Scene scene = verdicts.scene();
        Finding finding = agreement.isCaptured(scene.watched()) ? never(agreement) : notCaptured(agreement);
        return verdict(
                negotiation,
                scene.accept(agreement.history(), finding),
                Evidence.none(ReturnPath.of(negotiation.address().flatMap(verdicts::route))),
                List.of());
    }

    private Finding notCaptured(Agreement agreement) {
        return new Finding(
                Verdict.UNPROVEN,
                agreement.since(),
                List.of(Cause.NOT_CAPTURED),
                "the answer names the media server's ports " + agreement.ports()
                        + ", which are not among the watched ones, "
                        + verdicts.scene().watched(),
                Optional.of(Cures.WATCH_EVERY_PORT));
    }

    private Finding never(Agreement agreement) {
        Negotiation negotiation = agreement.negotiation();
        return Ended.never(
                "RTP from camera " + negotiation.camera(),
                agreement.ports(),
                agreement.since(),
                verdicts.scene(),
                negotiation.address().flatMap(verdicts::route),
                negotiation.address().flatMap(verdicts::nextHop),
                negotiation.address().map(verdicts::signs).orElse(CameraSigns.NONE));
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
