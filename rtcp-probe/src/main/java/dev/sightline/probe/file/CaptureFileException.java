package dev.sightline.probe.file;

/** A file cannot be read as a capture. The message names the file, what is wrong and what was expected. */
public final class CaptureFileException extends Exception {
    private static final long serialVersionUID = 1L;

    CaptureFileException(String message) {
        super(message);
    }

    CaptureFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
