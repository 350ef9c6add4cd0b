package dev.sightline.sdp;

import java.net.InetAddress;
import java.util.Optional;

/**
 * Who made the description: {@code o=username sessionId version IN addressType address} (RFC 8866, section 5.2).
 *
 * @param sessionId digits, often more than 64 bits hold
 * @param version digits
 * @param addressType {@code IP4} or {@code IP6}
 */
public record Origin(String username, String sessionId, String version, String addressType, String address)
        implements SdpValue {
    private static final String EXPECTED =
            "a name, a session id, a version, IN, IP4 or IP6, and an address were expected, as in "
                    + "o=- 1 1 IN IP4 192.0.2.1";

    static Origin read(ValueReader in) throws MalformedLine {
        String username = in.word(EXPECTED);
        String sessionId = in.word(EXPECTED);
        String version = in.word(EXPECTED);
        in.literal("IN", EXPECTED);
        String type = in.addressType(EXPECTED);
        Origin origin = new Origin(username, sessionId, version, type, in.address(type, EXPECTED));
        in.finish("nothing more was expected after the address");
        return origin;
    }

    /** The address when it is an IP literal; nothing is ever resolved. */
    public Optional<InetAddress> inetAddress() {
        return IpLiteral.parse(address);
    }

    /** The same session at another address. */
    public Origin withAddress(InetAddress changed) {
        Connection connection = Connection.of(changed);
        return new Origin(username, sessionId, version, connection.addressType(), connection.address());
    }

    @Override
    public String toLine() {
        return "o=" + username + " " + sessionId + " " + version + " IN " + addressType + " " + address;
    }
}
