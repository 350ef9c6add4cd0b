package dev.sightline.gateway.stream;

import dev.sightline.gateway.config.CameraProfile.SpeaksFirst;
import dev.sightline.sdp.ReturnPathPolicy;
import java.net.InetAddress;
import java.util.Optional;

/**
 * One negotiation's outcome with a camera.
 *
 * @param id unguessable: whoever knows it may end the session
 * @param speaksFirst who began
 * @param media what the camera sends
 * @param address where the camera is; absent when it has not been seen yet
 * @param policy how its feedback is meant to find it
 */
public record CameraSession(
        String id,
        SpeaksFirst speaksFirst,
        OfferedMedia media,
        Optional<InetAddress> address,
        ReturnPathPolicy policy) {
    CameraSession with(ReturnPathPolicy next) {
        return new CameraSession(id, speaksFirst, media, address, next);
    }

    @Override
    public String toString() {
        return "CameraSession[" + speaksFirst + ", "
                + address.map(InetAddress::getHostAddress).orElse("unseen") + ", " + policy + "]";
    }
}
