/**
 * Session descriptions in what was recorded of signaling: a capture with plain HTTP or WebSocket in it, or a conversation
 * written down message by message. Everything is bounded; what could not be read is said.
 */
@NullMarked
package dev.sightline.probe.signaling;

import org.jspecify.annotations.NullMarked;
