package dev.sightline.sdp;

import java.net.InetAddress;
import java.util.Optional;

/**
 * The offer that is given to a media server on a camera's behalf. Its return-path policy decides where RTCP goes; the
 * address is a parameter of all three and stands in {@code o=} and {@code c=}.
 *
 * <pre>{@code
 * CameraOffer.builder(ReturnPathPolicy.CAMERA_ADDRESS)
 *         .address(camera)
 *         .audio(CameraTrack.sending(CameraCodec.of("opus", 96), CameraCodec.of("PCMU", 0)).withPort(5008))
 *         .video(CameraTrack.sending(CameraCodec.h264(103)).withPort(5006).withSource(1607797317L, "cam@host"))
 *         .build()
 *         .toSessionDescription();
 * }</pre>
 */
public final class CameraOffer {
    private final SessionDescription text;
    private final ReturnPathPolicy policy;

    private CameraOffer(ReturnPathPolicy policy, SessionDescription text) {
        this.policy = policy;
        this.text = text;
    }

    /** An empty offer, to be filled; the policy decides what it says of addresses. */
    public static Builder builder(ReturnPathPolicy policy) {
        return new Builder(policy);
    }

    /** What it was built for. */
    public ReturnPathPolicy policy() {
        return policy;
    }

    /** The offer, to be rewritten, checked or printed. */
    public SessionDescription toSessionDescription() {
        return text;
    }

    /** The text of the offer, with CRLF. */
    @Override
    public String toString() {
        return text.toString();
    }

    /** Collects what an offer says. Not for use by several threads. */
    public static final class Builder {
        private final ReturnPathPolicy policy;
        private long sessionId = 1234567890;
        private long version = 1;
        private Optional<Connection> connection = Optional.empty();
        private Optional<CameraTrack> audio = Optional.empty();
        private Optional<CameraTrack> video = Optional.empty();

        private Builder(ReturnPathPolicy policy) {
            this.policy = policy;
        }

        /** What stands in {@code o=} and {@code c=}; with {@link ReturnPathPolicy#COMEDIA} it may be left out (0.0.0.0). */
        public Builder address(InetAddress address) {
            connection = Optional.of(Connection.of(address));
            return this;
        }

        /** The {@code o=} line's session id and version; a later offer of the same session has a higher version. */
        public Builder session(long id, long version) {
            this.sessionId = SdpText.requireRange("the session id", id, 0, Long.MAX_VALUE);
            this.version = SdpText.requireRange("the session version", version, 0, Long.MAX_VALUE);
            return this;
        }

        /** What the camera sends and hears; its section stands first. */
        public Builder audio(CameraTrack track) {
            audio = Optional.of(track);
            return this;
        }

        /** What the camera shows. */
        public Builder video(CameraTrack track) {
            video = Optional.of(track);
            return this;
        }

        /** @throws SdpException when a port or the address is missing, or there is no track at all */
        public CameraOffer build() {
            Connection address = address();
            if (audio.isEmpty() && video.isEmpty()) {
                throw new SdpException("an offer for a camera has neither video nor audio; at least one was expected");
            }
            StringBuilder text = new StringBuilder();
            line(text, "v=0");
            line(text, "o=- " + sessionId + " " + version + " " + address.toValue());
            line(text, "s=Camera");
            line(text, "c=" + address.toValue());
            line(text, "t=0 0");
            audio.ifPresent(track -> track.lines("audio", policy).forEach(line -> line(text, line)));
            video.ifPresent(track -> track.lines("video", policy).forEach(line -> line(text, line)));
            return new CameraOffer(policy, SessionDescription.parse(text.toString()));
        }

        private Connection address() {
            if (connection.isEmpty() && policy != ReturnPathPolicy.COMEDIA) {
                throw new SdpException("an offer with policy " + policy.word() + " has no address; the "
                        + (policy == ReturnPathPolicy.CAMERA_ADDRESS ? "camera's" : "server's") + " was expected");
            }
            return connection.orElse(new Connection("IP4", "0.0.0.0"));
        }

        private static void line(StringBuilder text, String content) {
            text.append(content).append(SdpLine.CRLF);
        }
    }
}
