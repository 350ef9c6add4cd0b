package dev.sightline.sdp;

/**
 * What is wrong in a description that was read all the same. It says where, what stands there and what was expected.
 *
 * @param line counted from 1; 0 when something is missing that belongs to no line
 * @param column the character in the line, counted from 1; 0 with line 0
 * @param message one sentence for whoever wrote the description
 * @param harmless true when only a strict reader stumbles: what is meant is clear
 */
public record SdpProblem(int line, int column, String message, boolean harmless) {
    /** The same as an exception, for a caller who cannot do without the line. */
    public SdpException toException() {
        return line == 0 ? new SdpException(message) : new SdpException(line, column, message);
    }

    @Override
    public String toString() {
        return line == 0 ? message : "line " + line + ", column " + column + ": " + message;
    }
}
