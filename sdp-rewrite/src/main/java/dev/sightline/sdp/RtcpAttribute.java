package dev.sightline.sdp;

import java.util.Optional;

/**
 * Where RTCP is received: {@code a=rtcp:port [IN addressType address]} (RFC 3605, section 2.1). Some media servers read
 * the port only.
 */
public record RtcpAttribute(int port, Optional<Connection> connection) implements SdpValue {
    static RtcpAttribute read(ValueReader in) throws MalformedLine {
        int port = in.port("a port from 0 to 65535 was expected, as in a=rtcp:5007");
        return new RtcpAttribute(port, in.atEnd() ? Optional.empty() : Optional.of(Connection.read(in)));
    }

    @Override
    public String toLine() {
        return "a=rtcp:" + port
                + connection.map(written -> " " + written.toValue()).orElse("");
    }
}
