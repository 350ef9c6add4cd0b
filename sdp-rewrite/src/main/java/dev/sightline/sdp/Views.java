package dev.sightline.sdp;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which kind of line is read as which value. */
final class Views {
    private static final Map<String, LineParser<? extends SdpValue>> ATTRIBUTES = Map.ofEntries(
            Map.entry("candidate", Candidate::read),
            Map.entry("direction", Comedia::read),
            Map.entry("extmap", Extmap::read),
            Map.entry("fingerprint", Fingerprint::read),
            Map.entry("fmtp", Fmtp::read),
            Map.entry("group", Group::read),
            Map.entry("ice-pwd", IcePwd::read),
            Map.entry("ice-ufrag", IceUfrag::read),
            Map.entry("inactive", Direction.INACTIVE::read),
            Map.entry("mid", Mid::read),
            Map.entry("msid", Msid::read),
            Map.entry("recvonly", Direction.RECVONLY::read),
            Map.entry("rid", Rid::read),
            Map.entry("rtcp", RtcpAttribute::read),
            Map.entry("rtcp-fb", RtcpFeedback::read),
            Map.entry("rtpmap", RtpMap::read),
            Map.entry("sendonly", Direction.SENDONLY::read),
            Map.entry("sendrecv", Direction.SENDRECV::read),
            Map.entry("setup", Setup::read),
            Map.entry("simulcast", Simulcast::read),
            Map.entry("ssrc", Ssrc::read),
            Map.entry("ssrc-group", SsrcGroup::read));

    private Views() {}

    static @Nullable LineParser<? extends SdpValue> parserOf(SdpLine line) {
        return switch (line.type()) {
            case 'o' -> Origin::read;
            case 'c' -> Connection::read;
            case 'b' -> Bandwidth::read;
            case 't' -> Timing::read;
            case 'm' -> MediaLine::read;
            case 'a' -> line.attributeName().map(ATTRIBUTES::get).orElse(null);
            default -> null;
        };
    }
}
