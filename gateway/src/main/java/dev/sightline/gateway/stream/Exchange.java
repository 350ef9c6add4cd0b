package dev.sightline.gateway.stream;

import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.config.CameraProfile.SpeaksFirst;
import dev.sightline.sdp.ReturnPathPolicy;
import dev.sightline.sdp.SessionDescription;
import dev.sightline.sdp.rewrite.Rewriter;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What was said in one negotiation, to the letter, and as far as it came. In place of each change it holds the rules that
 * made it: applied again they say the same, so that nobody has to put changes into words before they are asked for.
 *
 * @param camera whose stream it is
 * @param at when the media server had answered, or nothing came of it
 * @param peer with whom
 * @param given what the peer brought; absent when it brought nothing and the offer was built
 * @param offer what the media server was given; absent when it was not asked
 * @param answer what it answered; absent when it did not
 * @param told makes of that answer what the peer was told
 * @param failure why nothing came of it; absent of one that was answered
 */
public record Exchange(
        CameraId camera,
        Instant at,
        Peer peer,
        Optional<Given> given,
        Optional<String> offer,
        Optional<String> answer,
        Rewriter told,
        Optional<Failure> failure) {
    static final Rewriter UNCHANGED = new Rewriter(List.of());

    /** Nothing was said yet but what the peer brought. */
    static Exchange begun(CameraId camera, Peer peer, Optional<Given> given) {
        return new Exchange(
                camera, Instant.now(), peer, given, Optional.empty(), Optional.empty(), UNCHANGED, Optional.empty());
    }

    Exchange with(Peer known) {
        return new Exchange(camera, at, known, given, offer, answer, told, failure);
    }

    Exchange asked(String ofServer) {
        return new Exchange(camera, at, peer, given, Optional.of(ofServer), answer, told, failure);
    }

    Exchange answered(String byServer) {
        return new Exchange(camera, Instant.now(), peer, given, offer, Optional.of(byServer), told, failure);
    }

    Exchange told(Rewriter rules) {
        return new Exchange(camera, at, peer, given, offer, answer, rules, failure);
    }

    Exchange failed(String code, String reason) {
        Reached reached = answer.isPresent() ? Reached.ANSWERED : offer.isPresent() ? Reached.ASKED : Reached.OFFERED;
        return failed(new Failure(reached, code, reason));
    }

    /** Nothing came of it, as is known by now. */
    public Exchange failed(Failure why) {
        return new Exchange(camera, Instant.now(), peer, given, offer, answer, told, Optional.of(why));
    }

    /** What a peer brought itself. */
    public record Given(Form form, String text) {
        /** What it is written in. */
        public enum Form {
            /** A session description, one character per octet. */
            SDP,
            /** What a description can be built from. */
            JSON
        }

        public static Given sdp(String text) {
            return new Given(Form.SDP, text);
        }

        public static Given json(String text) {
            return new Given(Form.JSON, text);
        }

        /** The session description that the peer wrote, if it wrote one. */
        public Optional<String> description() {
            return form == Form.SDP ? Optional.of(text) : Optional.empty();
        }
    }

    /** How far a negotiation came of which nothing came in the end. */
    public enum Reached {
        /** The camera was asked to offer, and did not. */
        CALLED,
        /** The peer had offered; the media server was not asked. */
        OFFERED,
        /** The media server was asked; it refused, or did not answer. */
        ASKED,
        /** The media server had answered; the peer was not told. */
        ANSWERED,
        /** The peer was told, and did not follow. */
        TOLD
    }

    /**
     * Why nothing came of a negotiation.
     *
     * @param code a stable word: {@code bad-offer}
     * @param reason in words, as the peer was told them where it was told
     */
    public record Failure(Reached reached, String code, String reason) {}

    /** Who was negotiated with. */
    public sealed interface Peer {
        /**
         * The camera; its offer is always built anew.
         *
         * @param negotiation its number among those of the stream; 0 when it never got one
         * @param speaksFirst who began
         * @param policy how its feedback is meant to find it; absent when none was chosen
         * @param address where it is; absent when it has not been seen yet
         * @param media what it sends; absent when that could not be read
         */
        record Camera(
                long negotiation,
                SpeaksFirst speaksFirst,
                Optional<ReturnPathPolicy> policy,
                Optional<InetAddress> address,
                Optional<OfferedMedia> media)
                implements Peer {
            static Camera of(CameraSession session, long negotiation) {
                return new Camera(
                        negotiation,
                        session.speaksFirst(),
                        Optional.of(session.policy()),
                        session.address(),
                        Optional.of(session.media()));
            }

            /** That asks for a session, or was asked to; it has no number. */
            static Camera nameless(
                    Optional<ReturnPathPolicy> policy, Optional<InetAddress> address, Optional<OfferedMedia> media) {
                return new Camera(0, SpeaksFirst.CAMERA, policy, address, media);
            }
        }

        /**
         * A viewer.
         *
         * @param aligned makes of its offer what the media server was given
         * @param camera what the camera sends; absent when nobody knew it yet
         */
        record Viewer(Rewriter aligned, Optional<SessionDescription> camera) implements Peer {
            static Viewer waiting() {
                return new Viewer(UNCHANGED, Optional.empty());
            }
        }
    }
}
