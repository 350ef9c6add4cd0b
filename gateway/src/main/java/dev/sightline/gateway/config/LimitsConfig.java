package dev.sightline.gateway.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Bounds and time-outs: nothing that comes from a network may make the gateway keep more, or wait longer, than this.
 *
 * @param maxConnections open at once, each listener
 * @param maxConnectionsPerAddress open at once from one address, each listener
 * @param maxCamerasPerAddress that are not listed, made known from one address
 * @param firstBytes how long a connection may take to show whether it speaks TLS
 * @param handshake how long a TLS handshake may take
 * @param requestRead how long a request's header and body may take to arrive
 * @param idle how long a connection may stay silent
 * @param maxBodyBytes of a request
 * @param maxHeaderBytes of a request
 * @param longestPoll how long a camera may wait for a command
 * @param cameraAnswer how long a viewer waits until its camera has begun
 * @param viewerGrace how long a camera goes on after its last viewer has left
 * @param maxViewers of the whole gateway
 * @param maxViewersPerCamera of one camera
 * @param maxEventsQueued waiting for one stream
 * @param maxCandidates of one viewer, each way
 * @param maxMessageBytes of one signaling message
 * @param maxStrangerMessageBytes of one signaling message, of whom has not shown yet who they are
 * @param maxUnfinishedBytes of all messages and bodies together that have arrived in part
 * @param rates what may come how often
 * @param maxRemembered sources whose rates are known at once, of each rule
 * @param sharedAddresses addresses that count for many, in connections and in rates
 * @param webRtc of the embedded relay's port for viewers
 */
public record LimitsConfig(
        int maxConnections,
        int maxConnectionsPerAddress,
        int maxCamerasPerAddress,
        Duration firstBytes,
        Duration handshake,
        Duration requestRead,
        Duration idle,
        int maxBodyBytes,
        int maxHeaderBytes,
        Duration longestPoll,
        Duration cameraAnswer,
        Duration viewerGrace,
        int maxViewers,
        int maxViewersPerCamera,
        int maxEventsQueued,
        int maxCandidates,
        int maxMessageBytes,
        int maxStrangerMessageBytes,
        int maxUnfinishedBytes,
        Map<RateRule, RateLimit> rates,
        int maxRemembered,
        List<SharedNetwork> sharedAddresses,
        WebRtcLimits webRtc) {
    /**
     * Of the embedded relay's port for viewers.
     *
     * @param handshakes DTLS handshakes at one time
     * @param handshakesPerAddress of these, of one address
     * @param waitingHandshakes that wait for their turn
     * @param waitingHandshakesPerAddress of these, of one address
     * @param stunPerSecond STUN messages of one source that each media loop looks at
     */
    public record WebRtcLimits(
            int handshakes,
            int handshakesPerAddress,
            int waitingHandshakes,
            int waitingHandshakesPerAddress,
            int stunPerSecond) {}
}
