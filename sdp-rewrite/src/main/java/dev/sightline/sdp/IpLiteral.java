package dev.sightline.sdp;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads IP literals and nothing else: what is not one is never given to a resolver. */
final class IpLiteral {
    private static final String IPV6_CHARACTERS = "0123456789abcdefABCDEF:.";

    private IpLiteral() {}

    static Optional<InetAddress> parse(String text) {
        try {
            return text.indexOf(':') >= 0 ? ipv6(text) : ipv4(text);
        } catch (UnknownHostException notALiteral) {
            return Optional.empty();
        }
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
