package dev.sightline.probe.judge;

import dev.sightline.probe.Finding;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.Severity;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.Wording;
import dev.sightline.probe.judge.correlation.Feedback;
import dev.sightline.probe.judge.seen.RtcpTally;
import dev.sightline.probe.judge.seen.RtpStream;
import java.util.List;

/**
 * Finds the streams of a camera's address that do not decide about the camera: anyone may send something like RTP in its
 * name. Where a stream is served or was negotiated, another one decides only if something shows that it is media, too.
 */
final class Strays {
    /** So many leave a doubt as well as thousands, which a stranger may send. */
    private static final int MAX_IN_DOUBT = 32;

    private final StreamVerdicts verdicts;

    Strays(StreamVerdicts verdicts) {
        this.verdicts = verdicts;
    }

    /** Those that decide; all of them where none is known to be media. */
    List<RtpStream> without(List<RtpStream> streams) {
        if (streams.size() < 2) {
            return streams;
        }
        List<RtpStream> served = streams.stream()
                .filter(stream -> verdicts.finding(stream).verdict() == Verdict.DELIVERED)
                .toList();
        List<RtpStream> known = streams.stream()
                .filter(stream -> served.contains(stream)
                        || (verdicts.isNegotiated(stream)
                                && served.stream().noneMatch(other -> isRival(stream, other))))
                .toList();
        return streams.stream()
                .filter(stream -> known.isEmpty()
                        || known.contains(stream)
                        || !(isBeside(stream, served) || isCopy(stream, served) || isUnrelated(stream, known)))
                .toList();
    }

    /**
     * A port serves one sender: what another socket sends there, or with the same source elsewhere, is not the camera's
     * while the served stream itself goes on. Once that has ended the camera may have started anew.
     */
    private boolean isCopy(RtpStream stream, List<RtpStream> served) {
        return served.stream()
                        .anyMatch(other -> isRival(stream, other)
                                || (isFromElsewhere(stream, other) && other.hasSent(stream.ssrc())))
                && isUnanswered(stream, served);
    }

    private static boolean isRival(RtpStream stream, RtpStream served) {
        return isFromElsewhere(stream, served) && stream.destination().equals(served.destination());
    }

    private static boolean isFromElsewhere(RtpStream stream, RtpStream served) {
        return !stream.source().equals(served.source()) && served.isFlowing(stream.last());
    }

    /** Beside a served stream: a few packets, or what is sent to its socket, came later and sends less. */
    private static boolean isBeside(RtpStream stream, List<RtpStream> served) {
        return !served.isEmpty() && (isSlow(stream) || served.stream().anyMatch(other -> isIntruder(stream, other)));
    }

    private static boolean isIntruder(RtpStream stream, RtpStream served) {
        return stream.destination().equals(served.destination())
                && served.first().isBefore(stream.first())
                && served.packets() > stream.packets();
    }

    /** Media has more than a packet in a second. */
    private static boolean isSlow(RtpStream stream) {
        return stream.packetsOfRun() <= stream.flowed().toSeconds();
    }

    /**
     * The media server sends nothing for it anywhere, it has no source of a known stream, and nobody reports on it: one
     * with reports is of this device, or of another one behind the same address.
     */
    private boolean isUnrelated(RtpStream stream, List<RtpStream> known) {
        return known.stream().noneMatch(other -> other.ssrc() == stream.ssrc()) && isUnanswered(stream, List.of());
    }

    /** Nobody reports on it, and the media server sends nothing for it but what the served streams get. */
    private boolean isUnanswered(RtpStream stream, List<RtpStream> served) {
        Feedback feedback = verdicts.feedback(stream);
        return feedback.fromCamera().isEmpty()
                && feedback.toCamera().keySet().stream()
                        .allMatch(tally -> served.stream().anyMatch(other -> isDelivered(other, tally)));
    }

    private boolean isDelivered(RtpStream served, RtcpTally tally) {
        return verdicts.feedback(served).toCamera().get(tally) == Meaning.DELIVERED;
    }

    /**
     * The oldest of those that do not decide and may be the camera's own: media, and nobody told the probe to which ports
     * the camera sends. Of one that negotiated, what is its own is known.
     */
    List<RtpStream> inDoubt(List<RtpStream> streams, List<RtpStream> deciding) {
        if (deciding.size() == streams.size() || streams.stream().anyMatch(verdicts::isNegotiated)) {
            return List.of();
        }
        return streams.stream()
                .filter(stream -> !deciding.contains(stream) && !isSlow(stream))
                .filter(stream -> verdicts.finding(stream).verdict() != Verdict.NO_MEDIA)
                .limit(MAX_IN_DOUBT)
                .toList();
    }

    /** The finding on a camera with a remark on what would have made it worse. */
    Finding remarked(Finding finding, List<RtpStream> streams, List<RtpStream> deciding) {
        if (deciding.size() == streams.size()) {
            return finding;
        }
        List<RtpStream> worse = streams.stream()
                .filter(stream -> !deciding.contains(stream) && !isSlow(stream))
                .filter(stream -> Severity.of(verdicts.finding(stream).verdict()) > Severity.of(finding.verdict()))
                .toList();
        if (worse.isEmpty()) {
            return finding;
        }
        RtpStream first = worse.get(0);
        String more = worse.size() == 1 ? "" : " and " + (worse.size() - 1) + " more";
        return new Finding(
                finding.verdict(),
                finding.since(),
                finding.causes(),
                finding.reason() + "; besides, RTP from " + Wording.socket(first.source()) + " to "
                        + Wording.socket(first.destination()) + more + " is "
                        + verdicts.finding(first).verdict()
                        + ", but nothing shows that it is media of this camera",
                finding.cure());
    }
}
