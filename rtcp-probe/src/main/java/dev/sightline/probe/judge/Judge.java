package dev.sightline.probe.judge;

import static dev.sightline.probe.Wording.seconds;
import static dev.sightline.probe.Wording.socket;

import dev.sightline.probe.Coverage;
import dev.sightline.probe.Finding;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.Route;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.Wording;
import dev.sightline.probe.packet.Datagram;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Says what the RTCP of one stream proves at one instant. A pure function of what it is given. */
final class Judge {
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    private final WatchRules rules;
    private final Instant watchedSince;
    private final Coverage coverage;
    private final CaptureLosses losses;
    private final Instant now;

    Judge(WatchRules rules, Instant watchedSince, Coverage coverage, CaptureLosses losses, Instant now) {
        this.rules = rules;
        this.watchedSince = watchedSince;
        this.coverage = coverage;
        this.losses = losses;
        this.now = now;
    }

    /** Whether RTP of the stream still flows. */
    boolean isFlowing(RtpStream stream) {
        return Duration.between(stream.last(), now).compareTo(rules.mediaGone()) <= 0;
    }

    /** The finding on a stream. {@code leading} are the interfaces that lead to its camera. */
    Finding judge(RtpStream stream, Feedback feedback, Set<String> leading) {
        return isFlowing(stream) ? flowing(stream, feedback, leading) : ended(stream, leading);
    }

    private Finding flowing(RtpStream stream, Feedback feedback, Set<String> leading) {
        Optional<RtcpTally> delivered = fresh(feedback, Meaning.DELIVERED);
        if (delivered.isPresent()) {
            return delivered(stream, feedback, delivered.get());
        }
        Optional<RtcpTally> trapped = fresh(feedback, Meaning.TRAPPED);
        if (trapped.isPresent()) {
            return trapped(stream, feedback, trapped.get());
        }
        Duration waited = Duration.between(stream.first(), now);
        if (feedback.latest(Meaning.DELIVERED).isEmpty() && waited.compareTo(patience(stream)) < 0) {
            return unproven(
                    stream.first(),
                    "RTP from " + socket(stream.source()) + " has been seen for " + seconds(waited)
                            + " s, no RTCP for it yet; its absence proves nothing before "
                            + seconds(patience(stream)) + " s");
        }
        return blindness(stream, leading).map(blind -> unproven(now, blind)).orElseGet(() -> silent(stream, feedback));
    }

    private Optional<RtcpTally> fresh(Feedback feedback, Meaning meaning) {
        return feedback.latest(meaning).filter(tally -> tally.isFresh(now, rules));
    }

    /** A stream that flowed before the watch may be in the middle of a long gap between two reports. */
    private Duration patience(RtpStream stream) {
        boolean flowedBefore = Duration.between(watchedSince, stream.first()).compareTo(AT_ONCE) < 0;
        return flowedBefore ? rules.lostFeedback() : rules.firstFeedback();
    }

    private Finding delivered(RtpStream stream, Feedback feedback, RtcpTally tally) {
        Instant first = feedback.first(Meaning.DELIVERED).orElse(tally.first());
        Duration delay = Duration.between(stream.first(), first);
        String reason = Wording.counts(tally.as(Meaning.DELIVERED)) + " left by "
                + tally.key().interfaceName() + " for " + socket(tally.key().destination());
        if (delay.compareTo(AT_ONCE) > 0) {
            reason += ", the first " + seconds(delay) + " s after its RTP was first seen";
        }
        if (tally.direction() == Datagram.Direction.LOCAL) {
            reason += "; the camera is on this very host, so " + tally.key().interfaceName() + " is the right way";
        }
        return new Finding(Verdict.DELIVERED, first, reason, Optional.empty());
    }

    private Finding trapped(RtpStream stream, Feedback feedback, RtcpTally tally) {
        String reason = Wording.counts(tally.as(Meaning.TRAPPED)) + " left by "
                + tally.key().interfaceName() + " for "
                + socket(tally.key().destination()) + ", but RTP arrives from " + socket(stream.source()) + " on "
                + String.join(", ", stream.interfaces());
        return new Finding(
                Verdict.TRAPPED,
                feedback.first(Meaning.TRAPPED).orElse(tally.first()),
                reason,
                Optional.of(Cures.cameraAddress(stream)));
    }

