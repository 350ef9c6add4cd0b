package dev.sightline.probe.packet;

/** What a capture file notes of a frame's direction beside the frame. */
public enum Mark {
    /** Nothing. */
    NONE,
    /** It was received. */
    IN,
    /** It was sent. */
    OUT
}
