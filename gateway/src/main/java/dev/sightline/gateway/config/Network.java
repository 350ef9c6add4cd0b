package dev.sightline.gateway.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * So many addresses that begin alike.
 *
 * @param address any of it; the first, where it was read
 * @param prefix how many bits of it are the network's
 */
public record Network(InetAddress address, int prefix) {
    /** Reads {@code 203.0.113.0/24}, or one address. */
    static Optional<Network> parse(String text) {
        int slash = text.indexOf('/');
        Optional<InetAddress> address = IpLiteral.parse(slash < 0 ? text : text.substring(0, slash));
        if (address.isEmpty()) {
            return Optional.empty();
        }
        int bits = address.get().getAddress().length * 8;
        String length = slash < 0 ? Integer.toString(bits) : text.substring(slash + 1);
        return length.matches("[0-9]{1,3}") && Integer.parseInt(length) <= bits
                ? Optional.of(new Network(first(address.get(), Integer.parseInt(length)), Integer.parseInt(length)))
                : Optional.empty();
    }

    private static InetAddress first(InetAddress address, int prefix) {
        byte[] bytes = address.getAddress();
        for (int bit = prefix; bit < 8 * bytes.length; bit++) {
            bytes[bit / 8] &= (byte) ~(0x80 >> bit % 8);
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("an address has as many bytes as before", impossible);
        }
    }

    public boolean contains(InetAddress other) {
        byte[] ours = address.getAddress();
        byte[] theirs = other.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit += 8) {
            int mask = prefix - bit >= 8 ? 0xff : 0xff << (8 - (prefix - bit));
            if (((ours[bit / 8] ^ theirs[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether all of the other's addresses are this one's too. */
    public boolean contains(Network other) {
        return other.prefix >= prefix && contains(other.address);
    }

    /** A network of one address. */
    static Network of(InetAddress address) {
        return new Network(address, address.getAddress().length * 8);
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + prefix;
    }
}
