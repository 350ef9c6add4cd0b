package dev.sightline.sdp;

import java.util.List;
import java.util.Optional;

/**
 * Who made the description: {@code o=username sessionId version IN addressType address} (RFC 8866, section 5.2).
 *
 * @param sessionId digits, often more than 64 bits hold
 * @param version digits
 * @param addressType {@code IP4} or {@code IP6}
 */
public record Origin(String username, String sessionId, String version, String addressType, String address) {
    static Optional<Origin> parse(String value) {
        List<String> fields = Fields.of(value);
        return fields.size() == 6 && fields.get(3).equals("IN")
                ? Optional.of(new Origin(fields.get(0), fields.get(1), fields.get(2), fields.get(4), fields.get(5)))
                : Optional.empty();
    }

    Origin withAddress(Connection connection) {
        return new Origin(username, sessionId, version, connection.addressType(), connection.address());
    }

    String toValue() {
        return username + " " + sessionId + " " + version + " IN " + addressType + " " + address;
    }
}
