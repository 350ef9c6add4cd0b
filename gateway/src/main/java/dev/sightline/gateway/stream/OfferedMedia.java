package dev.sightline.gateway.stream;

import dev.sightline.gateway.config.CameraProfile;
import dev.sightline.sdp.CameraTrack;
import java.util.Optional;

/**
 * What a camera offers to send, reduced to what is understood: the offer to the media server is written anew from this,
 * so that odd text never reaches it.
 *
 * @param video the picture
 * @param audio the sound, if any
 */
public record OfferedMedia(CameraTrack video, Optional<CameraTrack> audio) {
    /** What a camera of this profile sends, as far as it is known before it has said anything. */
    static OfferedMedia expectedOf(CameraProfile profile) {
        return new OfferedMedia(profile.video(), profile.audio());
    }

    /** Whether viewers of the other media can go on with this one as they are. */
    boolean sameCodecsAs(OfferedMedia other) {
        return video.codecs().equals(other.video.codecs())
                && audio.map(CameraTrack::codecs).equals(other.audio.map(CameraTrack::codecs));
    }
}
