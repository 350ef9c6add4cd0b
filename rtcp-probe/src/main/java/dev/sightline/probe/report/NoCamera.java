package dev.sightline.probe.report;

import dev.sightline.probe.Cause;
import dev.sightline.probe.LeftOut;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.WatchedInterface;
import dev.sightline.probe.WatchedInterface.State;
import dev.sightline.probe.Wording;
import dev.sightline.probe.judge.proof.Cures;
import dev.sightline.probe.judge.seen.WatchRules;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is said where no camera was seen at all. That there is none is a fact only of a time that is long enough.
 *
 * @param verdict {@link Verdict#NO_MEDIA} or {@link Verdict#UNPROVEN}
 * @param causes why
 * @param reason in words
 * @param cure what a person can do about it
 */
record NoCamera(Verdict verdict, List<Cause> causes, String reason, String cure) {
    private static final String WATCH_AGAIN =
            "watch for longer, while the camera should send, and see whether the ports" + " are the media server's";
    private static final String WATCH_EVERYWHERE =
            "watch every interface, as without --interface, or name the one by which the cameras send (ip -br address)";
    static final String CAPTURE_AGAIN =
            "capture on the media server's host on every interface, by no host and no port, for at"
                    + " least 15 s while the camera should send, and send datagrams over lo meanwhile, which show that: "
                    + Cures.PROVING + "; tcpdump -i any -s 0 -w FILE.pcap udp or icmp or icmp6 or esp";

    /** Copies the list. */
    NoCamera {
        causes = List.copyOf(causes);
    }

    static NoCamera of(WatchReport report) {
        return Crowd.of(report.unjudged()).map(Crowd::alone).orElseGet(() -> ofWatch(report));
    }

    private static NoCamera ofWatch(WatchReport report) {
        Duration watched = Duration.between(report.from(), report.until());
        String reason =
                "no RTP arrived on the watched ports from any address within " + Wording.seconds(watched) + " s";
        List<WatchedInterface> captured = report.interfaces().stream()
                .filter(each -> each.state() == State.CAPTURED)
                .toList();
        if (captured.isEmpty() && !report.interfaces().isEmpty()) {
            return nothingCaptured(report.interfaces(), reason);
        }
        if (!captured.isEmpty() && captured.stream().allMatch(WatchedInterface::loopback)) {
            return onlyLoopback(reason, WATCH_EVERYWHERE);
        }
        LeftOut leftOut = LeftOut.of(report.interfaces());
        if (!leftOut.isNone()) {
            return new NoCamera(
                    Verdict.UNPROVEN,
                    List.of(Cause.NOT_CAPTURED),
                    reason + ", but " + leftOut.reason(),
                    leftOut.cure());
        }
        if (!report.uncaptured().isEmpty()) {
            return new NoCamera(
                    Verdict.UNPROVEN,
                    List.of(Cause.NOT_CAPTURED),
                    reason + ", but it may have come by an interface that was not captured: "
                            + Wording.interfaces(report.uncaptured()),
                    WATCH_EVERYWHERE);
        }
        return isTooShort(watched)
                ? tooEarly(reason, WATCH_AGAIN)
                : new NoCamera(Verdict.NO_MEDIA, List.of(), reason, WATCH_AGAIN);
    }

    private static NoCamera nothingCaptured(List<WatchedInterface> interfaces, String reason) {
        String states = interfaces.stream()
                .map(each -> each.name() + " is "
                        + each.state().name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .collect(Collectors.joining(", "));
        boolean down = interfaces.stream().anyMatch(each -> each.state() == State.DOWN);
        return new NoCamera(
                Verdict.UNPROVEN,
                down ? List.of(Cause.INTERFACE_DOWN, Cause.NOT_CAPTURED) : List.of(Cause.NOT_CAPTURED),
                reason + ", but nothing was captured: " + states,
                "put the interface up (ip link set NAME up), or " + WATCH_EVERYWHERE);
    }

    static NoCamera of(AnalysisReport report) {
        return Crowd.of(report.unjudged()).map(Crowd::alone).orElseGet(() -> ofAnalysis(report));
    }

    private static NoCamera ofAnalysis(AnalysisReport report) {
        if (report.packets() == 0) {
            Optional<Unread> unread = Unread.of(report.files(), Optional.empty());
            return new NoCamera(
                    Verdict.UNPROVEN,
                    unread.map(Unread::causes).orElse(List.of(Cause.NOT_CAPTURED)),
                    unread.map(what -> "no packet could be read: " + what.reason())
                            .orElse("nothing was captured: there is no packet in the capture"),
                    CAPTURE_AGAIN);
        }
        Optional<Unread> unread = Unread.of(report.files(), report.mediaDoubt());
        Duration span = span(report.files());
        String reason = "no RTP is among the " + Counted.of(report.packets(), "captured packet") + " of "
                + Wording.seconds(span) + " s";
        if (unread.isPresent()) {
            return new NoCamera(
                    Verdict.UNPROVEN,
                    unread.get().causes(),
                    reason + ", but perhaps not all was captured, or could be read: "
                            + unread.get().reason(),
                    CAPTURE_AGAIN);
        }
        if (report.loopbackAlone()) {
            return onlyLoopback(reason, CAPTURE_AGAIN);
        }
        return isTooShort(span)
                ? tooEarly(reason, CAPTURE_AGAIN)
                : new NoCamera(Verdict.NO_MEDIA, List.of(), reason, CAPTURE_AGAIN);
    }

    private static NoCamera onlyLoopback(String reason, String cure) {
        return new NoCamera(
                Verdict.UNPROVEN,
                List.of(Cause.NOT_CAPTURED),
                reason + ", but only lo was captured, and cameras send by other interfaces",
                cure);
    }

    private static NoCamera tooEarly(String reason, String cure) {
        return new NoCamera(
                Verdict.UNPROVEN, List.of(Cause.TOO_EARLY), reason + ", which is too short a time to say", cure);
    }

    private static boolean isTooShort(Duration time) {
        return time.compareTo(WatchRules.DEFAULT.mediaGone()) < 0;
    }

    private static Duration span(List<AnalyzedFile> files) {
        Optional<Instant> first =
                files.stream().flatMap(file -> file.first().stream()).min(Comparator.naturalOrder());
        Optional<Instant> last =
                files.stream().flatMap(file -> file.last().stream()).max(Comparator.naturalOrder());
        return first.flatMap(begun -> last.map(ended -> Duration.between(begun, ended)))
                .orElse(Duration.ZERO);
    }
}
