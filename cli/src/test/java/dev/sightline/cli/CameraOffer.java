package dev.sightline.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * What is offered to the media server on a camera's behalf: one video section.
 *
 * @param address of {@code o=} and {@code c=}
 * @param port of the {@code m=} line
 * @param profile {@code RTP/AVPF}, or {@code RTP/AVP}
 * @param remb whether {@code goog-remb} is offered
 * @param attributes lines besides, without {@code a=}
 */
record CameraOffer(String address, int port, String profile, boolean remb, List<String> attributes) {
    static final int PAYLOAD_TYPE = 103;

    static CameraOffer of(String address, int port) {
        return new CameraOffer(address, port, "RTP/AVPF", true, List.of());
    }

    CameraOffer withRtcpPort(int rtcpPort) {
        return with("rtcp:" + rtcpPort);
    }

    /** The media server is to learn the camera's address: COMEDIA. */
    CameraOffer active() {
        return with("direction:active");
    }

    CameraOffer withoutRemb() {
        return new CameraOffer(address, port, profile, false, attributes);
    }

    CameraOffer avp() {
        return new CameraOffer(address, port, "RTP/AVP", remb, attributes);
    }

    private CameraOffer with(String attribute) {
        List<String> more = new ArrayList<>(attributes);
        more.add(attribute);
        return new CameraOffer(address, port, profile, remb, List.copyOf(more));
    }

    String text(long ssrc) {
        List<String> lines = new ArrayList<>(List.of(
                "v=0",
                "o=- 1234567890 1 IN IP4 " + address,
                "s=Camera",
                "c=IN IP4 " + address,
                "t=0 0",
                "m=video " + port + " " + profile + " " + PAYLOAD_TYPE,
                "a=rtpmap:" + PAYLOAD_TYPE + " H264/90000",
                "a=fmtp:" + PAYLOAD_TYPE + " level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"));
        if (profile.endsWith("F")) {
            for (String feedback : List.of("nack", "nack pli", "ccm fir")) {
                lines.add("a=rtcp-fb:" + PAYLOAD_TYPE + " " + feedback);
            }
            if (remb) {
                lines.add("a=rtcp-fb:" + PAYLOAD_TYPE + " goog-remb");
            }
        }
        lines.add("a=sendonly");
        attributes.forEach(attribute -> lines.add("a=" + attribute));
        lines.add("a=ssrc:" + ssrc + " cname:camera@" + address);
        return String.join("\r\n", lines) + "\r\n";
    }
}
