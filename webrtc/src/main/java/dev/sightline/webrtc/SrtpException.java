package dev.sightline.webrtc;

/** A packet that cannot be protected, or that is not authentic, not new or not well-formed. Cheap: it has no trace. */
final class SrtpException extends Exception {
    private static final long serialVersionUID = 1;

    SrtpException(String message) {
        super(message, null, false, false);
    }
}
