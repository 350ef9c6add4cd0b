package dev.sightline.probe.judge;

import dev.sightline.probe.Evidence;
import dev.sightline.probe.ReturnPath;
import dev.sightline.probe.Route;
import dev.sightline.probe.RtcpFlow;
import dev.sightline.probe.RtcpFlow.Meaning;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The RTCP that belongs to one stream.
 *
 * @param fromCamera the camera's own reports
 * @param toCamera what the media server sent for the stream, wherever it went, and what that means
 * @param elsewhere RTCP from other ports that names the stream's SSRC, when no other stream has the same: a hint
 */
record Feedback(List<RtcpTally> fromCamera, Map<RtcpTally, Meaning> toCamera, Optional<RtcpTally> elsewhere) {

    Stream<RtcpTally> meaning(Meaning meaning) {
        return toCamera.entrySet().stream()
                .filter(entry -> entry.getValue() == meaning)
                .map(Map.Entry::getKey);
    }

    /** The one seen last that means this. */
    Optional<RtcpTally> latest(Meaning meaning) {
        return meaning(meaning).max(Comparator.comparing(RtcpTally::last));
    }

    /** When RTCP with this meaning was first seen. */
    Optional<Instant> first(Meaning meaning) {
        return meaning(meaning).map(RtcpTally::first).min(Comparator.naturalOrder());
    }

    Evidence evidence(RtpStream stream, Optional<Route> route) {
        return new Evidence(
                stream.packets(),
                stream.interfaceNames(),
                Optional.of(stream.first()),
                Optional.of(stream.last()),
                fromCamera.stream().map(tally -> tally.as(Meaning.FROM_CAMERA)).toList(),
                toCamera.entrySet().stream()
                        .map(entry -> entry.getKey().as(entry.getValue()))
                        .sorted(Comparator.comparing(RtcpFlow::first))
                        .toList(),
                List.of(),
                Optional.empty(),
                List.of(),
                ReturnPath.of(route));
    }
}
