package dev.sightline.sdp;

/**
 * Ends the reading of one line's value. It never leaves this package: a view is then absent, and the line has an
 * {@link SdpProblem}. Without stack trace, since a hostile text may hold thousands.
 */
final class MalformedLine extends Exception {
    private static final long serialVersionUID = 1L;

    private final int column;
    private final String expected;

    MalformedLine(int column, String expected) {
        super(expected, null, false, false);
        this.column = column;
        this.expected = expected;
    }

    SdpProblem in(SdpLine line) {
        return new SdpProblem(line.number(), column, "'" + SdpText.shown(line.content()) + "': " + expected, false);
    }

    /** For a value that stands in no line, such as a trickled candidate. */
    SdpException inValue(String value) {
        return new SdpException("'" + SdpText.shown(value) + "', character " + column + ": " + expected);
    }
}
