package dev.sightline.sdp.rewrite;

import dev.sightline.sdp.Fmtp;
import dev.sightline.sdp.H264Format;
import dev.sightline.sdp.H264Profile;
import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.RtpMap;
import dev.sightline.sdp.SdpException;
import dev.sightline.sdp.SdpText;
import java.util.Optional;

/**
 * A codec as an operator names it.
 *
 * @param encoding {@code H264}, {@code VP8}, {@code opus}; names have no case
 * @param profile for H264: only formats of this profile and packetization mode, whatever their level
 */
public record CodecChoice(String encoding, Optional<H264Profile> profile) {
    /** @throws SdpException when the name is no token */
    public CodecChoice {
        SdpText.requireToken("the codec", encoding);
    }

    /** Any format of that name. */
    public static CodecChoice of(String encoding) {
        return new CodecChoice(encoding, Optional.empty());
    }

    /** H264 of one profile: {@code CodecChoice.h264("42e01f", 1)}. */
    public static CodecChoice h264(String profileLevelId, int packetizationMode) {
        Optional<H264Profile> profile = H264Profile.of(
                new Fmtp(0, "profile-level-id=" + profileLevelId + ";packetization-mode=" + packetizationMode));
        if (profile.isEmpty()) {
            throw new SdpException("the profile-level-id is '" + SdpText.shown(profileLevelId)
                    + "' and the packetization-mode " + packetizationMode
                    + "; six hexadecimal digits and 0 to 2 were expected, as in 42e01f and 1");
        }
        return new CodecChoice("H264", profile);
    }

    boolean matches(MediaDescription section, RtpMap map) {
        return map.encoding().equalsIgnoreCase(encoding)
                && (profile.isEmpty()
                        || H264Format.of(section.fmtp(map.payloadType()).orElse(new Fmtp(map.payloadType(), "")))
                                .filter(format -> format.profile().sameProfileAs(profile.get()))
                                .isPresent());
    }

    @Override
    public String toString() {
        return encoding
                + profile.map(wanted -> " " + wanted.profileLevelId() + " mode " + wanted.packetizationMode())
                        .orElse("");
    }
}
