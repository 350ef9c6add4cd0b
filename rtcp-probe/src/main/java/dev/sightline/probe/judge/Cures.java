package dev.sightline.probe.judge;

import dev.sightline.probe.Wording;

/** What mends each verdict. */
final class Cures {
    static final String FEEDBACK_STOPPED =
            "see whether the media server still receives this stream (its log, its getStats); a new negotiation starts the feedback again";
    static final String NO_MEDIA =
            "see whether the camera is switched on and sends to this host, and whether the watched ports are the media server's";

    private Cures() {}

    /** The offer must name the camera. */
    static String cameraAddress(RtpStream stream) {
        return "negotiate again with the camera's own address in the offer given to the media server (policy camera-address): "
                + "o= and c= " + Wording.address(stream.camera()) + ", m= port "
                + stream.source().getPort() + " and a=rtcp: with the port on which it listens for RTCP";
    }

    /** COMEDIA without a report from the camera is silent for ever; the other causes lie on this host. */
    static String noFeedback(RtpStream stream, boolean cameraReports) {
        String general =
                "see whether the media server still has an endpoint on this port, and whether a firewall here drops its RTCP (nft list ruleset)";
        return cameraReports
                ? general
                : "the camera sends no RTCP, without which COMEDIA never learns its address: " + cameraAddress(stream)
                        + "; or " + general;
    }
}
