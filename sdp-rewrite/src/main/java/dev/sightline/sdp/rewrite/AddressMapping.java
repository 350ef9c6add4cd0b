package dev.sightline.sdp.rewrite;

import dev.sightline.sdp.Candidate;
import dev.sightline.sdp.Connection;
import dev.sightline.sdp.Origin;
import dev.sightline.sdp.RtcpAttribute;
import dev.sightline.sdp.SdpLine;
import dev.sightline.sdp.SessionDescription;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;

/**
 * Puts public addresses in place of private ones, as a 1:1 NAT does: in {@code o=}, {@code c=}, {@code a=rtcp:} and host
 * candidates, and only where the line's address is exactly one of the map. Ports stay, since such a NAT keeps them.
 *
 * @param addresses from what stands there to what is written
 */
public record AddressMapping(Map<InetAddress, InetAddress> addresses) implements RewriteRule {
    private static final String REASON = "the address that a 1:1 NAT gives it";

    /** The map is copied. */
    public AddressMapping {
        addresses = Map.copyOf(addresses);
    }

    @Override
    public String name() {
        return "address-mapping";
    }

    @Override
    public Rewriting apply(SessionDescription in) {
        LineEdits edits = new LineEdits(in, this);
        for (SdpLine line : in.lines()) {
            mapped(line).ifPresent(content -> edits.replace(line, content, REASON));
        }
        return edits.done();
    }

    @Override
    public String whyUnused(SessionDescription in) {
        return "no o=, c=, a=rtcp: or host candidate names "
                + Sought.list(addresses.keySet().stream()
                        .map(address -> Connection.of(address).address())
                        .sorted()) + "; "
                + Sought.are(
                        in.lines().stream()
                                .flatMap(line -> address(line).stream())
                                .map(address -> Connection.of(address).address()),
                        "no address");
    }

    private static Optional<InetAddress> address(SdpLine line) {
        return line.view().flatMap(value -> {
            if (value instanceof Connection connection) {
                return connection.inetAddress();
            }
            if (value instanceof Origin origin) {
                return origin.inetAddress();
            }
            if (value instanceof RtcpAttribute rtcp) {
                return rtcp.connection().flatMap(Connection::inetAddress);
            }
            return value instanceof Candidate candidate && candidate.type().equals("host")
                    ? candidate.inetAddress()
                    : Optional.empty();
        });
    }

    private Optional<String> mapped(SdpLine line) {
        if (line.isConnection()) {
            return line.view(Connection.class).flatMap(this::mapped).map(Connection::toLine);
        }
        if (line.isOrigin()) {
            return line.view(Origin.class)
                    .flatMap(origin -> mapped(origin.inetAddress())
                            .map(address -> origin.withAddress(address).toLine()));
        }
        if (line.isAttribute("rtcp")) {
            return line.view(RtcpAttribute.class)
                    .flatMap(rtcp -> rtcp.connection()
                            .flatMap(this::mapped)
                            .map(changed -> new RtcpAttribute(rtcp.port(), Optional.of(changed)).toLine()));
        }
        if (line.isAttribute("candidate")) {
            return line.view(Candidate.class)
                    .filter(candidate -> candidate.type().equals("host"))
                    .flatMap(candidate -> mapped(candidate.inetAddress())
                            .map(address -> candidate.withAddress(address).toLine()));
        }
        return Optional.empty();
    }

    private Optional<Connection> mapped(Connection connection) {
        return mapped(connection.inetAddress()).map(Connection::of);
    }

    private Optional<InetAddress> mapped(Optional<InetAddress> address) {
        return address.flatMap(from -> Optional.ofNullable(addresses.get(from)));
    }
}
