package dev.sightline.relay;

import dev.sightline.sdp.Connection;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Where an offer says that a section of the camera receives.
 *
 * @param ip empty when {@code c=} is missing or not an IP literal; names are never resolved
 * @param rtpPort the port of the {@code m=} line
 * @param rtcpPort of {@code a=rtcp:}, else the next one
 * @param active whether the section says {@code a=direction:active} (COMEDIA)
 */
record OfferedAddress(Optional<InetAddress> ip, int rtpPort, int rtcpPort, boolean active) {
    /** The port that nobody listens on (RFC 863): in an offer it stands for "not known yet". */
    private static final int DISCARD = 9;

    /** The literal of a {@code c=} line. */
    static Optional<InetAddress> literal(Connection connection) {
        return Optional.ofNullable(NetUtil.createInetAddressFromIpAddressString(connection.address()));
    }

    boolean hasPorts() {
        return rtpPort != 0 && rtpPort != DISCARD;
    }
}
