package dev.sightline.probe;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What was captured of a camera or of one of its streams.
 *
 * @param rtpPackets RTP packets from the camera
 * @param rtpInterfaces the interfaces on which they arrived
 * @param firstRtp when the first was captured
 * @param lastRtp when the last was captured
 * @param rtcpIn the camera's own reports
 * @param rtcpOut RTCP sent for the camera, wherever it went
 * @param route the kernel's route to the camera, when it is known
 */
public record Evidence(
        long rtpPackets,
        List<String> rtpInterfaces,
        Optional<Instant> firstRtp,
        Optional<Instant> lastRtp,
        List<RtcpFlow> rtcpIn,
        List<RtcpFlow> rtcpOut,
        Optional<Route> route) {

    /** Nothing was seen. */
    public static Evidence none(Optional<Route> route) {
        return new Evidence(0, List.of(), Optional.empty(), Optional.empty(), List.of(), List.of(), route);
    }

    /** Datagrams of RTCP that reached the camera's link, addressed rightly. */
    public long delivered() {
        return rtcpOut.stream()
                .filter(flow -> flow.meaning() == RtcpFlow.Meaning.DELIVERED)
                .mapToLong(RtcpFlow::datagrams)
                .sum();
    }
}
