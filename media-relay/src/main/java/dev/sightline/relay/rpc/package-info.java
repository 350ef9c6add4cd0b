/**
 * Kurento's JSON-RPC over WebSocket in front of the engine.
 *
 * <p>Everything here runs on one event loop: connections, sessions and media objects belong to it, so nothing takes a
 * lock. What the engine reports from its media loops hops onto it first.
 */
@NullMarked
package dev.sightline.relay.rpc;

import org.jspecify.annotations.NullMarked;
