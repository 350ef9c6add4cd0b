package dev.sightline.webrtc;

import java.net.Inet4Address;
import java.net.InetAddress;

/**
 * A local address with a socket, and how it is announced.
 *
 * @param index the place of its socket in every loop
 * @param address what the socket is bound to; the wildcard address where the announced one belongs to a NAT in front
 * @param candidate the (first) host candidate that leads here
 */
record LocalBase(int index, InetAddress address, IceCandidate candidate) {
    /** Whether a datagram from here can go to {@code remote}: same family, and loopback only from loopback. */
    boolean reaches(InetAddress remote) {
        boolean sameFamily = address instanceof Inet4Address == remote instanceof Inet4Address;
        boolean sameScope = address.isAnyLocalAddress() || address.isLoopbackAddress() == remote.isLoopbackAddress();
        return sameFamily && sameScope && !remote.isLinkLocalAddress();
    }
}
