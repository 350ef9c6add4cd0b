package dev.sightline.bench;

/**
 * Why a camera is no more.
 *
 * @param detail one sentence for people
 */
public record StopReason(Kind kind, String detail) {
    public enum Kind {
        /** It streamed for as long as its patience lasts without any RTCP. */
        NO_FEEDBACK,
        /** {@link SimulatedCamera#close()} was called. */
        CLOSED
    }
}
