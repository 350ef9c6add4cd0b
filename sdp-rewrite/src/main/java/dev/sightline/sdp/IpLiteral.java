package dev.sightline.sdp;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads and writes IP literals and nothing else: what is not one is never given to a resolver. */
final class IpLiteral {
    private static final int GROUPS = 8;
    private static final String IPV6_CHARACTERS = "0123456789abcdefABCDEF:.";

    private IpLiteral() {}

    static Optional<InetAddress> parse(String text) {
        try {
            return text.indexOf(':') >= 0 ? ipv6(text) : ipv4(text);
        } catch (UnknownHostException notALiteral) {
            return Optional.empty();
        }
    }

    /** As RFC 5952 writes it: the longest run of zeros as {@code ::}; without an IPv6 scope. */
    static String text(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 4) {
            return address.getHostAddress();
        }
        int from = 0;
        int to = 0;
        for (int start = 0, group = 0; group < GROUPS; group++) {
            start = group(bytes, group) == 0 ? start : group + 1;
            if (group + 1 - start > Math.max(1, to - from)) {
                from = start;
                to = group + 1;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int group = 0; group < GROUPS; group++) {
            if (group == from && to > from) {
                text.append("::");
                group = to - 1;
            } else {
                text.append(text.length() == 0 || (group == to && to > from) ? "" : ":")
                        .append(Integer.toHexString(group(bytes, group)));
            }
        }
        return text.toString();
    }

    private static int group(byte[] bytes, int index) {
        return ((bytes[2 * index] & 0xff) << 8) | (bytes[2 * index + 1] & 0xff);
    }

    /** Four decimal numbers; the short and octal forms that some resolvers accept are not literals. */
    private static Optional<InetAddress> ipv4(String text) throws UnknownHostException {
        byte[] address = new byte[4];
        int start = 0;
        for (int i = 0; i < address.length; i++) {
            int end = i == address.length - 1 ? text.length() : text.indexOf('.', start);
            if (end < start) {
                return Optional.empty();
            }
            String digits = text.substring(start, end);
            OptionalInt octet = Fields.small(digits, 255);
            if (octet.isEmpty() || (digits.length() > 1 && digits.startsWith("0"))) {
                return Optional.empty();
            }
            address[i] = (byte) octet.getAsInt();
            start = end + 1;
        }
        return Optional.of(InetAddress.getByAddress(address));
    }

    /**
     * The JDK reads a text with colons as a literal or refuses it, unless it begins with a dot: that it would resolve. An
     * IPv4-mapped address becomes an IPv4 one.
     */
    private static Optional<InetAddress> ipv6(String text) throws UnknownHostException {
        return text.charAt(0) != '.' && text.chars().allMatch(c -> IPV6_CHARACTERS.indexOf(c) >= 0)
                ? Optional.of(InetAddress.getByName(text))
                : Optional.empty();
    }
}
