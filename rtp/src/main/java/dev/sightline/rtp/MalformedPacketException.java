package dev.sightline.rtp;

/** Bytes from the network that are not the packet they claim to be; the message says which field and what was expected. */
public final class MalformedPacketException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * Expected in everyday operation (anyone may send anything to a UDP port), so it carries no stack trace: filling
     * one costs more than the whole packet.
     */
    public MalformedPacketException(String message) {
        super(message, null, false, false);
    }
}
