package dev.sightline.sdp.lint;

import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.SessionDescription;

/** Who wrote a description, and for whom. */
public enum Role {
    /** Given to the media server on a camera's behalf: plain RTP. */
    CAMERA_OFFER,
    /** A browser's, for WebRTC. */
    VIEWER_OFFER,
    /** What the media server answers, to either. */
    ANSWER;

    /** Whose offer it looks like: one with ICE or DTLS is a viewer's. */
    public static Role ofOffer(SessionDescription offer) {
        return offer.media().stream().anyMatch(Role::isWebRtc) ? VIEWER_OFFER : CAMERA_OFFER;
    }

    static boolean isWebRtc(MediaDescription section) {
        return section.protocol().contains("TLS/") || section.iceUfrag().isPresent();
    }
}
