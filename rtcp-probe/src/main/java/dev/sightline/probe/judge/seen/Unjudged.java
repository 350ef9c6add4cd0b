package dev.sightline.probe.judge.seen;

/**
 * Senders of RTP of which nothing is said, because more came than are held at once.
 *
 * @param streams how many streams; 0 where all were judged
 * @param held how many are held
 */
public record Unjudged(long streams, int held) {
    /** All were judged. */
    public static final Unjudged NONE = new Unjudged(0, 0);

    public boolean isAny() {
        return streams > 0;
    }
}
