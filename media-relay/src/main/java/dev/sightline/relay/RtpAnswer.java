package dev.sightline.relay;

import dev.sightline.rtp.NtpTime;
import dev.sightline.sdp.Connection;
import dev.sightline.sdp.MediaDescription;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Set;

/** Writes the answer to a camera, line by line in the order in which Kurento does: firmware was written against that. */
final class RtpAnswer {
    private static final Set<String> FEEDBACK = Set.of("nack", "nack pli", "ccm fir", "goog-remb");

    private final StringBuilder text = new StringBuilder(512);

    RtpAnswer(InetAddress mediaAddress) {
        long session = NtpTime.ofInstant(Instant.now()) >>> 32;
        Connection connection = Connection.of(mediaAddress);
        String where = "IN " + connection.addressType() + " " + connection.address();
        line("v=0");
        line("o=- " + session + " " + session + " " + where);
        line("s=Sightline relay");
        line("c=" + where);
        line("t=0 0");
    }

    /** A section that is taken. */
    void accept(SectionOffer offer, int rtpPort, int rtcpPort, long ssrc, String cname) {
        MediaDescription section = offer.section();
        media(section, rtpPort);
        line("a=recvonly"); // a camera that would like to hear something, too, gets nothing to hear
        line("a=rtcp:" + rtcpPort);
        offer.section().rtpMaps().stream()
                .filter(map -> offer.codecs().containsKey(map.payloadType()))
                .forEach(map -> line("a=rtpmap:" + map.payloadType() + " " + map.name()));
        if (section.protocol().equals("RTP/AVPF")) {
            section.payloadTypes()
                    .forEach(payloadType -> section.feedback(payloadType).stream()
                            .filter(FEEDBACK::contains)
                            .forEach(message -> line("a=rtcp-fb:" + payloadType + " " + message)));
        }
        section.payloadTypes()
                .forEach(payloadType ->
                        section.fmtp(payloadType).ifPresent(fmtp -> line("a=fmtp:" + payloadType + " " + fmtp.text())));
        if (offer.address().active()) {
            line("a=direction:passive");
        }
        line("a=ssrc:" + ssrc + " cname:" + cname);
    }

    /** A section that is refused: it keeps its place, with port 0 (RFC 3264, 6). */
    void reject(SectionOffer offer) {
        media(offer.section(), 0);
        line("a=inactive");
    }

    private void media(MediaDescription section, int port) {
        line("m=" + section.type() + " " + port + " " + section.protocol() + " " + String.join(" ", section.formats()));
    }

    private void line(String line) {
        text.append(line).append("\r\n");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
