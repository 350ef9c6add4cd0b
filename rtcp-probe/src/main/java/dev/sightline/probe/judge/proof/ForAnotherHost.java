package dev.sightline.probe.judge.proof;

import static dev.sightline.probe.Wording.socket;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.Wording;
import dev.sightline.probe.judge.scene.StreamCase;
import dev.sightline.probe.judge.seen.RtpStream;
import java.util.List;
import java.util.Optional;

/** {@link Verdict#NO_MEDIA}: RTP is captured, in frames that are for another host, so the kernel discards it. */
final class ForAnotherHost {
    private ForAnotherHost() {}

    static Optional<Finding> of(StreamCase the) {
        return Optional.of(the.stream())
                .filter(RtpStream::isForAnotherHost)
                .map(stream -> the.finding(
                        Verdict.NO_MEDIA,
                        the.since(),
                        List.of(Cause.FOR_ANOTHER_HOST),
                        "RTP from " + socket(stream.source()) + " for " + socket(stream.destination()) + " is seen on "
                                + String.join(", ", stream.interfaceNames())
                                + ", but in frames for the link address of another host, so this host's kernel discards it",
                        Cures.linkAddress(Wording.address(stream.destination().getAddress()))));
    }
}
