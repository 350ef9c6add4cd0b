package dev.sightline.gateway.stream;

/**
 * The way on which a camera asks for commands: one connection. A camera that asks on it once more has read what it was
 * answered there; of one that asks on another nobody knows.
 *
 * @param name which no other connection has
 */
public record Line(String name) {}
