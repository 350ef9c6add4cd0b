package dev.sightline.probe.report;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Severity;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.Wording;
import dev.sightline.probe.judge.seen.Unjudged;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What is said where more sent RTP than are held: that one of them was not seen, or that all are well, is then unproven. */
record Crowd(Unjudged unjudged) {
    private static final String CURE =
            "look at fewer at once: --media-ports (watch), or parts of the capture by time (editcap -i 10 FILE.pcap PART.pcap, of"
                    + " Wireshark, makes files of 10 s); by host or port would hide the trap";

    /** Empty where all were judged. */
    static Optional<Crowd> of(Unjudged unjudged) {
        return unjudged.isAny() ? Optional.of(new Crowd(unjudged)) : Optional.empty();
    }

    private String reason() {
        return "more than " + unjudged.held() + " senders of RTP came, and of "
                + Counted.of(unjudged.streams(), "stream") + " nothing is known";
    }

    /** The worst verdict on the cameras, never better than unproven. */
    static Optional<Verdict> verdict(List<CameraVerdict> cameras, Unjudged unjudged) {
        return Severity.worst(Stream.concat(
                cameras.stream().map(CameraVerdict::verdict),
                Stream.of(Verdict.UNPROVEN).filter(unproven -> unjudged.isAny() && !cameras.isEmpty())));
    }

    /** The verdict on a camera, with this in mind. */
    CameraVerdict heededIn(CameraVerdict camera) {
        if (camera.verdict() != Verdict.NO_MEDIA || !camera.streams().isEmpty()) {
            return camera;
        }
        Finding finding = new Finding(
                Verdict.UNPROVEN,
                camera.finding().since(),
                List.of(Cause.TOO_MANY_SENDERS),
                "no RTP from " + Wording.address(camera.camera()) + " is among what is known, but " + reason(),
                Optional.of(CURE));
        return new CameraVerdict(camera.camera(), finding, camera.history(), camera.evidence(), camera.streams());
    }

    /** What is said where no camera is left. */
    NoCamera alone() {
        return new NoCamera(Verdict.UNPROVEN, List.of(Cause.TOO_MANY_SENDERS), reason(), CURE);
    }
}
