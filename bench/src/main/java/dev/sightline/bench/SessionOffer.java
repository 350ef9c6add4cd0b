package dev.sightline.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetAddress;

/**
 * What a camera that speaks first posts: its own session description, or JSON from which the gateway writes one. It
 * names the ports and SSRCs that the camera really uses.
 */
record SessionOffer(String contentType, String body) {
    static final int VIDEO_PAYLOAD_TYPE = 103;
    static final int AUDIO_PAYLOAD_TYPE = 96;

    private static final ObjectMapper JSON = new ObjectMapper();

    static SessionOffer of(CameraProfile profile, InetAddress address, CameraMedia media) {
        return switch (profile.offer()) {
            case SDP -> new SessionOffer("application/sdp", sdp(profile, address, media));
            case JSON -> new SessionOffer("application/json", json(media));
        };
    }

    private static String sdp(CameraProfile profile, InetAddress address, CameraMedia media) {
        String host = (address.getAddress().length == 4 ? "IN IP4 " : "IN IP6 ") + address.getHostAddress();
        StringBuilder sdp = new StringBuilder();
        line(sdp, "v=0");
        line(sdp, "o=- " + media.video().ssrc() + " 1 " + host);
        line(sdp, "s=Camera");
        line(sdp, "c=" + host);
        line(sdp, "t=0 0");
        media.audio().ifPresent(audio -> {
            section(sdp, "audio", AUDIO_PAYLOAD_TYPE, audio);
            line(sdp, "a=rtpmap:" + AUDIO_PAYLOAD_TYPE + " opus/48000/2");
            source(sdp, profile, audio);
        });
        section(sdp, "video", VIDEO_PAYLOAD_TYPE, media.video());
        line(sdp, "a=rtpmap:" + VIDEO_PAYLOAD_TYPE + " H264/90000");
        line(sdp, "a=fmtp:" + VIDEO_PAYLOAD_TYPE + " " + VideoClip.FMTP);
        for (String feedback : new String[] {"nack", "nack pli", "ccm fir", "goog-remb"}) {
            line(sdp, "a=rtcp-fb:" + VIDEO_PAYLOAD_TYPE + " " + feedback);
        }
        source(sdp, profile, media.video());
        return sdp.toString();
    }

    private static void section(StringBuilder sdp, String type, int payloadType, RtpStream stream) {
        line(sdp, "m=" + type + " " + stream.sockets().rtpPort() + " RTP/AVPF " + payloadType);
        line(sdp, "a=rtcp:" + stream.sockets().rtcpPort());
    }

    private static void source(StringBuilder sdp, CameraProfile profile, RtpStream stream) {
        line(sdp, "a=sendonly");
        line(sdp, "a=ssrc:" + stream.ssrc() + " cname:" + profile.cname());
    }

    private static void line(StringBuilder sdp, String line) {
        sdp.append(line).append("\r\n");
    }

    private static String json(CameraMedia media) {
        ObjectNode json = JSON.createObjectNode();
        stream(json.putObject("video"), "H264", VIDEO_PAYLOAD_TYPE, media.video())
                .put("fmtp", VideoClip.FMTP);
        media.audio().ifPresent(audio -> stream(json.putObject("audio"), "opus", AUDIO_PAYLOAD_TYPE, audio));
        return json.toString();
    }

    private static ObjectNode stream(ObjectNode json, String codec, int payloadType, RtpStream stream) {
        return json.put("port", stream.sockets().rtpPort())
                .put("rtcpPort", stream.sockets().rtcpPort())
                .put("codec", codec)
                .put("payloadType", payloadType)
                .put("ssrc", stream.ssrc());
    }
}
