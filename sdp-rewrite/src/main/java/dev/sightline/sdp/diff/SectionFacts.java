package dev.sightline.sdp.diff;

import dev.sightline.sdp.Direction;
import dev.sightline.sdp.Fingerprint;
import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.RtcpAttribute;
import dev.sightline.sdp.SdpLine;
import dev.sightline.sdp.SessionDescription;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What one section says, with what it has from the session. */
final class SectionFacts {
    /** Told apart by {@link Codecs}, or resolved here. */
    private static final Set<String> RESOLVED = Set.of(
            "rtpmap", "fmtp", "rtcp-fb", "rtcp", "rtcp-mux", "mid", "setup", "ice-ufrag", "ice-pwd", "fingerprint");

    private SectionFacts() {}

    static Facts of(SessionDescription session, MediaDescription section) {
        Facts facts = new Facts();
        facts.add("media", section.type());
        facts.add("port", port(section));
        facts.add("protocol", section.protocol());
        session.connectionOf(section).ifPresent(connection -> facts.add("address", connection.toValue()));
        rtcp(section, facts);
        facts.add("direction", section.direction().attribute());
        section.mid().ifPresent(mid -> facts.add("a=mid", mid));
        section.setup().ifPresent(setup -> facts.add("a=setup", setup.toString()));
        section.iceUfrag().ifPresent(ufrag -> facts.add("a=ice-ufrag", ufrag));
        section.icePwd().ifPresent(password -> facts.add("a=ice-pwd", password));
        section.fingerprint().map(SectionFacts::plain).ifPresent(digest -> facts.add("a=fingerprint", digest));
        section.lines().forEach(line -> add(line, facts));
        return facts;
    }

    private static void add(SdpLine line, Facts facts) {
        if (line.problem().filter(problem -> !problem.harmless()).isPresent()) {
            facts.add("line that is not understood", line.content());
        } else if (line.type() == 'b') {
            facts.add("bandwidth", line.value().strip());
        } else if (line.isAttribute() && !Direction.isSaidBy(line)) {
            String name = line.attributeName().orElse("");
            if (!RESOLVED.contains(name)) {
                facts.add("a=" + name, line.attributeValue().strip());
            }
        }
    }

    /** As it is written, since any text may stand there. */
    private static String port(MediaDescription section) {
        List<String> fields = List.of(section.line().value().strip().split(" +", 3));
        return fields.size() > 1 ? fields.get(1) : "";
    }

    private static void rtcp(MediaDescription section, Facts facts) {
        if (section.rtcpMux()) {
            facts.add("RTCP", "on the port of RTP");
            return;
        }
        List<RtcpAttribute> said = section.views(RtcpAttribute.class);
        if (said.isEmpty()) {
            facts.add("RTCP", "on the port above RTP's");
        } else {
            RtcpAttribute rtcp = said.get(0);
            facts.add(
                    "RTCP",
                    "on port " + rtcp.port()
                            + rtcp.connection()
                                    .map(connection -> " of " + connection.address())
                                    .orElse(""));
        }
    }

    private static String plain(Fingerprint fingerprint) {
        return fingerprint.hash().toLowerCase(Locale.ROOT) + " "
                + fingerprint.value().toUpperCase(Locale.ROOT);
    }
}
