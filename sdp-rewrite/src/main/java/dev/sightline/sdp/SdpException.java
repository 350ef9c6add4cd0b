package dev.sightline.sdp;

/**
 * A session description, or a value meant for one, that cannot be used. The message names the line, the value and what
 * was expected there, so that it can be shown to whoever wrote it.
 */
public final class SdpException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    /** A problem that belongs to no line: a parameter of an offer under construction, or something that is missing. */
    public SdpException(String message) {
        super(message);
        this.line = 0;
        this.column = 0;
    }

    SdpException(int line, int column, String message) {
        super("line " + line + ", column " + column + ": " + message);
        this.line = line;
        this.column = column;
    }

    /** The line, counted from 1; 0 when the problem belongs to no line. */
    public int line() {
        return line;
    }

    /** The character in the line, counted from 1; 0 when the problem belongs to no line. */
    public int column() {
        return column;
    }
}
