package dev.sightline.probe.judge.proof;

import static dev.sightline.probe.Wording.seconds;
import static dev.sightline.probe.Wording.socket;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Neighbour;
import dev.sightline.probe.Route;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.Wording;
import dev.sightline.probe.judge.correlation.CameraSigns;
import dev.sightline.probe.judge.scene.Scene;
import dev.sightline.probe.judge.scene.StreamCase;
import dev.sightline.probe.judge.seen.RtpStream;
import dev.sightline.probe.judge.seen.SequenceCount;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@link Verdict#NO_MEDIA}, or the verdict that explains why the RTP stopped. */
public final class Ended {
    private static final Duration STILL_THERE = Duration.ofSeconds(1);
    private static final Set<Cause> ENDS = EnumSet.of(Cause.CAMERA_STOPPED, Cause.INTERFACE_DOWN, Cause.NOT_CAPTURED);

    private Ended() {}

    /** What ended while its feedback was missing most likely ended for that: the verdict stays. */
    static Finding of(StreamCase the) {
        return kept(the.stream(), the.before(), the.scene()).orElseGet(() -> gone(the));
    }

    /**
     * The finding that stays; of a capture that is over, that is any.
     *
     * @param before what was found of the stream last
     */
    public static Optional<Finding> kept(RtpStream stream, Optional<Finding> before, Scene scene) {
        return before.filter(finding -> explains(finding, stream))
                .map(finding -> withItsEnd(finding, stream, scene))
                .or(() -> before.filter(found -> scene.retrospective()));
    }

    /** The interface by which it came, where that is down now. */
    private static Optional<String> down(RtpStream stream, Scene scene) {
        return stream.interfaceNames().stream()
                .filter(scene.coverage().down()::contains)
                .findFirst();
    }

    /** The interface by which it came, where this host has it no longer, nor any other by which it came. */
    private static Optional<String> vanished(RtpStream stream, Scene scene) {
        Set<String> gone = scene.coverage().vanished();
        List<String> names = stream.arrivingOn();
        return gone.containsAll(names) ? names.stream().findFirst() : Optional.empty();
    }

    /** It ended before an interface went down, where its next packets were due while that was still up. */
    private static boolean endedBefore(String interfaceName, RtpStream stream, Scene scene) {
        return scene.down().wasUpAfter(interfaceName, stream.nextDue());
    }

    private static Finding gone(StreamCase the) {
        String stopped = "its RTP stopped " + seconds(the.ago(the.stream().last())) + " s ago";
        Optional<String> down = down(the.stream(), the.scene());
        if (down.isPresent()) {
            return the.finding(
                    Verdict.NO_MEDIA,
                    the.stream().last(),
                    List.of(Cause.INTERFACE_DOWN),
                    "RTP from " + socket(the.stream().source()) + " was seen, but " + stopped + ", and " + down.get()
                            + ", by which it came, is down",
                    Cures.setUp(down.get()));
        }
        Optional<String> vanished = vanished(the.stream(), the.scene());
        if (vanished.isPresent()) {
            return the.finding(
                    Verdict.NO_MEDIA,
                    the.stream().last(),
                    List.of(Cause.INTERFACE_DOWN),
                    "RTP from " + socket(the.stream().source()) + " was seen, but " + stopped + ", and "
                            + vanished.get() + ", by which it came, has vanished from this host",
                    Cures.bringBack(vanished.get()));
        }
        Optional<String> uncaptured = the.leading().stream()
                .filter(name -> !the.scene().coverage().sees(name))
                .findFirst();
        if (uncaptured.isPresent()) {
            return Unproven.notCaptured(
                    the.scene(),
                    the.now(),
                    stopped + ", but " + uncaptured.get() + " is no longer captured",
                    uncaptured);
        }
        return lost(the.stream(), the.scene()).orElseGet(() -> stopped(the, stopped));
    }

    /** The end of RTP is proven only where all of it would have been seen since. */
    private static Optional<Finding> lost(RtpStream stream, Scene scene) {
        String stopped = "none of its RTP was seen for " + seconds(Duration.between(stream.last(), scene.now())) + " s";
        return Unproven.lost(
                scene,
                loss -> stream.interfaceNames().contains(loss.interfaceName())
                        && !loss.last().isBefore(stream.last()),
                stopped);
    }

    private static Finding stopped(StreamCase the, String stopped) {
        return new Finding(
                Verdict.NO_MEDIA,
                the.stream().last(),
                Stream.concat(Stream.of(Cause.CAMERA_STOPPED), unanswering(the.nextHop()).stream())
                        .toList(),
                "RTP from " + socket(the.stream().source()) + " was seen, but " + stopped + silence(the.nextHop()),
                Optional.of(Cures.NO_MEDIA));
    }

    /** What is switched off refuses RTCP as well: only RTP that went on for a while shows that the camera was there. */
    private static boolean explains(Finding finding, RtpStream stream) {
        return switch (finding.verdict()) {
            case TRAPPED, SILENT, BLOCKED -> true;
            case UNREACHABLE -> Duration.between(finding.since(), stream.last()).compareTo(STILL_THERE) >= 0;
            case DELIVERED, NO_MEDIA, UNPROVEN -> false;
        };
    }

