package dev.sightline.probe.judge;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Wording;
import dev.sightline.probe.judge.seen.RtpStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A camera that goes on from another address, as with a new lease of DHCP. Anyone may send to an open port: what comes from
 * elsewhere counts only once what came from the negotiated address has ended, and only where it took that one's place, on the
 * same port and with the same source.
 *
 * @param former the camera's streams from the negotiated address
 * @param present those by which it goes on; none while it sends from there
 */
record ChangedAddress(List<RtpStream> former, List<RtpStream> present) {
    /** Packets of before and after may overtake each other. */
    private static final Duration OVERLAP = Duration.ofSeconds(1);

    /** @param others streams to the same ports, from elsewhere */
    static ChangedAddress of(List<RtpStream> former, List<RtpStream> others, Instant now) {
        boolean stays = former.stream().anyMatch(stream -> stream.isFlowing(now));
        return new ChangedAddress(
                former,
                stays
                        ? List.of()
                        : others.stream()
                                .filter(other -> other.isFlowing(now))
                                .filter(other -> former.stream().anyMatch(ended -> goesOn(ended, other)))
                                .toList());
    }

    private static boolean goesOn(RtpStream ended, RtpStream other) {
        return ended.destination().equals(other.destination())
                && ended.ssrc() == other.ssrc()
                && !other.runSince().isBefore(ended.last().minus(OVERLAP));
    }

    /** All of the camera's streams. */
    List<RtpStream> streams() {
        return Stream.concat(former.stream(), present.stream()).toList();
    }

    /** Says of feedback for the former address why that is wrong now. */
    Finding remarked(Finding finding) {
        if (present.isEmpty() || !finding.causes().contains(Cause.WRONG_HOST)) {
            return finding;
        }
        Set<String> before = new TreeSet<>();
        former.forEach(stream -> before.add(Wording.address(stream.camera())));
        return new Finding(
                finding.verdict(),
                finding.since(),
                finding.causes(),
                finding.reason() + "; its RTP came from " + String.join(", ", before)
                        + " before: the camera's address has changed",
                finding.cure());
    }
}
