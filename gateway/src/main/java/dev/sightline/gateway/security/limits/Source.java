package dev.sightline.gateway.security.limits;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Who counts as one: an IPv4 address, or the /64 of an IPv6 address, of which one host has all (RFC 4291, section 2.5.4;
 * RFC 7217).
 *
 * @param hosts for how many it counts; more than one where many are known to share it
 */
public record Source(InetAddress network, int hosts) {
    private static final int PREFIX_BYTES = 8;

    static InetAddress network(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address;
        }
        byte[] bytes = address.getAddress();
        Arrays.fill(bytes, PREFIX_BYTES, bytes.length, (byte) 0);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError("sixteen bytes are an address", e);
        }
    }
}
