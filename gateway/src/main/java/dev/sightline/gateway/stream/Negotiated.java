package dev.sightline.gateway.stream;

import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.config.CameraProfile.SpeaksFirst;
import dev.sightline.sdp.ReturnPathPolicy;
import dev.sightline.sdp.SessionDescription;
import dev.sightline.sdp.rewrite.Rewriter;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;

/**
 * What was said in one negotiation, to the letter. In place of each change it holds the rules that made it: applied again
 * they say the same, so that nobody has to put changes into words before they are asked for.
 *
 * @param camera whose stream it is
 * @param at when the media server had answered
 * @param peer with whom
 * @param given the peer's own description; absent when it gave none and the offer was built
 * @param offer what the media server was given
 * @param answer what it answered
 * @param told makes of that answer what the peer was told
 */
public record Negotiated(
        CameraId camera, Instant at, Peer peer, Optional<String> given, String offer, String answer, Rewriter told) {

    /** Who was negotiated with. */
    public sealed interface Peer {
        /**
         * The camera; its offer is always built anew.
         *
         * @param negotiation its number among those of the stream
         * @param speaksFirst who began
         * @param policy how its feedback is meant to find it
         * @param address where it is; absent when it has not been seen yet
         * @param media what it sends
         */
        record Camera(
                long negotiation,
                SpeaksFirst speaksFirst,
                ReturnPathPolicy policy,
                Optional<InetAddress> address,
                OfferedMedia media)
                implements Peer {
            static Camera of(CameraSession session, long negotiation) {
                return new Camera(
                        negotiation, session.speaksFirst(), session.policy(), session.address(), session.media());
            }
        }

        /**
         * A viewer.
         *
         * @param aligned makes of its offer what the media server was given
         * @param camera what the camera sends
         */
        record Viewer(Rewriter aligned, SessionDescription camera) implements Peer {}
    }
}
