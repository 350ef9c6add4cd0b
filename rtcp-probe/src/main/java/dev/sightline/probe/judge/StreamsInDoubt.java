package dev.sightline.probe.judge;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.Wording;
import dev.sightline.probe.judge.proof.Cures;
import dev.sightline.probe.judge.seen.RtpStream;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Says what streams of media mean that get no feedback beside what is served, where nothing shows whether they are the
 * camera's own or somebody else's in its name: then it is not proven that all of the camera is served, nor that any is not.
 */
final class StreamsInDoubt {
    private final StreamVerdicts verdicts;

    StreamsInDoubt(StreamVerdicts verdicts) {
        this.verdicts = verdicts;
    }

    /** The finding on a camera all of whose known streams are served; empty where there are no others. */
    Optional<Finding> among(List<RtpStream> others) {
        List<RtpStream> due =
                others.stream().filter(stream -> !isWaiting(stream)).toList();
        return due.stream()
                .min(Comparator.comparing(stream -> verdicts.finding(stream).since()))
                .map(first -> inDoubt(first, due.size() - 1))
                .or(() -> others.stream().findFirst().map(verdicts::finding));
    }

    private boolean isWaiting(RtpStream stream) {
        return verdicts.finding(stream).causes().contains(Cause.TOO_EARLY);
    }

    private Finding inDoubt(RtpStream first, int more) {
        Finding found = verdicts.finding(first);
        return new Finding(
                Verdict.UNPROVEN,
                found.since(),
                List.of(Cause.STREAM_IN_DOUBT),
                "RTP with SSRC 0x" + HexFormat.of().toHexDigits(first.ssrc(), 8) + " from "
                        + Wording.socket(first.source()) + " to "
                        + Wording.socket(first.destination()) + (more == 0 ? "" : ", and " + more + " more,")
                        + " gets no feedback (" + found.verdict()
                        + "), and nothing shows whether it is media of this camera or somebody else's in its name; what is"
                        + " known to be the camera's is " + Verdict.DELIVERED,
                Optional.of(Cures.streamInDoubt(first)));
    }
}
