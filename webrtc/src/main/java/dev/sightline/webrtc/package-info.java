/** One peer's transport: STUN, ICE, DTLS, SRTP and demultiplexing on one UDP port. */
@NullMarked
package dev.sightline.webrtc;

import org.jspecify.annotations.NullMarked;
