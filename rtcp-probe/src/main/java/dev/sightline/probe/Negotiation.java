package dev.sightline.probe;

import java.net.InetAddress;
import java.util.Optional;

/**
 * What a camera and its media server agreed on, as far as the one who negotiated knows it. It tells which ports belong to
 * the camera's stream, and which line of the offer leads its feedback astray.
 *
 * @param camera the camera's name; one camera has one negotiation at a time
 * @param number counts the negotiations; what is said of an earlier one is stale
 * @param address the camera's address, where it is known
 * @param offer the offer that was given to the media server on the camera's behalf (RFC 8866)
 * @param answer the media server's own answer, not yet rewritten for the camera: its ports are the ones on the wire
 */
public record Negotiation(String camera, long number, Optional<InetAddress> address, String offer, String answer) {}
