package dev.sightline.relay;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;

/** The addresses that Linux routes to {@code lo}: loopback, and every address of this machine's own interfaces. */
final class OwnAddresses {
    private OwnAddresses() {}

    static boolean contains(InetAddress address) {
        if (address.isLoopbackAddress()) {
            return true;
        }
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false; // the interfaces cannot be listed: then only the rule "RTP first" protects
        }
    }
}
