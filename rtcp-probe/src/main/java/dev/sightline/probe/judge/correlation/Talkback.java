package dev.sightline.probe.judge.correlation;

import dev.sightline.probe.judge.seen.RtcpTally;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Media that the media server sends a camera: the camera's reports tell whether it arrives. */
public final class Talkback {
    private static final Duration LATELY = Duration.ofSeconds(8);

    private Talkback() {}

    /**
     * Whether the camera reports that RTP of the sender of this RTCP arrived, all of it after {@code since}: it goes the
     * same way.
     *
     * @param fromCamera the camera's own reports
     */
    public static boolean arrives(RtcpTally tally, List<RtcpTally> fromCamera, Instant since, Instant now) {
        return fromCamera.stream()
                .flatMap(report -> tally.senderSsrcs().stream().flatMap(ssrc -> report.received().last(ssrc).stream()))
                .anyMatch(rise -> !rise.from().isBefore(since) && !rise.to().isBefore(now.minus(LATELY)));
    }
}
