package dev.sightline.sdp;

import java.util.Locale;

/** Where the media server is told to send RTCP: what goes into the offer that is made for a camera. */
public enum ReturnPathPolicy {
    /** The camera's own address and ports: feedback flows at once and needs nothing from the camera. */
    CAMERA_ADDRESS,
    /** {@code a=direction:active}: the media server learns the address from what the camera sends. */
    COMEDIA,
    /** An address of the server itself. On Linux feedback is then routed to {@code lo} and never reaches the camera. */
    SERVER_ADDRESS;

    /** As people write it: {@code camera-address}. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
