package dev.sightline.sdp.lint;

import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of a camera beside its description.
 *
 * @param address from where it speaks; a local one means a camera on the media server's own machine
 * @param rtcpPorts where it expects RTCP, by media type ({@code video}, {@code audio}); empty when not known
 * @param rtcp when it sends RTCP itself
 */
public record CameraFacts(Optional<InetAddress> address, Map<String, Integer> rtcpPorts, RtcpHabit rtcp) {
    /** Nothing is known. */
    public static final CameraFacts NONE = new CameraFacts(Optional.empty(), Map.of(), RtcpHabit.UNKNOWN);

    /** The map is copied. */
    public CameraFacts {
        rtcpPorts = Map.copyOf(rtcpPorts);
    }

    /** The same with the address that the camera speaks from. */
    public CameraFacts withAddress(InetAddress known) {
        return new CameraFacts(Optional.of(known), rtcpPorts, rtcp);
    }

    /** The same with the ports where the camera expects RTCP. */
    public CameraFacts withRtcpPorts(Map<String, Integer> known) {
        return new CameraFacts(address, known, rtcp);
    }

    /** The same with the camera's habit. */
    public CameraFacts withRtcp(RtcpHabit known) {
        return new CameraFacts(address, rtcpPorts, known);
    }
}
