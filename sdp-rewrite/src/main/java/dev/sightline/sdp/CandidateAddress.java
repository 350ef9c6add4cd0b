package dev.sightline.sdp;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts {@code address} into every host candidate ({@code a=candidate:}, RFC 8839, section 5.1) of the same address family:
 * the address that a server announces is another than it has itself, behind NAT or in a container.
 */
public record CandidateAddress(InetAddress address) implements RewriteRule {
    private static final int ADDRESS = 4;
    private static final int TYPE = 7;

    @Override
    public Rewriting apply(SessionDescription in) {
        LineEdits edits = new LineEdits(in, this);
        Connection announced = Connection.of(address);
        for (int i = 0; i < in.lines().size(); i++) {
            SdpLine line = in.lines().get(i);
            if (line.isAttribute("candidate")) {
                edits.replace(i, "a=candidate:" + announced(line.attributeValue(), announced), "the announced address");
            }
        }
        return edits.done();
    }

    private static String announced(String candidate, Connection announced) {
        List<String> fields = new ArrayList<>(Fields.of(candidate));
        if (fields.size() <= TYPE || !fields.get(TYPE).equals("host") || !sameFamily(fields.get(ADDRESS), announced)) {
            return candidate;
        }
        fields.set(ADDRESS, announced.address());
        return String.join(" ", fields);
    }

    private static boolean sameFamily(String written, Connection announced) {
        return written.contains(":") == announced.addressType().equals("IP6");
    }
}