    /** The finding that stays, and, once, what is known of the end of the RTP; that an interface is down, while it is. */
    private static Finding withItsEnd(Finding kept, RtpStream stream, Scene scene) {
        if (kept.causes().stream().anyMatch(ENDS::contains)) {
            return kept;
        }
        Optional<String> down = down(stream, scene).filter(name -> !endedBefore(name, stream, scene));
        if (down.isPresent()) {
            return with(
                    kept,
                    Cause.INTERFACE_DOWN,
                    "; then its RTP stopped, and " + down.get() + ", by which it came, is down",
                    Optional.of(Cures.setUp(down.get())
                            + kept.cure().map(cure -> "; then " + cure).orElse("")));
        }
        Optional<String> vanished = vanished(stream, scene).filter(name -> !endedBefore(name, stream, scene));
        if (vanished.isPresent()) {
            return with(
                    kept,
                    Cause.INTERFACE_DOWN,
                    "; then its RTP stopped, and " + vanished.get() + ", by which it came, has vanished from this host",
                    Optional.of(Cures.bringBack(vanished.get())
                            + kept.cure().map(cure -> "; then " + cure).orElse("")));
        }
        if (lost(stream, scene).isPresent()) {
            return kept;
        }
        boolean captured = stream.interfaceNames().stream()
                .anyMatch(name -> scene.coverage().sees(name) || endedBefore(name, stream, scene));
        return captured
                ? with(kept, Cause.CAMERA_STOPPED, Wording.CAMERA_STOPPED, kept.cure())
                : with(
                        kept,
                        Cause.NOT_CAPTURED,
                        "; then " + String.join(", ", stream.interfaceNames())
                                + ", by which its RTP came, was no longer captured",
                        kept.cure());
    }

    private static Finding with(Finding kept, Cause cause, String words, Optional<String> cure) {
        List<Cause> causes = new ArrayList<>(kept.causes());
        causes.add(cause);
        return new Finding(kept.verdict(), kept.since(), causes, kept.reason() + words, cure);
    }

    /**
     * The finding on a camera of which no stream was seen.
     *
     * @param what what was expected
     * @param ports where
     * @param since since when
     * @param signs what RTCP tells of it
     */
    public static Finding never(
            String what,
            String ports,
            Instant since,
            Scene scene,
            Optional<Route> route,
            Optional<Neighbour> nextHop,
            CameraSigns signs) {
        Duration watched = Duration.between(since, scene.now());
        String reason = "no " + what + " arrived on ports " + ports + " within " + seconds(watched) + " s";
        if (watched.compareTo(scene.rules().mediaGone()) < 0) {
            return Unproven.finding(since, Cause.TOO_EARLY, reason + ", which is too short a time");
        }
        boolean reports = isLately(signs.reported(), scene);
        if (reports && !scene.coverage().sampled().isEmpty()) {
            return Unproven.finding(
                    since,
                    Cause.TOO_EARLY,
                    reason + ", but its RTCP does, and where so much arrives only every " + SequenceCount.SAMPLED
                            + "th packet is captured: one that sends few takes long to be seen");
        }
        if (scene.retrospective() && isLately(signs.sending(), scene)) {
            return new Finding(
                    Verdict.UNPROVEN,
                    since,
                    List.of(Cause.NOT_CAPTURED),
                    reason
                            + ", but the counts in the RTCP rise, so it sends: its RTP is not in the capture, as with a filter"
                            + " for RTCP, or for one direction",
                    Optional.of(Cures.CAPTURE_EVERYWHERE));
        }
        Optional<String> leading = route.flatMap(Route::leavesBy);
        Optional<String> uncaptured = leading.filter(name -> !scene.coverage().sees(name))
                .map(name -> name + ", which leads to it, is not captured")
                .or(() -> Unproven.leftOut(scene))
                .or(() -> Unproven.missing(scene));
        return uncaptured
                .map(why -> Unproven.notCaptured(scene, since, reason + silence(nextHop) + ", but " + why, leading))
                .or(() -> Unproven.lost(scene, any -> true, reason + silence(nextHop)))
                .orElseGet(() -> new Finding(
                        Verdict.NO_MEDIA,
                        since,
                        unanswering(nextHop),
                        reason + (reports ? ", though its RTCP does" : "") + silence(nextHop),
                        Optional.of(Cures.NO_MEDIA)));
    }

    private static boolean isLately(Optional<Instant> then, Scene scene) {
        return then.filter(at -> Duration.between(at, scene.now())
                                .compareTo(scene.rules().longestGap())
                        <= 0)
                .isPresent();
    }

    private static List<Cause> unanswering(Optional<Neighbour> nextHop) {
        return silence(nextHop).isEmpty() ? List.of() : List.of(Cause.NEIGHBOUR_FAILED);
    }

    private static String silence(Optional<Neighbour> nextHop) {
        return nextHop.filter(hop -> hop.state() == Neighbour.State.FAILED)
                .map(hop -> "; it does not answer on " + hop.interfaceName() + " either")
                .orElse("");
    }
}