    private Finding silent(RtpStream stream, Feedback feedback) {
        Optional<RtcpTally> delivered = feedback.latest(Meaning.DELIVERED);
        if (delivered.isPresent()) {
            return silent(
                    delivered.get().last(),
                    "RTCP for " + socket(delivered.get().key().destination()) + " was delivered, but the last left "
                            + seconds(Duration.between(delivered.get().last(), now)) + " s ago",
                    Cures.FEEDBACK_STOPPED);
        }
        Optional<RtcpTally> wrongHost = feedback.latest(Meaning.WRONG_HOST);
        if (wrongHost.isPresent()) {
            return misaddressed(stream, wrongHost.get(), "which is not the camera " + Wording.address(stream.camera()));
        }
        Optional<RtcpTally> wrongPort = feedback.latest(Meaning.WRONG_PORT);
        if (wrongPort.isPresent()) {
            return misaddressed(stream, wrongPort.get(), "a port on which the camera is not known to listen");
        }
        return silent(
                stream.first(),
                "RTP arrives from " + socket(stream.source()) + ", but no RTCP leaves for it on any watched interface"
                        + feedback.elsewhere().map(Judge::hint).orElse(""),
                Cures.noFeedback(stream, !feedback.fromCamera().isEmpty()));
    }

    private static String hint(RtcpTally tally) {
        return "; RTCP that names its SSRC left from port "
                + tally.key().source().getPort() + " by " + tally.key().interfaceName() + " for "
                + socket(tally.key().destination()) + ", perhaps its feedback";
    }

    private Finding misaddressed(RtpStream stream, RtcpTally tally, String why) {
        return silent(
                tally.first(),
                Wording.counts(tally.as(Meaning.WRONG_HOST)) + " left by "
                        + tally.key().interfaceName() + " for "
                        + socket(tally.key().destination()) + ", " + why,
                Cures.cameraAddress(stream));
    }

    private static Finding silent(Instant since, String reason, String cure) {
        return new Finding(Verdict.SILENT, since, reason, Optional.of(cure));
    }

    private static Finding unproven(Instant since, String reason) {
        return new Finding(Verdict.UNPROVEN, since, reason, Optional.empty());
    }

    /** Why missing RTCP proves nothing: an interface by which it might leave was not captured, or packets were lost. */
    private Optional<String> blindness(RtpStream stream, Set<String> leading) {
        if (!coverage.loopback()) {
            return Optional.of("no RTCP was seen, but lo is not captured, where it would be trapped");
        }
        Optional<String> uncaptured =
                leading.stream().filter(name -> !coverage.sees(name)).findFirst();
        if (uncaptured.isPresent()) {
            return Optional.of("no RTCP was seen, but " + uncaptured.get() + ", which leads to "
                    + Wording.address(stream.camera()) + ", is not captured");
        }
        return losses.since(now.minus(rules.lostFeedback()))
                .map(name -> "no RTCP was seen, but the kernel dropped captured packets on " + name);
    }

    /** What ended while its feedback was missing most likely ended for that: the verdict stays. */
    private Finding ended(RtpStream stream, Set<String> leading) {
        String stopped = "its RTP stopped " + seconds(Duration.between(stream.last(), now)) + " s ago";
        Optional<Finding> before = stream.history().current();
        boolean explains = before.map(Finding::verdict)
                .filter(verdict -> verdict == Verdict.TRAPPED || verdict == Verdict.SILENT)
                .isPresent();
        if (before.isPresent() && explains) {
            Finding kept = before.get();
            String reason = kept.reason().endsWith(Wording.CAMERA_STOPPED)
                    ? kept.reason()
                    : kept.reason() + Wording.CAMERA_STOPPED;
            return new Finding(kept.verdict(), kept.since(), reason, kept.cure());
        }
        Optional<String> uncaptured =
                leading.stream().filter(name -> !coverage.sees(name)).findFirst();
        if (uncaptured.isPresent()) {
            return unproven(now, stopped + ", but " + uncaptured.get() + " is no longer captured");
        }
        return new Finding(
                Verdict.NO_MEDIA,
                stream.last(),
                "RTP from " + socket(stream.source()) + " was seen, but " + stopped,
                Optional.of(Cures.NO_MEDIA));
    }

    /** The finding on a camera of which no stream was seen. */
    Finding withoutMedia(InetAddress camera, Optional<Route> route, PortRange mediaPorts) {
        Duration watched = Duration.between(watchedSince, now);
        String reason = "no RTP from " + Wording.address(camera) + " arrived on ports " + mediaPorts + " within "
                + seconds(watched) + " s";
        if (watched.compareTo(rules.mediaGone()) < 0) {
            return unproven(watchedSince, reason + ", which is too short a time");
        }
        Optional<String> uncaptured = route.flatMap(Route::leavesBy).filter(name -> !coverage.sees(name));
        return uncaptured
                .map(name -> unproven(watchedSince, reason + ", but " + name + ", which leads to it, is not captured"))
                .orElseGet(() -> new Finding(Verdict.NO_MEDIA, watchedSince, reason, Optional.of(Cures.NO_MEDIA)));
    }
}
