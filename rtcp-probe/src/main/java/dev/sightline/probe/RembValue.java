package dev.sightline.probe;

import java.time.Instant;

/**
 * A bitrate that a REMB told the camera.
 *
 * @param at when it was captured
 * @param bitsPerSecond what the media server believes the path can carry
 */
public record RembValue(Instant at, long bitsPerSecond) {}
