package dev.sightline.probe;

/**
 * Why nothing can be proven at all.
 *
 * @param reason one sentence
 * @param cure the command that mends it
 */
public record Obstacle(String reason, String cure) {}
