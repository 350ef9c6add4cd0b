/** One camera's life as a state machine; knows no HTTP and no media server's protocol. */
@NullMarked
package dev.sightline.gateway.stream;

import org.jspecify.annotations.NullMarked;
