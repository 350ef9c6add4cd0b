package dev.sightline.gateway.stream;

import dev.sightline.probe.Cause;
import dev.sightline.probe.RtcpFlow;
import dev.sightline.probe.Verdict;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.Optional;

/** Whether another policy may mend what a verdict says. */
final class Mendable {
    private Mendable() {}

    /**
     * No policy mends a firewall, a cable or a route: those verdicts are only shown. But where the firewall keeps only the
     * reports from which a media server learns, another policy does without them. Of a {@link PortInDoubt} it does not
     * matter whether anything was delivered: that was before the camera's first report told where it is. Nor does it
     * of one that has {@linkplain Moved moved}. While one media section is served, no other is mended but one that is
     * trapped: the camera would lose what it has. Served audio is no reason to leave its video without feedback.
     */
    static boolean is(StreamState judged) {
        if (PortInDoubt.is(judged)) {
            return !judged.healing().port().isKept() && !judged.feedback().isServedInPart();
        }
        Feedback feedback = judged.feedback();
        return (feedback.verdict() == Verdict.TRAPPED && !isMisrouted(judged))
                || ((isSilent(feedback) || lacksOnlyReports(feedback)) && !feedback.wasServed())
                || (isSilent(feedback) && Moved.is(feedback));
    }

    /** Of what the media server sends, and this host's firewall gives another destination, no offer changes anything. */
    private static boolean isSilent(Feedback feedback) {
        return feedback.verdict() == Verdict.SILENT
                && !feedback.finding().causes().contains(Cause.DIVERTED);
    }

    private static boolean lacksOnlyReports(Feedback feedback) {
        return feedback.verdict() == Verdict.BLOCKED
                && feedback.finding().causes().contains(Cause.NEVER_LEARNT);
    }

    /** Feedback is for the camera's address already, and this host sends it another way. */
    private static boolean isMisrouted(StreamState judged) {
        Optional<InetAddress> destination = judged.feedback().evidence().rtcpOut().stream()
                .filter(flow -> flow.meaning() == RtcpFlow.Meaning.TRAPPED)
                .max(Comparator.comparing(RtcpFlow::last))
                .map(flow -> flow.destination().getAddress());
        return judged.feedback().finding().causes().contains(Cause.WRONG_INTERFACE)
                && destination.isPresent()
                && destination.equals(judged.session().flatMap(CameraSession::address));
    }
}
