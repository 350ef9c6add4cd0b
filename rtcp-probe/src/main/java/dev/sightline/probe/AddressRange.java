package dev.sightline.probe;

import java.net.InetAddress;
import java.util.Arrays;

/**
 * Addresses of one family that follow each other, both ends included.
 *
 * @param first the lowest
 * @param last the highest
 */
public record AddressRange(InetAddress first, InetAddress last) {
    /** @throws IllegalArgumentException when the ends are of different families or in the wrong order */
    public AddressRange {
        if (first.getAddress().length != last.getAddress().length || compare(first, last) > 0) {
            throw new IllegalArgumentException(
                    "addresses " + Wording.address(first) + "-" + Wording.address(last) + ": expected two in order");
        }
    }

    /** Whether {@code address} is one of them. */
    public boolean contains(InetAddress address) {
        byte[] octets = address.getAddress();
        byte[] lowest = first.getAddress();
        return octets.length == lowest.length
                && Arrays.compareUnsigned(lowest, octets) <= 0
                && Arrays.compareUnsigned(octets, last.getAddress()) <= 0;
    }

    /** Whether an address is one of these and of the other ones. */
    public boolean meets(AddressRange other) {
        byte[] lowest = first.getAddress();
        byte[] highest = other.last.getAddress();
        return lowest.length == highest.length
                && Arrays.compareUnsigned(lowest, highest) <= 0
                && compare(other.first, last) <= 0;
    }

    private static int compare(InetAddress left, InetAddress right) {
        return Arrays.compareUnsigned(left.getAddress(), right.getAddress());
    }
}
