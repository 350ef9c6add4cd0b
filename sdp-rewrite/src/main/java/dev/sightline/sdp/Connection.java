package dev.sightline.sdp;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Where media goes: {@code c=IN addressType address} (RFC 8866, section 5.7).
 *
 * @param addressType {@code IP4} or {@code IP6}
 * @param address as written: a literal, or a host name that nobody should resolve; a multicast suffix
 *     ({@code /ttl/count}) is kept
 */
public record Connection(String addressType, String address) implements SdpValue {
    /**
     * The connection that names {@code address}; an IPv6 one is written short (RFC 5952), and its
     * scope ({@code %eth0}), which means nothing elsewhere, is left out.
     */
    public static Connection of(InetAddress address) {
        return new Connection(address instanceof Inet6Address ? "IP6" : "IP4", IpLiteral.text(address));
    }

    /** The address when it is an IP literal, a multicast suffix left out. Nothing is ever resolved: a name would let a stranger choose where packets go. */
    public Optional<InetAddress> inetAddress() {
        return IpLiteral.parse(withoutSuffix());
    }

    /** What stands before {@code /ttl} or {@code /ttl/count}, which RTSP servers also write after a unicast address. */
    private String withoutSuffix() {
        int slash = address.indexOf('/');
        boolean suffix = slash > 0
                && slash + 1 < address.length()
                && address.chars().skip(slash).allMatch(c -> c == '/' || (c >= '0' && c <= '9'));
        return suffix ? address.substring(0, slash) : address;
    }

    static Connection read(ValueReader in) throws MalformedLine {
        String expected = "IN, IP4 or IP6, and an address were expected, as in c=IN IP4 192.0.2.1";
        in.literal("IN", expected);
        String type = in.addressType(expected);
        Connection connection = new Connection(type, in.address(type, expected));
        in.finish("nothing more was expected after the address");
        return connection;
    }

    /** As it stands in {@code c=} and at the end of {@code o=} and {@code a=rtcp:}: {@code IN IP4 192.0.2.1}. */
    public String toValue() {
        return "IN " + addressType + " " + address;
    }

    @Override
    public String toLine() {
        return "c=" + toValue();
    }
}
