package dev.sightline.gateway.stream;

import dev.sightline.gateway.config.CamerasConfig;
import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.gateway.config.MediaConfig.Bandwidth;
import dev.sightline.gateway.config.ReturnPathConfig;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * What all streams have in common, out of the configuration.
 *
 * @param keepalive a camera's interval; three missed ones end its session
 * @param cameraAnswer how long a camera may take to begin
 * @param viewerGrace how long it goes on when nobody watches
 */
record StreamSettings(
        Bandwidth bandwidth,
        CamerasConfig cameras,
        Optional<InetAddress> announced,
        Duration keepalive,
        Duration cameraAnswer,
        Duration viewerGrace,
        Duration trappedPatience,
        Duration silentPatience,
        int maxViewersPerCamera,
        int maxCandidates,
        int maxEventsQueued) {

    static StreamSettings of(GatewayConfig config) {
        ReturnPathConfig returnPath = config.returnPath();
        return new StreamSettings(
                config.media().bandwidth(),
                config.cameras(),
                config.media().announcedAddress(),
                config.cameras().keepalive(),
                config.limits().cameraAnswer(),
                config.limits().viewerGrace(),
                returnPath.trappedPatience(),
                returnPath.silentPatience(),
                config.limits().maxViewersPerCamera(),
                config.limits().maxCandidates(),
                config.limits().maxEventsQueued());
    }
}
