package dev.sightline.sdp;

import java.util.Optional;

/**
 * What {@code a=fmtp} says of an H.264 payload type.
 *
 * @param modeIsSaid false when {@code packetization-mode} is missing and mode 0 is only meant to follow from that
 * @param levelAsymmetryAllowed true when the level sent and the level received may differ
 */
record H264Format(H264Profile profile, boolean modeIsSaid, boolean levelAsymmetryAllowed) {
    static Optional<H264Format> of(Fmtp fmtp) {
        return H264Profile.of(fmtp)
                .map(profile -> new H264Format(
                        profile,
                        fmtp.parameter("packetization-mode").isPresent(),
                        fmtp.parameter("level-asymmetry-allowed")
                                .filter("1"::equals)
                                .isPresent()));
    }

    @Override
    public String toString() {
        return "profile-level-id " + profile.profileLevelId() + ", packetization-mode " + profile.packetizationMode();
    }
}
