package dev.sightline.probe;

import java.time.Instant;
import java.util.ArrayList;
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
 * @param remb the bitrates that it was told, oldest first; at most {@value #MAX_REMB}, thinned evenly over the time
 * @param sample the last RTCP sent for the camera, read out; its own report where none was sent
 * @param sdpFaults the lines of the offer and the answer to blame, where the two are known
 * @param returnPath what this host and the network say of the way back
 */
public record Evidence(
        long rtpPackets,
        List<String> rtpInterfaces,
        Optional<Instant> firstRtp,
        Optional<Instant> lastRtp,
        List<RtcpFlow> rtcpIn,
        List<RtcpFlow> rtcpOut,
        List<RembValue> remb,
        Optional<RtcpSample> sample,
        List<SdpFault> sdpFaults,
        ReturnPath returnPath) {
    public static final int MAX_REMB = 64;

    /** Copies the lists. */
    public Evidence {
        rtpInterfaces = List.copyOf(rtpInterfaces);
        rtcpIn = List.copyOf(rtcpIn);
        rtcpOut = List.copyOf(rtcpOut);
        remb = List.copyOf(remb);
        sdpFaults = List.copyOf(sdpFaults);
    }

    /** Nothing was seen. */
    public static Evidence none(ReturnPath returnPath) {
        return new Evidence(
                0,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                List.of(),
                returnPath);
    }

    /** The same, and these reports of the camera. */
    public Evidence with(List<RtcpFlow> reports) {
        if (reports.isEmpty()) {
            return this;
        }
        List<RtcpFlow> incoming = new ArrayList<>(rtcpIn);
        incoming.addAll(reports);
        return new Evidence(
                rtpPackets, rtpInterfaces, firstRtp, lastRtp, incoming, rtcpOut, remb, sample, sdpFaults, returnPath);
    }

    /** Datagrams of RTCP that reached the camera's link, addressed rightly. */
    public long delivered() {
        return rtcpOut.stream()
                .filter(flow -> flow.meaning() == RtcpFlow.Meaning.DELIVERED)
                .mapToLong(RtcpFlow::datagrams)
                .sum();
    }
}
