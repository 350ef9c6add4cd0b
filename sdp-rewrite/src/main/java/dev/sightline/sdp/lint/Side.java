package dev.sightline.sdp.lint;

/** In which of two descriptions a line stands. */
public enum Side {
    OFFER,
    ANSWER
}
