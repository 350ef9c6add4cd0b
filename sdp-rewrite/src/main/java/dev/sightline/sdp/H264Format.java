package dev.sightline.sdp;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What {@code a=fmtp} says of an H.264 payload type (RFC 6184, section 8.1).
 *
 * @param modeIsSaid false when {@code packetization-mode} is missing and mode 0 is only meant to follow from that
 * @param levelAsymmetryAllowed true when the level sent and the level received may differ
 */
public record H264Format(H264Profile profile, boolean modeIsSaid, boolean levelAsymmetryAllowed) {
    /** Empty when the parameters are not understood: see {@link H264Profile#of}. */
    public static Optional<H264Format> of(Fmtp fmtp) {
        return H264Profile.of(fmtp)
                .map(profile -> new H264Format(
                        profile, fmtp.has("packetization-mode"), fmtp.says("level-asymmetry-allowed", "1")));
    }

    /**
     * How well a decoder that offers {@code decoder} plays a stream of this format: 0 for the very same, more for others;
     * empty when it cannot.
     */
    public OptionalInt costIn(H264Format decoder) {
        return H264Match.cost(this, decoder);
    }

    @Override
    public String toString() {
        return "profile-level-id " + profile.profileLevelId() + ", packetization-mode " + profile.packetizationMode();
    }
}
