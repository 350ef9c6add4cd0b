package dev.sightline.probe;

import java.util.List;

/**
 * Between which stations of a link a camera's RTP comes and RTCP leaves for it, by their link addresses, as
 * {@code 02:00:00:00:00:09}.
 *
 * @param interfaceName the link
 * @param rtpFrom from whom the RTP comes: the camera, or the last router before this host; several where a capture shows
 *     both sides of a router
 * @param rtcpTo for whom RTCP leaves; empty where the capture does not tell
 * @param rtpVlans the VLAN tags of the RTP's frames, as {@code 10} or {@code 10.20}; empty: it has none
 * @param rtcpVlans those of the RTCP's
 */
public record LinkPath(
        String interfaceName,
        List<String> rtpFrom,
        List<String> rtcpTo,
        List<String> rtpVlans,
        List<String> rtcpVlans) {
    /** Copies the lists. */
    public LinkPath {
        rtpFrom = List.copyOf(rtpFrom);
        rtcpTo = List.copyOf(rtcpTo);
        rtpVlans = List.copyOf(rtpVlans);
        rtcpVlans = List.copyOf(rtcpVlans);
    }
}
