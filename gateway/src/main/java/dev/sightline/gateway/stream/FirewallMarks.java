package dev.sightline.gateway.stream;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Evidence;
import dev.sightline.probe.Finding;
import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.RtcpFlow;
import dev.sightline.probe.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds what this host's own firewall drops, by laying what was captured beside what the media server says. A capture sees
 * what comes in before the firewall does, and never sees what the firewall stops on the way out:
 *
 * <pre>
 *  dropped on the way out   nothing is seen to leave; the media server may not write ("Operation not permitted")
 *  camera's RTP, way in     RTP of its video is seen to come; no video comes out of the endpoint any more
 *  camera's RTCP, way in    reports are seen to come; the media server never says so, while media flows
 * </pre>
 *
 * Each needs both sides, at the same time, for long enough: where one is missing the probe's own finding stands. So it does
 * where no media ever came out: a payload type that was not negotiated looks the same, and is said beside it.
 */
final class FirewallMarks {
    private static final Duration RTP_SPAN = Duration.ofSeconds(5);
    /** Two of a camera's usual intervals: a report that came before the source was known is wasted. */
    private static final Duration REPORTS_SPAN = Duration.ofSeconds(10);

    private static final int REPORTS = 3;
    /** Of feedback that leaves without any report: another policy mends it, however few of them arrive. */
    private static final Set<Cause> MISADDRESSED = EnumSet.of(Cause.WRONG_HOST, Cause.WRONG_PORT, Cause.STALE_PORT);

    /** How much older than the last RTP a flow must be to count as ended. */
    private static final Duration ENDED = Duration.ofSeconds(8);

    private static final String LOOK = "look for it with: nft list ruleset (or iptables-save)";

    private static final String DROPPED = "this host's firewall drops it behind the capture";
    /** The media server passes over such packets too, and a capture that judges feedback does not tell them apart. */
    private static final String OTHER_TYPE = "the camera sends a payload type that was not negotiated";

    private static final String COMPARE_TYPES =
            "compare the payload type that the camera sends with the one that it offers";

    private FirewallMarks() {}

    static Finding judge(NegotiationVerdict verdict, MediaMarks marks, long nanoTime) {
        Finding probed = verdict.finding();
        boolean silent = probed.verdict() == Verdict.SILENT;
        if ((!silent && probed.verdict() != Verdict.DELIVERED)
                || marks.rtpPorts().isEmpty()) {
            return probed;
        }
        if (silent && marks.isRefused(nanoTime) && nothingLeaves(verdict.evidence())) {
            return blocked(
                    probed,
                    Cause.DROPPED_OUT,
                    "RTP arrives and no RTCP is seen to leave on any interface, while the media server is refused each"
                            + " time it sends (Operation not permitted): this host's firewall drops it on the way out",
                    "let UDP to the camera out of this host; " + LOOK);
        }
        Optional<List<String>> comes =
                marks.isDryFor(marks.flowed() ? ENDED : RTP_SPAN, nanoTime) && !isEstimated(verdict.evidence())
                        ? marks.video().comesFor(RTP_SPAN, verdict, nanoTime)
                        : Optional.empty();
        if (comes.isPresent()) {
            String seen = "the camera's video is captured on " + String.join(", ", comes.get())
                    + ", and no media comes out of the media server's endpoint";
            String open = "let UDP to ports " + marks.video().ports() + " into this host; " + LOOK;
            return marks.flowed()
                    ? blocked(probed, Cause.DROPPED_IN, seen + " any more: " + DROPPED, open)
                    : hinted(
                            probed,
                            seen + ": either " + DROPPED + ", or " + OTHER_TYPE,
                            open + "; where nothing drops it, " + COMPARE_TYPES);
        }
        if (marks.flowed()
                && !marks.reported()
                && marks.isOlderThan(REPORTS_SPAN, nanoTime)
                && reportsCome(verdict.evidence(), marks)) {
            String seen =
                    "the camera's reports are captured, and never reach the media server, while its RTP does: this"
                            + " host's firewall drops them behind the capture";
            String open = "let UDP to ports " + marks.rtcpPorts() + " into this host; " + LOOK;
            return probed.causes().stream().anyMatch(MISADDRESSED::contains)
                    ? hinted(probed, seen, open)
                    : blocked(probed, Cause.DROPPED_IN, seen, open);
        }
        return probed;
    }

    private static boolean nothingLeaves(Evidence evidence) {
        Instant last = evidence.lastRtp().orElse(Instant.MIN);
        return evidence.rtcpOut().stream()
                .allMatch(flow -> flow.last().isBefore(last)
                        && Duration.between(flow.last(), last).compareTo(ENDED) >= 0);
    }

    /** REMB speaks of media that has just arrived. */
    private static boolean isEstimated(Evidence evidence) {
        if (evidence.remb().isEmpty()) {
            return evidence.rtcpOut().stream().anyMatch(flow -> flow.types().containsKey("REMB"));
        }
        Instant lately = evidence.lastRtp().orElse(Instant.MIN.plus(RTP_SPAN)).minus(RTP_SPAN);
        return evidence.remb().stream().anyMatch(value -> value.at().isAfter(lately));
    }

    private static boolean reportsCome(Evidence evidence, MediaMarks marks) {
        return evidence.rtcpIn().stream()
                .filter(flow -> flow.meaning() == RtcpFlow.Meaning.FROM_CAMERA)
                .filter(flow -> marks.rtcpPorts().contains(flow.destination().getPort()))
                .filter(flow -> flow.types().containsKey("SR"))
                .anyMatch(flow -> flow.datagrams() >= REPORTS
                        && Duration.between(flow.first(), flow.last()).compareTo(REPORTS_SPAN) >= 0);
    }

    /** What may be so is said, and proves nothing. */
    private static Finding hinted(Finding probed, String hint, String cure) {
        return new Finding(
                probed.verdict(),
                probed.since(),
                probed.causes(),
                probed.reason() + "; " + hint,
                Optional.of(probed.cure().map(known -> known + "; ").orElse("") + cure));
    }

    private static Finding blocked(Finding probed, Cause cause, String reason, String cure) {
        return new Finding(Verdict.BLOCKED, probed.since(), List.of(cause), reason, Optional.of(cure));
    }
}
