package dev.sightline.relay;

import dev.sightline.rtp.NtpTime;
import dev.sightline.sdp.MediaDescription;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes the answer to a browser (RFC 9429, 5.3): one bundled transport, candidates by trickle, DTLS opened by the browser. */
final class WebRtcAnswer {
    /** Without retransmission (yet) a plain NACK would make the browser wait for nothing before it asks for a keyframe. */
    private static final Set<String> FEEDBACK = Set.of("nack pli", "ccm fir", "goog-remb");

    private final StringBuilder text = new StringBuilder(2_048);
    private final Transport transport;

    /** What all sections share. */
    record Transport(String ufrag, String pwd, String fingerprint, String cname, String streamId) {}

    private WebRtcAnswer(Transport transport) {
        this.transport = transport;
    }

    /** @param streams those of the accepted sections, in their order */
    static String to(ViewerOffer offer, Transport transport, List<ViewerStream> streams) {
        WebRtcAnswer answer = new WebRtcAnswer(transport);
        answer.session(offer);
        int next = 0;
        for (ViewerOffer.Section section : offer.sections()) {
            if (section.mediaType().isPresent()) {
                answer.accept(section, streams.get(next++));
            } else {
                answer.refuse(section.description());
            }
        }
        return answer.text.toString();
    }

    private void session(ViewerOffer offer) {
        long session = NtpTime.ofInstant(Instant.now()) >>> 32;
        line("v=0");
        line("o=- " + session + " " + session + " IN IP4 0.0.0.0");
        line("s=Sightline relay");
        line("c=IN IP4 0.0.0.0");
        line("t=0 0");
        line("a=msid-semantic: WMS *");
        String mids = offer.sections().stream()
                .filter(section -> section.mediaType().isPresent())
                .flatMap(section -> section.description().mid().stream())
                .collect(Collectors.joining(" "));
        if (!mids.isEmpty() && offer.offer().attribute("group").isPresent()) {
            line("a=group:BUNDLE " + mids);
        }
    }

    private void accept(ViewerOffer.Section section, ViewerStream stream) {
        MediaDescription offered = section.description();
        List<Integer> kept = offered.payloadTypes().stream()
                .filter(section.payloadTypes()::containsValue)
                .toList();
        line("m=" + offered.type() + " 9 " + offered.protocol() + " "
                + kept.stream().map(String::valueOf).collect(Collectors.joining(" ")));
        line("c=IN IP4 0.0.0.0");
        line("a=" + (section.receives() ? "sendonly" : "inactive"));
        offered.mid().ifPresent(mid -> line("a=mid:" + mid));
        line("a=rtcp:9 IN IP4 0.0.0.0");
        kept.forEach(payloadType ->
                offered.rtpMap(payloadType).ifPresent(map -> line("a=rtpmap:" + payloadType + " " + map.name())));
        kept.forEach(payloadType -> offered.feedback(payloadType).stream()
                .filter(FEEDBACK::contains)
                .forEach(message -> line("a=rtcp-fb:" + payloadType + " " + message)));
        line("a=setup:passive");
        line("a=rtcp-mux");
        if (offered.has("rtcp-rsize")) {
            line("a=rtcp-rsize");
        }
        kept.forEach(payloadType ->
                offered.fmtp(payloadType).ifPresent(fmtp -> line("a=fmtp:" + payloadType + " " + fmtp.text())));
        String msid = transport.streamId() + " " + transport.streamId() + "-" + offered.type();
        line("a=msid:" + msid);
        line("a=ssrc:" + stream.ssrc() + " cname:" + transport.cname());
        line("a=ssrc:" + stream.ssrc() + " msid:" + msid);
        line("a=ice-ufrag:" + transport.ufrag());
        line("a=ice-pwd:" + transport.pwd());
        line("a=ice-options:trickle");
        line("a=fingerprint:" + transport.fingerprint());
    }

    /** It keeps its place, with port 0 (RFC 3264, 6). */
    private void refuse(MediaDescription offered) {
        line("m=" + offered.type() + " 0 " + offered.protocol() + " " + String.join(" ", offered.formats()));
        line("c=IN IP4 0.0.0.0");
        line("a=inactive");
        offered.mid().ifPresent(mid -> line("a=mid:" + mid));
    }

    private void line(String line) {
        text.append(line).append("\r\n");
    }
}
