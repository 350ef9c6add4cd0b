package dev.sightline.probe.host.program;

import dev.sightline.probe.AddressRange;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** Addresses as programs print them; a name is never looked up. */
public final class Literals {
    private Literals() {}

    /** An IPv4 or IPv6 literal without a scope. */
    public static Optional<InetAddress> address(String text) {
        byte[] octets = text.indexOf('%') >= 0 ? null : NetUtil.createByteArrayFromIpAddressString(text);
        if (octets == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByAddress(octets));
        } catch (UnknownHostException impossible) {
            return Optional.empty();
        }
    }

    /** {@code 10.0.0.0/8}, or one address. */
    public static Optional<AddressRange> block(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return address(text).map(one -> new AddressRange(one, one));
        }
        try {
            int length = Integer.parseInt(text.substring(slash + 1));
            return address(text.substring(0, slash)).flatMap(network -> block(network, length));
        } catch (NumberFormatException mask) {
            return Optional.empty(); // a net mask written out; understood as any address
        }
    }

    /** {@code 10.0.0.7-10.0.0.9}. */
    public static Optional<AddressRange> range(String text) {
        int dash = text.indexOf('-');
        return dash < 0 ? Optional.empty() : range(text.substring(0, dash), text.substring(dash + 1));
    }

    /** The addresses from one to another, where both are of one family and in order. */
    public static Optional<AddressRange> range(String first, String last) {
        try {
            return address(first).flatMap(low -> address(last).map(high -> new AddressRange(low, high)));
        } catch (IllegalArgumentException notInOrder) {
            return Optional.empty();
        }
    }

    /** The addresses whose first {@code length} bits are those of {@code network}. */
    public static Optional<AddressRange> block(InetAddress network, int length) {
        byte[] first = network.getAddress();
        byte[] last = network.getAddress();
        if (length < 0 || length > 8 * first.length) {
            return Optional.empty();
        }
        for (int bit = length; bit < 8 * first.length; bit++) {
            first[bit / 8] &= (byte) ~(0x80 >> bit % 8);
            last[bit / 8] |= (byte) (0x80 >> bit % 8);
        }
        try {
            return Optional.of(new AddressRange(InetAddress.getByAddress(first), InetAddress.getByAddress(last)));
        } catch (UnknownHostException impossible) {
            return Optional.empty();
        }
    }
}
