/** The viewers' signaling: five messages over a WebSocket. */
@NullMarked
package dev.sightline.gateway.viewer;

import org.jspecify.annotations.NullMarked;
