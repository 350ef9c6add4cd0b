package dev.sightline.sdp;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * Where media goes: {@code c=IN addressType address} (RFC 8866, section 5.7).
 *
 * @param addressType {@code IP4} or {@code IP6}
 * @param address as written: a literal, or a host name that nobody should resolve; a multicast suffix
 *     ({@code /ttl/count}) is kept
 */
public record Connection(String addressType, String address) {
    /** The connection that names {@code address}; an IPv6 scope ({@code %eth0}) means nothing elsewhere and is left out. */
    public static Connection of(InetAddress address) {
        String literal = address.getHostAddress();
        int scope = literal.indexOf('%');
        return new Connection(
                address instanceof Inet6Address ? "IP6" : "IP4", scope < 0 ? literal : literal.substring(0, scope));
    }

    /** The address when it is an IP literal. Nothing is ever resolved: a name would let a stranger choose where packets go. */
    public Optional<InetAddress> inetAddress() {
        return IpLiteral.parse(address);
    }

    static Optional<Connection> parse(String value) {
        List<String> fields = Fields.of(value);
        return fields.size() == 3 && fields.get(0).equals("IN")
                ? Optional.of(new Connection(fields.get(1), fields.get(2)))
                : Optional.empty();
    }

    String toValue() {
        return "IN " + addressType + " " + address;
    }
}
