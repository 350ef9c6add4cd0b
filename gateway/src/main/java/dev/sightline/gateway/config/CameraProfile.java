package dev.sightline.gateway.config;

import dev.sightline.sdp.CameraTrack;
import dev.sightline.sdp.ReturnPathPolicy;
import java.util.List;
import java.util.Optional;

/**
 * How a kind of camera behaves: what vendors do differently is data.
 *
 * @param name of the profile
 * @param speaksFirst who begins the negotiation
 * @param requiresPassive whether the camera only streams with feedback when the answer says {@code a=direction:passive}
 * @param policy the camera's own return path, before the gateway's
 * @param networks where it comes from, within those of all cameras; when empty, those of all
 * @param video what it sends; used where the gateway speaks first
 * @param audio what it sends besides; empty for a camera without sound
 * @param vendorLines appended to the answer, each beginning with {@code a=}
 */
public record CameraProfile(
        String name,
        SpeaksFirst speaksFirst,
        boolean requiresPassive,
        Optional<ReturnPathPolicy> policy,
        List<Network> networks,
        CameraTrack video,
        Optional<CameraTrack> audio,
        List<String> vendorLines) {

    /** Who begins the negotiation. */
    public enum SpeaksFirst {
        CAMERA,
        GATEWAY
    }
}
