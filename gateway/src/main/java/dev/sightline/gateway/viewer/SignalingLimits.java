package dev.sightline.gateway.viewer;

import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.gateway.config.LimitsConfig;
import java.time.Duration;

/**
 * What one viewer may cost.
 *
 * @param maxMessageBytes of one message, all its fragments together
 * @param maxStrangerMessageBytes the same, of whom is not known yet
 * @param maxQueuedMessages that wait to be written; a viewer that lets more pile up does not read, and is closed
 * @param maxViewers who watch at once, all cameras together
 * @param pingInterval how often a silent viewer is asked for a sign of life
 * @param silence how long it may give none
 * @param maxEarlyCandidates that are kept when they come before the {@code viewer} message
 * @param welcome how long a visitor may take to show who they are
 * @param answer how long it may take until a {@code viewer} message is answered
 */
record SignalingLimits(
        int maxMessageBytes,
        int maxStrangerMessageBytes,
        int maxQueuedMessages,
        int maxViewers,
        Duration pingInterval,
        Duration silence,
        int maxEarlyCandidates,
        Duration welcome,
        Duration answer) {
    private static final int QUEUED_MESSAGES = 256;

    static SignalingLimits of(GatewayConfig config) {
        LimitsConfig limits = config.limits();
        return new SignalingLimits(
                limits.maxMessageBytes(),
                Math.min(limits.maxStrangerMessageBytes(), limits.maxMessageBytes()),
                QUEUED_MESSAGES,
                limits.maxViewers(),
                limits.idle().dividedBy(3),
                limits.idle(),
                limits.maxCandidates(),
                limits.handshake(),
                limits.cameraAnswer().plus(config.media().kurento().callTimeout()));
    }
}
