package dev.sightline.probe.firewall;

import dev.sightline.probe.Wording;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Addresses with a common beginning.
 *
 * @param address the first of them: what follows the prefix is zero
 * @param prefix how many bits they have in common
 */
public record Network(InetAddress address, int prefix) {
    private static final Pattern SHAPE = Pattern.compile("([0-9A-Fa-f.:]{2,45})(?:/(\\d{1,3}))?");

    /** What is never routed on the Internet (RFC 1918, RFC 4193): where cameras usually are. */
    public static final List<Network> PRIVATE =
            List.of(parse("10.0.0.0/8"), parse("172.16.0.0/12"), parse("192.168.0.0/16"), parse("fc00::/7"));

    /**
     * @throws IllegalArgumentException when the prefix does not fit the address, or bits behind it are set
     */
    public Network {
        if (prefix < 0 || prefix > 8 * address.getAddress().length) {
            throw new IllegalArgumentException("network " + Wording.address(address) + "/" + prefix
                    + ": expected a prefix of 0 to " + 8 * address.getAddress().length);
        }
        byte[] first = masked(address.getAddress(), prefix);
        if (!Arrays.equals(first, address.getAddress())) {
            throw new IllegalArgumentException("network " + Wording.address(address) + "/" + prefix
                    + " has bits set behind its prefix; expected " + Wording.address(of(first)) + "/" + prefix);
        }
    }

    /**
     * Reads {@code 10.77.0.0/24}, {@code fd00::/64} or a single address.
     *
     * @throws IllegalArgumentException when {@code text} is none of these
     */
    public static Network parse(String text) {
        Matcher shape = SHAPE.matcher(text);
        byte[] bytes = shape.matches() ? NetUtil.createByteArrayFromIpAddressString(shape.group(1)) : null;
        if (bytes == null) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no network; expected one as 10.77.0.0/24 or fd00::/64");
        }
        String prefix = shape.group(2);
        return new Network(of(bytes), prefix == null ? 8 * bytes.length : Integer.parseInt(prefix));
    }

    /** Whether {@code other} is one of them. */
    public boolean contains(InetAddress other) {
        return other.getAddress().length == address.getAddress().length
                && Arrays.equals(masked(other.getAddress(), prefix), address.getAddress());
    }

    /** Whether these are IPv6 addresses. */
    public boolean isIpv6() {
        return address.getAddress().length == 16;
    }

    private static byte[] masked(byte[] address, int prefix) {
        byte[] first = address.clone();
        for (int bit = prefix; bit < 8 * first.length; bit++) {
            first[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
        }
        return first;
    }

    private static InetAddress of(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new IllegalArgumentException(impossible); // only of a wrong length
        }
    }

    @Override
    public String toString() {
        boolean single = prefix == 8 * address.getAddress().length;
        return single ? Wording.address(address) : Wording.address(address) + "/" + prefix;
    }
}
