package dev.sightline.probe.capture;

/** An interface cannot be captured on, or no longer; the message is libpcap's own, without what its binding puts before it. */
public final class CaptureException extends Exception {
    private static final long serialVersionUID = 1L;

    private static final String BEFORE = "Error occurred: ";

    public CaptureException(String message, Throwable cause) {
        super(message.startsWith(BEFORE) ? message.substring(BEFORE.length()) : message, cause);
    }

    /** Whether the process lacks the right to capture. */
    public boolean isPermission() {
        String message = String.valueOf(getMessage());
        return message.contains("Operation not permitted")
                || message.contains("permission")
                || message.contains("Permission denied");
    }
}
