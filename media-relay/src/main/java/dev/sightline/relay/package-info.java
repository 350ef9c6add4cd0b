/** The embedded media server: RTP in, WebRTC out, Kurento's JSON-RPC in front. */
@NullMarked
package dev.sightline.relay;

import org.jspecify.annotations.NullMarked;
