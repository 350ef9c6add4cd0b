package dev.sightline.probe.judge.correlation;

import java.time.Instant;
import java.util.Optional;

/**
 * What RTCP tells of a camera of which no RTP is seen.
 *
 * @param reported when its last RTCP arrived
 * @param sending when a report last told that its RTP flows: its own packet count rises, or the media server's highest
 *     sequence number (RFC 3550, 6.4.1)
 */
public record CameraSigns(Optional<Instant> reported, Optional<Instant> sending) {
    public static final CameraSigns NONE = new CameraSigns(Optional.empty(), Optional.empty());
}
