package dev.sightline.probe.signaling;

import java.time.Instant;
import java.util.Optional;

/**
 * A session description that was said.
 *
 * @param at when, where the recording tells
 * @param from who said it: an address with its port, or a name; empty when not known
 * @param to to whom
 * @param what in which message: {@code POST /cameras/gate/session}, {@code answer to processOffer} …
 * @param sdp its text, one character per byte
 */
public record FoundDescription(Optional<Instant> at, String from, String to, String what, String sdp) {}
