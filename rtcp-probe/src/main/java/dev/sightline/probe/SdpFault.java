package dev.sightline.probe;

/**
 * A line of a session description that leads the feedback astray.
 *
 * @param where in which of the two descriptions
 * @param line its number, from 1
 * @param text the line as written
 * @param fault what is wrong with it, in one sentence
 */
public record SdpFault(Where where, int line, String text, String fault) {
    /** The description that holds the line. */
    public enum Where {
        /** What the media server was given on the camera's behalf. */
        OFFER,
        /** What the media server answered. */
        ANSWER
    }
}
