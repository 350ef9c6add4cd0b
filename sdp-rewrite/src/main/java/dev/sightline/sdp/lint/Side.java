package dev.sightline.sdp.lint;

/** In which of two descriptions a line stands. */
public enum Side {
    /** What was asked for. */
    OFFER,
    /** What was agreed to. */
    ANSWER
}
